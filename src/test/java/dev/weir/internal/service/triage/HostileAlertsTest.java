package dev.weir.internal.service.triage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.store.Database;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Many alerts, large and odd ones, and a file that cannot be used. */
class HostileAlertsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir private Path folder;
  private Path file;
  private TriageStore store;

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("console.db");
    store = TriageStore.open(file, () -> NOW);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static StoredAlert alert(int number, String host, boolean suppressed, String text) {
    ObjectNode document = new JsonMapper().createObjectNode();
    document.put("message", text);
    document.putObject("host").put("name", text);
    document.putObject("user").put("name", text);
    document.putObject("process").put("command_line", text);
    byte[] bytes = document.toString().getBytes(UTF_8);
    return new StoredAlert(number, NOW, "id" + number, "R", host, suppressed, bytes, State.FINAL);
  }

  /** With 100,000 alerts, a list must read only what it shows; so it must never sort. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "severity",
        "rule",
        "host",
        "user",
        "state",
        "from",
        "all",
        "early",
        "retracted",
        "suppressed"
      })
  void anIndexGivesEachListInItsOrder(String filter) throws IOException {
    boolean all = filter.equals("all");
    AlertQuery query =
        new AlertQuery(
            all || filter.equals("severity") ? "high" : "",
            all || filter.equals("rule") ? "R" : "",
            all || filter.equals("host") ? "h" : "",
            all || filter.equals("user") ? "u" : "",
            all || filter.equals("state") ? "active" : "",
            "",
            all || filter.equals("from") ? NOW : null,
            null,
            filter.equals("early") || filter.equals("retracted") ? filter : "",
            filter.equals("suppressed") ? filter : "");
    AlertSql sql = AlertSql.list(query, new Cursor(1, 1), 50);

    assertThat(plan(sql))
        .isNotEmpty()
        .noneMatch(step -> step.contains("TEMP B-TREE"))
        .noneMatch(step -> step.matches("SCAN alert|SEARCH alert USING INTEGER.*"))
        .allMatch(
            step ->
                !(step + filter).matches("SCAN alert USING.*(early|retracted|suppressed)")
                    || step.contains("INDEX " + filter));
  }

  @Test
  void anAlertIsFoundByItsIdOrItsPlace() throws IOException {
    assertThat(plan(AlertSql.byId("x"))).allMatch(step -> step.startsWith("SEARCH alert USING"));
    assertThat(plan(AlertSql.byBeginning("x")))
        .allMatch(step -> step.startsWith("SEARCH alert USING"));
    assertThat(plan(AlertSql.after(1, AlertQuery.ALL, 9)))
        .allMatch(step -> step.startsWith("SEARCH alert USING INTEGER PRIMARY KEY"));
  }

  private List<String> plan(AlertSql sql) throws IOException {
    try (Database database = Database.reader(file, Duration.ofSeconds(9))) {
      return database.query(
          "EXPLAIN QUERY PLAN " + sql.text(), row -> row.getString(4), sql.values().toArray());
    }
  }

  @Test
  void aHostIsFoundByItsIdAndItsNameButOnce() throws IOException {
    store.deliver(
        List.of(alert(1, "a", false, "b"), alert(2, "b", false, "b"), alert(3, "b", false, "c")));
    AlertQuery query = new AlertQuery("", "", "b", "", "", "", null, null);

    assertThat(store.list(query, null, 9))
        .extracting(AlertRow::id)
        .containsExactly("id3", "id2", "id1");
    assertThat(store.count(query)).isEqualTo(3);
  }

  @Test
  void aCommandLineOfAMegabyteIsKeptAndListedShort() throws IOException {
    String large = "x".repeat(1 << 20);
    store.deliver(List.of(alert(1, "h", false, large)));

    AlertRow row = store.list(AlertQuery.ALL, null, 1).get(0);
    assertThat(row.reason()).hasSizeLessThan(3_000);
    assertThat(row.hostName()).hasSizeLessThan(400);
    assertThat(store.document("id1")).hasSizeGreaterThan(4 << 20);
    assertThat(AlertJson.whole(row, store).toString()).contains(large);
  }

  @Test
  void controlCharactersAreKeptAsTheyAre() throws IOException {
    String odd = "\u001b[2J\u0000\u202e\r\n' OR 1=1 -- <script>\ud83d";
    store.deliver(List.of(alert(1, odd, false, odd)));

    assertThat(store.list(AlertQuery.ALL, null, 1).get(0).reason()).startsWith("\u001b[2J");
    assertThat(store.count(new AlertQuery("", "", "", "", "", "1=1 script", null, null))).isOne();
    assertThat(store.hosts(AlertQuery.ALL, 9)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "*",
        "a OR b",
        "NEAR(a b, 2)",
        "text : a",
        "^a",
        "{a b}",
        "a%",
        "_",
        "(((",
        "'"
      })
  void noTextIsAnOperator(String text) throws IOException {
    store.deliver(List.of(alert(1, "h", false, "nothing of that")));

    assertThat(store.count(new AlertQuery("", "", "", "", "", text, null, null)))
        .isEqualTo(text.matches(".*[a-z].*") ? 0 : 1);
  }

  @Test
  void aHostThatRaisesVeryManyLosesItsOwnFirst() throws IOException {
    List<StoredAlert> alerts = new ArrayList<>();
    alerts.add(alert(1, "sent", false, "x"));
    alerts.add(alert(2, "victim", true, "x"));
    for (int i = 3; i < 300; i++) {
      alerts.add(alert(i, "noisy", true, "x"));
    }
    store.deliver(alerts);
    int deleted = store.deleteOld(Duration.ofDays(1), 50_000);

    assertThat(deleted).isBetween(240, 270);
    assertThat(store.hosts(AlertQuery.ALL, 9))
        .extracting(HostSummary::host)
        .containsExactlyInAnyOrder("sent", "victim", "noisy");
    assertThat(Objects.requireNonNull(store.alert("id299")).suppressed()).isTrue();
    assertThat(store.alert("id3")).isNull();
  }

  @Test
  void aFileThatIsLockedIsNamedAndReadable() throws Exception {
    store.deliver(List.of(alert(1, "h", false, "x")));
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10");
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      assertThatThrownBy(() -> store.deliver(List.of(alert(2, "h", false, "x"))))
          .hasMessageContaining("console.db is in use by another process");
      assertThat(store.count(AlertQuery.ALL)).isOne();
      statement.execute("ROLLBACK");
    }
    store.deliver(List.of(alert(2, "h", false, "x")));
    assertThat(store.count(AlertQuery.ALL)).isEqualTo(2);
  }
}
