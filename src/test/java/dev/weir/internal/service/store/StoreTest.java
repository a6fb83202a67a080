package dev.weir.internal.service.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.weir.alert.EarlyAlert;
import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.testkit.AlertFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes, reopens and reads the store. */
class StoreTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final AlertFilter SUPPRESSED = new AlertFilter(true, null);

  @TempDir private Path folder;
  private Instant now = NOW;

  @Test
  void aCommitIsDurable() throws IOException {
    try (Store store = open()) {
      store.write(
          new Commit(
              false,
              documents(1, "one", 2, "two"),
              Set.of(),
              Map.of("files", Map.of("a", "10", "b", "20"), "kafka", Map.of("t-0", "7")),
              List.of(AlertFixtures.stored("x", bytes("{}")))));
      store.write(
          new Commit(
              false,
              documents(3, "three"),
              Set.of(1L),
              Map.of("files", Map.of("a", "", "b", "21")),
              List.of()));
    }
    try (Store store = open()) {
      assertThat(texts(store.pending())).containsExactly("two", "three");
      assertThat(store.positions().get("files")).isEqualTo(Map.of("b", "21"));
      assertThat(store.positions().get("kafka")).isEqualTo(Map.of("t-0", "7"));

      store.write(new Commit(true, documents(1, "anew"), Set.of(), Map.of(), List.of()));
      assertThat(texts(store.pending())).containsExactly("anew");
    }
  }

  @Test
  void reportsAFullDiskAndContinuesWhenThereIsSpace() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      store.setDiskFull(true);
      Commit large =
          new Commit(
              false,
              documents(1, "small", 2, "large".repeat(100_000)),
              Set.of(),
              Map.of("files", Map.of("a", "1")),
              List.of());
      for (int i = 0; i < 2; i++) {
        assertThatIOException()
            .isThrownBy(() -> store.write(large))
            .withMessageContaining("the disk is full");
        assertThat(store.pending()).isEmpty();
      }
      store.setDiskFull(false);
      store.write(large);
      assertThat(store.pending()).hasSize(2);
    }
    try (Store store = open()) {
      assertThat(store.pending()).hasSize(2);
      assertThat(store.positions()).containsKey("files");
    }
  }

  @Test
  void eachSinkHasItsOwnPlaceInTheOutbox() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("fast", "slow"));
      raise(store, "a", "b", "c");
      List<StoredAlert> first = store.undelivered("fast", 2, 1 << 20);
      assertThat(ids(first)).containsExactly("a", "b");
      store.delivered(
          "fast", first.get(1).number(), List.of(new RefusedAlert(first.get(0), "too large")));
    }
    now = NOW.plusSeconds(60);
    try (Store store = open()) {
      raise(store, "b", "d"); // b already exists
      store.setSinks(Set.of("fast", "slow", "new"));
      assertThat(ids(store.undelivered("fast", 10, 1 << 20))).containsExactly("c", "d");
      assertThat(ids(store.undelivered("slow", 10, 1 << 20))).containsExactly("a", "b", "c", "d");
      assertThat(ids(store.undelivered("new", 10, 1 << 20))).containsExactly("a", "b", "c", "d");
      assertThat(store.depth("fast")).isEqualTo(new OutboxDepth(2, NOW.toEpochMilli()));
      assertThat(store.depth("none")).isEqualTo(new OutboxDepth(0, 0));
    }
  }

  @Test
  void deletesOnlyAlertsThatAllSinksHaveDelivered() throws IOException {
    long after = NOW.toEpochMilli() + 1;
    try (Store store = open()) {
      store.setSinks(Set.of("fast", "slow"));
      raise(store, "a", "b");
      store.delivered("fast", 2, List.of());
      store.delivered("slow", 1, List.of());
      store.deleteDelivered(after, 0);
      raise(store, "a", "b");
      assertThat(ids(store.undelivered("slow", 10, 1 << 20)))
          .as("the id of a still exists")
          .containsExactly("b");

      store.deleteDelivered(after, after);
      raise(store, "a", "b");
      assertThat(ids(store.undelivered("slow", 10, 1 << 20)))
          .as("the id of a has been deleted")
          .containsExactly("b", "a");
    }
  }

  @Test
  void aSuppressedAlertCanBeReadButIsNotDelivered() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      assertThat(suppress(store, "a", "b")).isZero();
      raise(store, "c");
      assertThat(ids(store.undelivered("s", 10, 1 << 20))).containsExactly("c");
      assertThat(store.depth("s").alerts()).isOne();
      assertThat(suppressed(store)).containsExactly("b", "a");

      assertThat(suppress(store, "b", "c")).as("known alerts").isEqualTo(2);
      raise(store, "a"); // again, and now within the cap
      assertThat(ids(store.undelivered("s", 10, 1 << 20))).containsExactly("c", "a");
      assertThat(suppressed(store)).containsExactly("b");

      store.delivered("s", Long.MAX_VALUE, List.of());
      store.deleteDelivered(Long.MAX_VALUE, Long.MAX_VALUE);
      assertThat(suppressed(store)).as("kept for a time of its own").containsExactly("b");
    }
  }

  @Test
  void suppressedAlertsAreBoundedByAgeSizeAndNumber() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      raise(store, "delivered");
      suppress(store, "old");
      now = NOW.plusSeconds(60);
      suppress(store, "a", "b", "c"); // 10 bytes each
      assertThat(store.deleteSuppressed(now.toEpochMilli(), 30, 3)).isZero();
      assertThat(suppressed(store)).containsExactly("c", "b", "a");

      assertThat(store.deleteSuppressed(0, 29, 3)).isOne();
      assertThat(store.alerts(SUPPRESSED, Long.MAX_VALUE, 10, 1 << 20))
          .extracting(alert -> alert.document().length)
          .containsExactly(10, 10, 0);

      assertThat(store.deleteSuppressed(0, 29, 2)).isOne();
      assertThat(suppressed(store)).containsExactly("c", "b");
      assertThat(store.depth("s").alerts()).isOne();
    }
  }

  /** Found: a flood of one host pushed out the suppressed alerts of others. */
  @Test
  void aHostWithManySuppressedAlertsLosesItsOwn() throws IOException {
    try (Store store = open()) {
      suppressOf(store, "quiet", "q1", "q2"); // 11 bytes each
      suppressOf(store, "other", "o1");
      for (int i = 10; i < 100; i++) {
        suppressOf(store, "loud", String.valueOf(i));
      }
      assertThat(store.deleteSuppressed(0, 55, 1_000)).isEqualTo(88);
      assertThat(withDocument(store)).containsExactly("99", "98", "o1", "q2", "q1");

      assertThat(store.deleteSuppressed(0, 1_000, 6)).isEqualTo(87);
      assertThat(suppressed(store)).containsExactly("99", "98", "97", "o1", "q2", "q1");
      assertThat(store.deleteSuppressed(0, 1_000, 2)).isEqualTo(4);
      assertThat(suppressed(store)).as("the newest of two hosts").containsExactly("99", "o1");
    }
  }

  private static List<String> withDocument(Store store) throws IOException {
    return store.alerts(SUPPRESSED, Long.MAX_VALUE, 1_000, 1 << 20).stream()
        .filter(alert -> alert.document().length > 0)
        .map(StoredAlert::id)
        .toList();
  }

  @Test
  void aDeliveryIsBoundedButNeverEmpty() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      raise(store, "a", "b", "c"); // 10 bytes each
      assertThat(ids(store.undelivered("s", 10, 1))).containsExactly("a");
      assertThat(ids(store.undelivered("s", 10, 11))).containsExactly("a", "b");
      assertThat(ids(store.undelivered("s", 2, 100))).containsExactly("a", "b");
    }
  }

  @Test
  void smallStateIsKept() throws IOException {
    try (Store store = open()) {
      assertThat(store.state("ledger")).isNull();
      store.keepState("ledger", bytes("1"));
      store.keepState("ledger", bytes("2"));
    }
    try (Store store = open()) {
      assertThat(store.state("ledger")).isEqualTo(bytes("2"));
    }
  }

  @Test
  void aSecondProcessCannotOpenTheStore() throws IOException {
    try (Store store = open()) {
      store.keepState("a", bytes("1"));
      assertThatIOException().isThrownBy(this::open).withMessageContaining("in use by another");
    }
  }

  @Test
  void anotherFileIsReportedWithWhatToDo() throws IOException {
    Files.writeString(folder.resolve("weir.db"), "no database ".repeat(1000));
    assertThatIOException()
        .isThrownBy(this::open)
        .withMessageContaining("weir.db is damaged or not a Weir store. To start with an empty");
  }

  @Test
  void aDamagedStoreIsReportedAndNotUsed() throws IOException {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      for (int i = 0; i < 200; i++) {
        raise(store, "alert" + i);
      }
    }
    Path file = folder.resolve("weir.db");
    byte[] content = Files.readAllBytes(file);
    for (int i = 4096; i < content.length; i++) {
      content[i] ^= 0x5a;
    }
    Files.write(file, content);

    assertThatIOException().isThrownBy(this::open).withMessageContaining("is damaged");
  }

  @Test
  void ruleUpdatesAreKeptNewestFirstUpToALimit() throws IOException {
    try (Store store = open()) {
      for (int i = 0; i < 1002; i++) {
        store.keepRuleUpdate(
            new RuleUpdate(NOW, RuleUpdate.Result.TAKEN, "hash" + i, "told\n" + i));
      }
    }
    try (Store store = open()) {
      assertThat(store.ruleUpdates()).hasSize(1000);
      assertThat(store.ruleUpdates().get(0))
          .isEqualTo(new RuleUpdate(NOW, RuleUpdate.Result.TAKEN, "hash1001", "told\n1001"));
    }
  }

  @Test
  void aStoreOfTheFirstVersionIsMigrated() throws Exception {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      raise(store, "a");
    }
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("weir.db"));
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE receipt");
      statement.execute("DROP INDEX suppressed");
      statement.execute("DROP INDEX early");
      for (String column : List.of("rule", "host", "suppressed", "state")) {
        statement.execute("ALTER TABLE outbox DROP COLUMN " + column);
      }
      statement.execute("PRAGMA user_version = 1");
    }
    try (Store store = open()) {
      assertThat(store.ruleUpdates()).isEmpty();
      assertThat(store.depth("s").alerts()).isOne();
    }
  }

  @Test
  void anEarlyAlertIsOpenUntilItIsConfirmedOrRetracted() throws Exception {
    try (Store store = open()) {
      store.setSinks(Set.of("s"));
      List<StoredAlert> alerts = new ArrayList<>();
      for (String id : List.of("a", "b", "c")) {
        alerts.add(StoredAlert.of(id, "r", "h", false, bytes("{}")).early());
      }
      store.write(
          new Commit(false, Map.of(), Set.of(), Map.of(), alerts, List.of("a"), List.of("b")));
    }
    try (Store store = open()) {
      assertThat(store.unconfirmed()).containsExactly(new EarlyAlert("c", "r", "h", false));
      store.write(
          new Commit(false, Map.of(), Set.of(), Map.of(), List.of(), List.of(), List.of("a")));
      assertThat(store.undelivered("s", 10, 1000))
          .extracting(StoredAlert::state)
          .as("what is confirmed is not retracted")
          .containsExactly(
              StoredAlert.State.FINAL, StoredAlert.State.RETRACTED, StoredAlert.State.EARLY);
    }
  }

  @Test
  void aStoreOfANewerWeirIsRefused() throws Exception {
    open().close();
    try (var connection =
        java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("weir.db"))) {
      connection.createStatement().execute("PRAGMA user_version = 99");
    }
    assertThatIOException().isThrownBy(this::open).withMessageContaining("newer version of Weir");
  }

  @Test
  void reportsAFolderThatCannotBeCreated() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatIOException()
        .isThrownBy(() -> Store.open(file.resolve("weir.db"), () -> now))
        .withMessageContaining("cannot create the data folder");
  }

  private Store open() throws IOException {
    return Store.open(folder.resolve("weir.db"), () -> now);
  }

  private static void raise(Store store, String... ids) throws IOException {
    List<StoredAlert> alerts = new ArrayList<>();
    for (String id : ids) {
      alerts.add(AlertFixtures.stored(id, bytes("{\"id\":\"" + id + "\"}")));
    }
    store.write(new Commit(false, Map.of(), Set.of(), Map.of(), alerts));
  }

  private static int suppress(Store store, String... ids) throws IOException {
    return suppressOf(store, "h", ids);
  }

  private static int suppressOf(Store store, String host, String... ids) throws IOException {
    List<StoredAlert> alerts = new ArrayList<>();
    for (String id : ids) {
      alerts.add(StoredAlert.of(id, "r", host, true, bytes("{\"id\":\"" + id + "\"}")));
    }
    return store.write(new Commit(false, Map.of(), Set.of(), Map.of(), alerts));
  }

  private static List<String> suppressed(Store store) throws IOException {
    return ids(store.alerts(SUPPRESSED, Long.MAX_VALUE, 10, 1 << 20));
  }

  private static Map<Long, byte[]> documents(Object... numbersAndTexts) {
    Map<Long, byte[]> documents = new LinkedHashMap<>();
    for (int i = 0; i < numbersAndTexts.length; i += 2) {
      documents.put(
          ((Integer) numbersAndTexts[i]).longValue(), bytes((String) numbersAndTexts[i + 1]));
    }
    return documents;
  }

  private static List<String> ids(List<StoredAlert> alerts) {
    return alerts.stream().map(StoredAlert::id).toList();
  }

  private static List<String> texts(List<byte[]> documents) {
    return documents.stream().map(document -> new String(document, UTF_8)).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
