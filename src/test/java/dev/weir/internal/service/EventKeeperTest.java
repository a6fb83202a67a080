package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.EventParser;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.KeptEvents;
import dev.weir.testkit.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventKeeperTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final int SIZE = 10_000;

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = NOW;

  private Path file() {
    return folder.resolve("data").resolve(KeptEvents.FILE);
  }

  private EventKeeper keeper() {
    return new EventKeeper(file(), Duration.ofHours(1), SIZE, new Troubles(), meters, () -> now);
  }

  private static byte[] event(String id, String host) {
    return Step.exec(id, 0).on(host).line().getBytes(UTF_8);
  }

  private List<String> kept(String host, Instant since) throws IOException {
    try (KeptEvents events = KeptEvents.readOnly(file())) {
      return events.after(0, host, since, 1_000).stream()
          .map(event -> new EventParser().parse(event.document()).get(0).getEventId().toString())
          .toList();
    }
  }

  private double dropped() {
    return meters.get("weir.events.dropped").counter().count();
  }

  @Test
  void anEventIsKeptOnceAndFoundByItsHostAndTime() throws IOException {
    try (EventKeeper keeper = keeper()) {
      keeper.take(List.of(event("e1", "a"), event("e2", "b")));
      keeper.write();
      now = NOW.plusSeconds(60);
      keeper.take(List.of(event("e1", "a"), event("e3", "a"))); // pending again after a restart
    }

    assertThat(kept("", Instant.EPOCH)).containsExactly("e1", "e2", "e3");
    assertThat(kept("a", Instant.EPOCH)).containsExactly("e1", "e3");
    assertThat(kept("a", NOW.plusSeconds(1))).containsExactly("e3");
    assertThat(dropped()).isZero();
  }

  @Test
  void eventsAreDeletedByTimeAndSizeThoseOfTheNoisiestHostFirst() throws IOException {
    try (EventKeeper keeper = keeper()) {
      keeper.take(List.of(event("evictim", "victim")));
      for (int i = 0; i < 30; i++) {
        keeper.take(List.of(event("e" + i, "noisy")));
      }
      keeper.write();
      keeper.deleteOld();
      assertThat(kept("", Instant.EPOCH)).contains("evictim", "e29").doesNotContain("e0");
      assertThat(dropped()).isPositive();

      now = NOW.plusSeconds(3_601);
      keeper.deleteOld();
      assertThat(kept("", Instant.EPOCH)).isEmpty();
    }
  }

  @Test
  void nothingWaitsForAFileThatCannotBeWritten() throws IOException {
    Path blocker = Files.writeString(folder.resolve("data"), "a file in place of the folder");
    EventKeeper keeper = keeper();
    byte[] large = event("e1", "x".repeat(1 << 20));
    keeper.take(Collections.nCopies(20, large));
    assertThat(dropped()).isEqualTo(5);
    assertThatThrownBy(keeper::write).isInstanceOf(IOException.class);

    Files.delete(blocker);
    keeper.close();
    assertThat(kept("", Instant.EPOCH)).hasSize(1);
  }
}
