package dev.weir.internal.service.triage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.alert.EarlyAlert;
import dev.weir.internal.service.store.Database;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriageStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir private Path folder;
  private Instant now = NOW;
  private TriageStore store;

  @BeforeEach
  void open() throws IOException {
    store = TriageStore.open(folder.resolve("console.db"), () -> now);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static StoredAlert alert(int number, String severity, String host, String commandLine) {
    String document =
        """
        {"@timestamp":"2026-11-24T0%d:00:00Z","message":"curl was started","rule":{"name":"R%d"},
         "host":{"name":"name of %s"},"user":{"name":"www-data"},"weir":{"severity":"%s",
         "sequence":[{"process":{"command_line":"%s"}}]}}"""
            .formatted(number % 10, number % 2, host, severity, commandLine);
    return new StoredAlert(
        number,
        NOW,
        "id" + number,
        "R" + number % 2,
        host,
        false,
        document.getBytes(UTF_8),
        State.FINAL);
  }

  private List<String> ids(AlertQuery query) throws IOException {
    return store.list(query, null, 100).stream().map(AlertRow::id).toList();
  }

  private static AlertQuery query(String severity, String rule, String host, String text) {
    return new AlertQuery(severity, rule, host, "", "", text, null, null);
  }

  private void addThree() throws IOException {
    store.deliver(
        List.of(
            alert(1, "low", "a", "curl http://169.254.169.254/latest/user-data"),
            alert(2, "high", "b", "python3 /tmp/steal-credentials.py"),
            alert(3, "low", "b", "wget 169.254.169.254")));
  }

  @Test
  void filtersFindAlertsNewestFirst() throws IOException {
    addThree();

    assertThat(ids(AlertQuery.ALL)).containsExactly("id3", "id2", "id1");
    assertThat(ids(query("low", "", "", ""))).containsExactly("id3", "id1");
    assertThat(ids(query("", "R0", "", ""))).containsExactly("id2");
    assertThat(ids(query("", "", "b", ""))).containsExactly("id3", "id2");
    assertThat(ids(query("", "", "name of a", ""))).containsExactly("id1");
    assertThat(
            ids(
                new AlertQuery(
                    "",
                    "",
                    "",
                    "www-data",
                    "",
                    "",
                    Instant.parse("2026-11-24T02:00:00Z"),
                    Instant.parse("2026-11-24T03:00:00Z"))))
        .containsExactly("id2");
  }

  @Test
  void textIsFoundInTheEventsAndHasNoOperators() throws IOException {
    addThree();

    assertThat(ids(query("", "", "", "169.254.169.254"))).containsExactly("id3", "id1");
    assertThat(ids(query("", "", "", "steal-cred"))).containsExactly("id2");
    assertThat(ids(query("", "", "", "curl user-data"))).containsExactly("id1");
    assertThat(ids(query("", "", "", "wget python3"))).isEmpty();
    for (String hostile :
        List.of("\"", "' OR 1=1 --", "NOT (", "a* NEAR/2 b", "text:x", "-", "\0")) {
      assertThat(ids(query("", "", "", hostile))).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void pagesNeitherRepeatNorLeaveOutWhatArrivesMeanwhile() throws IOException {
    addThree();
    List<AlertRow> first = store.list(AlertQuery.ALL, null, 2);
    store.deliver(List.of(alert(9, "low", "c", "late")));

    Cursor next = Cursor.parse(Cursor.of(first.get(1)).toString());
    assertThat(store.list(AlertQuery.ALL, next, 2)).extracting(AlertRow::id).containsExactly("id1");
    assertThatThrownBy(() -> Cursor.parse("x")).hasMessageContaining("before");
  }

  @Test
  void anAlertThatIsDeliveredAgainIsKeptOnce() throws IOException {
    addThree();
    store.act("id1", "ann", Action.of("close", "false"));
    addThree();

    assertThat(store.count(AlertQuery.ALL)).isEqualTo(3);
    assertThat(Objects.requireNonNull(store.alert("id1")).state()).isEqualTo("closed");
  }

  @Test
  void anEarlyAlertIsConfirmedOrRetractedInItsPlace() throws IOException {
    store.deliver(List.of(alert(1, "low", "a", "x").early(), alert(2, "low", "a", "y").early()));
    assertThat(store.early()).containsExactlyInAnyOrder("id1", "id2");
    store.settle(Map.of("id1", State.FINAL));
    EarlyAlert wrong = new EarlyAlert("id2", "R0", "a", false);
    store.deliver(
        List.of(StoredAlert.of(wrong.retractionId(), "R0", "a", false, wrong.retraction(NOW))));

    assertThat(store.list(AlertQuery.ALL, null, 9))
        .extracting(AlertRow::id, AlertRow::standing)
        .containsExactly(tuple("id2", State.RETRACTED), tuple("id1", State.FINAL));
    assertThat(store.history("id2")).extracting(AuditEntry::action).containsExactly("retract");
    assertThat(store.early()).isEmpty();
  }

  @Test
  void aSuppressedAlertIsMarkedUntilItIsRaisedWithinTheCap() throws IOException {
    StoredAlert whole = alert(7, "low", "a", "x");
    store.deliver(
        List.of(new StoredAlert(1, NOW, whole.id(), "R1", "a", true, new byte[0], State.FINAL)));
    assertThat(store.list(AlertQuery.ALL, null, 9))
        .extracting(AlertRow::suppressed, AlertRow::reason)
        .containsExactly(tuple(true, "too many were suppressed to keep its document"));
    store.deliver(List.of(whole));

    assertThat(store.list(AlertQuery.ALL, null, 9))
        .extracting(AlertRow::suppressed, AlertRow::reason)
        .containsExactly(tuple(false, "curl was started"));
    assertThat(store.document(whole.id())).isEqualTo(whole.document());
  }

  /** After a damaged {@code weir.db} was moved away, the outbox counts from one again. */
  @Test
  void anAlertOfANewOutboxHidesNoneOfTheOldOne() throws IOException {
    addThree();
    store.deliver(
        List.of(StoredAlert.of("other", "R", "c", false, alert(1, "low", "c", "z").document())));
    StoredAlert again = alert(1, "low", "c", "z");
    store.deliver(
        List.of(new StoredAlert(1, NOW, "new", "R", "c", false, again.document(), State.FINAL)));

    assertThat(store.count(AlertQuery.ALL)).isEqualTo(5);
  }

  @Test
  void actionsChangeTheStateAndAreLogged() throws IOException {
    addThree();
    long before = store.version();
    store.act("id2", "ann", Action.of("assign", "bob"));
    store.act("id2", "bob", Action.of("acknowledge", ""));
    store.act("id2", "bob", Action.of("comment", "asked the owner"));
    AlertRow closed = store.act("id2", "bob", Action.of("close", "benign true"));

    assertThat(closed)
        .extracting(AlertRow::state, AlertRow::verdict, AlertRow::assignee)
        .containsExactly("closed", "benign true", "bob");
    assertThat(store.history("id2"))
        .extracting(entry -> entry.who() + " " + entry.action() + " " + entry.detail())
        .containsExactly(
            "ann assign bob",
            "bob acknowledge ",
            "bob comment asked the owner",
            "bob close benign true");
    assertThat(store.version()).isGreaterThan(before);
    assertThat(ids(new AlertQuery("", "", "", "", "active", "", null, null)))
        .containsExactly("id3", "id1");
    assertThat(store.act("nobody", "ann", Action.of("reopen", ""))).isNull();
    assertThat(store.history("nobody")).isEmpty();
    assertThatThrownBy(() -> Action.of("close", "")).hasMessageContaining("benign true");
    assertThatThrownBy(() -> Action.of("delete", "")).hasMessageContaining("acknowledge");
  }

  @Test
  void hostsAreSummarizedAndTimeIsDivided() throws IOException {
    addThree();

    assertThat(store.hosts(AlertQuery.ALL, 10))
        .extracting(HostSummary::host, HostSummary::alerts, HostSummary::severity)
        .containsExactly(tuple("b", 2, "high"), tuple("a", 1, "low"));
    Histogram histogram = store.histogram(AlertQuery.ALL, 2);
    assertThat(histogram.step()).isEqualTo(Duration.ofHours(3).toMillis());
    assertThat(histogram.counts()[0]).containsExactly(0, 1, 0, 1, 0);
    assertThat(histogram.counts()[1]).containsExactly(0, 1, 0, 0, 0);
    assertThat(store.histogram(query("", "none", "", ""), 2).counts()).isEmpty();
  }

  @Test
  void oldAlertsAreDeletedByTimeAndSizeButTheirLogStays() throws IOException {
    addThree();
    store.act("id1", "ann", Action.of("close", "true"));
    int bytes = 2_000; // of one alert, with what surrounds it

    assertThat(store.deleteOld(Duration.ofDays(30), bytes)).isEqualTo(2);
    assertThat(ids(AlertQuery.ALL)).containsExactly("id3");
    assertThat(ids(query("", "", "", "steal"))).isEmpty();
    now = NOW.plus(Duration.ofDays(31));
    assertThat(store.deleteOld(Duration.ofDays(30), bytes)).isZero();
    assertThat(ids(AlertQuery.ALL)).isEmpty();
    assertThat(store.history("id1")).hasSize(1);
  }

  @Test
  void anAlertWithADocumentThatCannotBeReadIsListed() throws IOException {
    store.deliver(
        List.of(new StoredAlert(1, NOW, "x", "R", "h", false, "{".getBytes(UTF_8), State.FINAL)));

    assertThat(store.list(AlertQuery.ALL, null, 1))
        .extracting(AlertRow::rule, AlertRow::host, AlertRow::reason)
        .containsExactly(tuple("R", "h", "its document cannot be read"));
  }

  @Test
  void aFileOfANewerVersionIsRefused() throws IOException {
    Path file = folder.resolve("newer.db");
    Database.shared(file, db -> db.transaction(() -> db.update("PRAGMA user_version = 99")))
        .close();

    assertThatThrownBy(() -> TriageStore.open(file, () -> now)).hasMessageContaining("newer");
  }

  /** The file is of version 0.1.0 before the console, with the alerts of the quickstart. */
  @Test
  void theAlertsOfAnExistingStoreAppear() throws IOException {
    Path file = folder.resolve("weir.db");
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(getClass().getResourceAsStream("before-console.db.gz")))) {
      Files.copy(in, file);
    }
    try (Store before = Store.open(file, () -> now)) {
      before.setSinks(Set.of("file", TriageStore.NAME));
      assertThat(before.undelivered("file", 10, 1 << 20)).isEmpty();
      store.deliver(before.undelivered(TriageStore.NAME, 10, 1 << 20));
    }

    assertThat(store.list(AlertQuery.ALL, null, 10))
        .hasSize(3)
        .allMatch(row -> row.rule().equals("Unusual IMDS API Request"));
  }
}
