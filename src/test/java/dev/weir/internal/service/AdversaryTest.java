package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.Detector;
import dev.weir.internal.service.bulk.BulkSettings;
import dev.weir.internal.service.bulk.BulkSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.Fleet;
import dev.weir.testkit.HostileHost;
import dev.weir.testkit.ShippedRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A short {@code bench/run adversary}: whatever one of 50 hosts sends, the alerts of the other 49
 * are exactly those that their events must raise.
 */
@Tag("thorough")
class AdversaryTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int BODY = 100;
  private static final int BODIES_BETWEEN_ATTACKS = 10;

  private final Troubles troubles = new Troubles();
  private final ConcurrentLinkedQueue<String> delivered = new ConcurrentLinkedQueue<>();
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1", "2, 2"})
  void oneHostChangesNoAlertOfTheOthers(int rounds, int lanes) throws Exception {
    Fleet fleet = new Fleet(Instant.parse("2026-11-30T10:00:00Z").toEpochMilli(), 110, 100, 1);
    Instant[] later = new Instant[1];
    BulkSettings defaults = BulkSettings.defaults();
    BulkSource source =
        new BulkSource(
            "bulk",
            new BulkSettings(
                ListenSettings.loopback(0),
                List.of(),
                defaults.bodyBytes(),
                defaults.underWayBytes(),
                defaults.bodyTime(),
                defaults.answerTime(),
                false),
            troubles);
    Service service =
        new Service(
            new Detection(
                ShippedRules.get().with("careless.drl", Fleet.CARELESS),
                Duration.ofMinutes(1),
                true,
                (rules, none) ->
                    Detector.builder(rules).lateness(Duration.ofSeconds(30)).lanes(lanes)),
            Store.open(folder.resolve("weir.db"), Instant::now),
            List.of(source),
            List.of(new Deliveries()),
            Duration.ofDays(1),
            troubles,
            new SimpleMeterRegistry(),
            () -> later[0] == null ? Instant.ofEpochMilli(fleet.now()) : later[0]);
    service.start();
    await().until(() -> source.port() > 0);
    try (HostileHost hostile = new HostileHost(source.port(), fleet::now, 1)) {
      for (int turn = 0; turn < Math.max(16, rounds * hostile.kinds()); turn++) {
        for (int i = 0; i < BODIES_BETWEEN_ATTACKS; i++) {
          send(source.port(), fleet.next(BODY));
        }
        if (rounds > 0) {
          hostile.attack();
        }
      }
      later[0] = Instant.ofEpochMilli(fleet.now()).plusSeconds(3600);
      await()
          .untilAsserted(
              () -> {
                send(source.port(), fleet.last());
                assertThat(delivered).containsAll(fleet.expected());
              });
    } finally {
      service.stop();
    }
    assertThat(delivered).hasSizeGreaterThan(40);
    assertThat(delivered).containsExactlyInAnyOrderElementsOf(fleet.expected());
  }

  private static void send(int port, List<String> events) throws Exception {
    StringBuilder body = new StringBuilder();
    events.forEach(event -> body.append("{\"create\":{}}\n").append(event).append('\n'));
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/_bulk"))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"errors\":false");
  }

  /** Records the alerts of good hosts: rule and events. */
  private final class Deliveries implements Sink {
    @Override
    public String name() {
      return "deliveries";
    }

    @Override
    public List<RefusedAlert> deliver(List<StoredAlert> alerts) {
      for (StoredAlert alert : alerts) {
        if (alert.host().startsWith("good-")) {
          delivered.add(alert.rule() + Fleet.eventIds(new String(alert.document(), UTF_8)));
        }
      }
      return List.of();
    }

    @Override
    public void close() {}
  }
}
