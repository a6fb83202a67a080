package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.AuditEntry;
import dev.weir.internal.service.triage.Delivery;
import dev.weir.internal.service.triage.Delivery.Status;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.DeliveryRequest.Kind;
import dev.weir.internal.service.triage.TriageStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of a service, the triage store, and what goes to and fro between them. */
class TriageFeedTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir private Path folder;
  private final Troubles troubles = new Troubles();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = NOW;
  private Store store;
  private TriageStore triage;
  private TriageFeed feed;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(folder.resolve("weir.db"), () -> now);
    store.setSinks(Set.of("pager", TriageStore.NAME));
    triage = TriageStore.lazy(folder.resolve("console.db"), () -> now);
    feed = feed(TriageFeed.Settings.defaults());
  }

  @AfterEach
  void close() throws Exception {
    feed.end();
    store.close();
  }

  private TriageFeed feed(TriageFeed.Settings settings) {
    return new TriageFeed(triage, store, settings, troubles, meters, () -> now);
  }

  private static StoredAlert alert(String id, boolean suppressed) {
    return StoredAlert.of(
        id, "R", "h", suppressed, ("{\"message\":\"about " + id + "\"}").getBytes(UTF_8));
  }

  private void write(StoredAlert... alerts) throws IOException {
    store.write(new Commit(false, Map.of(), Set.of(), Map.of(), List.of(alerts)));
  }

  /** What the thread of the outbox does. */
  private void deliver() throws IOException {
    feed.start();
    List<StoredAlert> alerts = store.undeliveredOrSuppressed(feed.name(), 100, 1 << 20);
    feed.deliver(alerts);
    if (!alerts.isEmpty()) {
      store.delivered(feed.name(), alerts.get(alerts.size() - 1).number(), List.of());
    }
    feed.sync();
  }

  private void refuse(String id, String reason) throws IOException {
    List<StoredAlert> alerts = store.undelivered("pager", 100, 1 << 20);
    StoredAlert refused = alerts.stream().filter(one -> one.id().equals(id)).findFirst().get();
    store.delivered(
        "pager",
        alerts.get(alerts.size() - 1).number(),
        List.of(new RefusedAlert(refused, reason)));
    feed.sync();
  }

  private List<AlertRow> rows() throws IOException {
    return triage.list(AlertQuery.ALL, null, 100);
  }

  private List<Delivery> deliveries(String id) throws IOException {
    return triage.deliveries().of(Objects.requireNonNull(triage.alert(id)));
  }

  @Test
  void suppressedAlertsAreThereAndMarked() throws Exception {
    write(alert("sent", false), alert("over", true));
    deliver();

    assertThat(rows())
        .extracting(AlertRow::id, AlertRow::suppressed)
        .containsExactly(tuple("over", true), tuple("sent", false));
    assertThat(deliveries("over")).extracting(Delivery::status).containsExactly(Status.SUPPRESSED);
    assertThat(deliveries("sent")).extracting(Delivery::status).containsExactly(Status.WAITING);
  }

  @Test
  void anEarlyAlertIsConfirmedAndAnotherRetractedAfterTheyWereDelivered() throws Exception {
    write(alert("a", false).early(), alert("b", false).early());
    deliver();
    assertThat(rows()).extracting(AlertRow::standing).containsOnly(State.EARLY);

    Commit settled =
        new Commit(false, Map.of(), Set.of(), Map.of(), List.of(), List.of("a"), List.of("b"));
    store.write(settled);
    feed.sync();
    assertThat(rows())
        .extracting(AlertRow::id, AlertRow::standing)
        .containsExactlyInAnyOrder(tuple("a", State.FINAL), tuple("b", State.RETRACTED));
    assertThat(triage.history("b")).extracting(AuditEntry::action).containsExactly("retract");
  }

  @Test
  void aRefusedAlertIsANoticeUntilItIsSentAgain() throws Exception {
    write(alert("a", false), alert("b", false));
    deliver();
    refuse("a", "413: too\nlarge");

    assertThat(troubles.now()).isEmpty();
    assertThat(troubles.notices().get("refused alerts"))
        .isEqualTo(
            "1, the last by sink pager: 413: too\\u000alarge; `weir alerts list --refused` shows"
                + " them");
    assertThat(meters.get("weir.alerts.refused").gauge().value()).isOne();
    assertThat(deliveries("a"))
        .containsExactly(new Delivery("pager", Status.REFUSED, "413: too\nlarge"));
    assertThat(deliveries("b")).containsExactly(new Delivery("pager", Status.DELIVERED, ""));

    DeliveryRequest again = new DeliveryRequest(0, Kind.RESEND, "a", "pager");
    assertThat(triage.deliveries().request(List.of(again, again), "ann")).isOne();
    feed.sync();
    assertThat(triage.deliveries().requests()).isEmpty();
    List<StoredAlert> sent = store.refusals().again("pager", 100, 1 << 20);
    assertThat(sent)
        .extracting(StoredAlert::id, one -> new String(one.document(), UTF_8))
        .containsExactly(tuple("a", "{\"message\":\"about a\"}"));
    store.refusals().sentAgain("pager", sent, List.of());
    feed.sync();
    assertThat(store.refusals().again("pager", 100, 1 << 20)).isEmpty();
    assertThat(deliveries("a")).containsExactly(new Delivery("pager", Status.DELIVERED, ""));
    assertThat(troubles.notices()).isEmpty();
    assertThat(triage.history("a"))
        .extracting(entry -> entry.who() + " " + entry.action() + " " + entry.detail())
        .containsExactly("ann resend pager");
  }

  @Test
  void whatIsRefusedAgainStaysRefusedUntilItIsDismissed() throws Exception {
    write(alert("a", false));
    deliver();
    refuse("a", "too large");
    triage.deliveries().request(List.of(new DeliveryRequest(0, Kind.RESEND, "a", "pager")), "ann");
    feed.sync();
    List<StoredAlert> sent = store.refusals().again("pager", 100, 1 << 20);
    store.refusals().sentAgain("pager", sent, List.of(new RefusedAlert(sent.get(0), "still")));
    feed.sync();
    assertThat(deliveries("a")).containsExactly(new Delivery("pager", Status.REFUSED, "still"));

    triage.deliveries().request(List.of(new DeliveryRequest(0, Kind.DISMISS, "a", "pager")), "ann");
    feed.sync();
    assertThat(triage.deliveries().refusals("")).isEmpty();
    assertThat(troubles.notices()).isEmpty();
  }

  @Test
  void aSettingMakesARefusedAlertATrouble() throws Exception {
    feed = feed(new TriageFeed.Settings(Duration.ofDays(30), 1 << 30, true));
    write(alert("a", false));
    deliver();
    refuse("a", "too large");

    assertThat(troubles.now()).containsOnlyKeys("refused alerts");
  }

  /** Both files can be moved away alone, such as after they were damaged. */
  @Test
  void eitherFileCanBeNew() throws Exception {
    write(alert("a", false), alert("b", false));
    deliver();
    triage.close();
    deleteDatabase("console.db");
    triage = TriageStore.lazy(folder.resolve("console.db"), () -> now);
    feed = feed(TriageFeed.Settings.defaults());
    deliver();
    assertThat(rows()).extracting(AlertRow::id).containsExactly("b", "a");

    store.close();
    deleteDatabase("weir.db");
    store = Store.open(folder.resolve("weir.db"), () -> now);
    store.setSinks(Set.of("pager", TriageStore.NAME));
    feed = feed(TriageFeed.Settings.defaults());
    write(alert("c", false));
    deliver();
    assertThat(rows()).extracting(AlertRow::id).containsExactly("c", "b", "a");
    assertThat(deliveries("b")).extracting(Delivery::status).containsExactly(Status.UNKNOWN);
    assertThat(deliveries("c")).extracting(Delivery::status).containsExactly(Status.WAITING);
  }

  private void deleteDatabase(String name) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(name + suffix));
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsTriedAgain() throws Exception {
    Files.writeString(folder.resolve("console.db"), "this is no database".repeat(100));
    write(alert("a", false));
    assertThatThrownBy(this::deliver).hasMessageContaining("console.db is damaged");

    deleteDatabase("console.db");
    deliver();
    assertThat(rows()).hasSize(1);
  }

  @Test
  void tooManyAndOldAlertsAreDeletedAndCounted() throws Exception {
    feed = feed(new TriageFeed.Settings(Duration.ofDays(30), 2_500, false));
    write(alert("a", false), alert("b", false), alert("over", true));
    deliver();
    feed.everyMinute();
    assertThat(rows()).extracting(AlertRow::id).containsExactly("b", "a");
    assertThat(meters.get("weir.console.dropped").counter().count()).isOne();

    now = NOW.plus(Duration.ofDays(31));
    feed.everyMinute();
    assertThat(rows()).isEmpty();
    assertThat(meters.get("weir.console.dropped").counter().count()).isOne();
  }
}
