package dev.weir.internal.service.triage;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.alert.EarlyAlert;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.store.Database;
import dev.weir.internal.service.store.PrivateFiles;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.Action.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that people work on. It receives them as a sink does: after a crash again, and each is
 * kept once. Lists are read through a connection of their own, so that a slow query delays no
 * delivery. Safe for any thread.
 */
public final class TriageStore implements Sink {

  /** The name under which the store keeps how far it has come. */
  public static final String NAME = "(console)";

  /** Beyond this, a list says "at least". */
  public static final int MAX_COUNT = 10_000;

  private static final Duration LONGEST_QUERY = Duration.ofSeconds(5);

  /** What an alert needs beside its document and its words, in bytes. */
  private static final int OVERHEAD = 1_000;

  /** Who retracts alerts, in the audit log. */
  private static final String WEIR = "weir";

  private static final String COLUMNS =
      "number, outbox, id, at, kind, severity, rule, host, host_name, user, reason, state, verdict,"
          + " assignee, standing, suppressed";

  /** A suppressed alert that is raised again and within the cap takes the place of the first. */
  private static final String ADD =
      """
      INSERT INTO alert (id, outbox, standing, suppressed, size, at, kind, severity, rule, host,
       host_name, user, reason, stored, document)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET outbox = excluded.outbox, standing = excluded.standing,
       suppressed = 0, size = excluded.size, host_name = excluded.host_name, at = excluded.at,
       severity = excluded.severity, user = excluded.user, reason = excluded.reason,
       stored = excluded.stored, document = excluded.document
      WHERE suppressed = 1 AND excluded.suppressed = 0""";

  /** How many alerts one transaction of the retention deletes. */
  private static final int DELETED_AT_ONCE = 500;

  private final Database db;
  private final Database reader;
  private final InstantSource clock;
  private final AtomicLong version = new AtomicLong();

  private TriageStore(Database db, Database reader, InstantSource clock) {
    this.db = db;
    this.reader = reader;
    this.clock = clock;
  }

  public static TriageStore open(Path file, InstantSource clock) throws IOException {
    PrivateFiles.createFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    PrivateFiles.open(file, PrivateFiles.OWNER_ONLY, CREATE, WRITE).close();
    Database db = Database.shared(file, TriageSchema::prepare);
    return new TriageStore(db, Database.reader(file, LONGEST_QUERY), clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    db.transaction(
        () -> {
          for (StoredAlert alert : alerts) {
            add(alert, AlertColumns.of(alert));
          }
          return alerts.size();
        });
    version.incrementAndGet();
    return List.of();
  }

  private void add(StoredAlert alert, AlertColumns columns) throws SQLException {
    if (!columns.retracts().isEmpty()) { // no alert, but what became of one
      settle(columns.retracts(), State.RETRACTED);
      return;
    }
    int changed =
        db.update(
            ADD,
            alert.id(),
            alert.number(),
            alert.state().name(),
            alert.suppressed(),
            OVERHEAD + alert.document().length + columns.words().length(),
            columns.at(),
            columns.kind(),
            columns.severity(),
            columns.rule(),
            columns.host(),
            columns.hostName(),
            columns.user(),
            columns.reason(),
            alert.stored().toEpochMilli(),
            alert.document());
    if (changed > 0) {
      String number = "(SELECT number FROM alert WHERE id = ?)";
      db.update("DELETE FROM words WHERE rowid = " + number, alert.id());
      db.update(
          "INSERT INTO words (rowid, text) VALUES (" + number + ", ?)",
          alert.id(),
          columns.words());
    }
  }

  /**
   * The ids of the alerts that were neither confirmed nor retracted when they were settled last.
   */
  public List<String> early() throws IOException {
    return reader.query("SELECT id FROM alert WHERE standing = 'EARLY'", row -> row.getString(1));
  }

  /** Confirms or retracts early alerts. */
  public void settle(Map<String, State> standings) throws IOException {
    if (standings.isEmpty()) {
      return;
    }
    db.transaction(
        () -> {
          for (Map.Entry<String, State> one : standings.entrySet()) {
            settle(one.getKey(), one.getValue());
          }
          return standings.size();
        });
    version.incrementAndGet();
  }

  private void settle(String id, State standing) throws SQLException {
    int changed =
        db.update(
            "UPDATE alert SET standing = ? WHERE id = ? AND standing = 'EARLY'",
            standing.name(),
            id);
    if (changed > 0 && standing == State.RETRACTED) {
      log(id, WEIR, "retract", EarlyAlert.REASON);
    }
  }

  private int log(String id, String who, String action, String detail) throws SQLException {
    return db.update(
        "INSERT INTO audit (at, who, alert, action, detail) VALUES (?, ?, ?, ?, ?)",
        clock.millis(),
        who,
        id,
        action,
        detail);
  }

  /** Changes whenever an alert has arrived or somebody has done something. */
  public long version() {
    return version.get();
  }

  /**
   * A page of alerts, the newest first.
   *
   * @param before the last alert of the page before; null for the first page
   */
  public List<AlertRow> list(AlertQuery query, @Nullable Cursor before, int limit)
      throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String where = query.where(values);
    if (before != null) {
      where += " AND (at, number) < (?, ?)";
      values.add(before.at());
      values.add(before.number());
    }
    values.add(limit);
    return reader.query(
        "SELECT "
            + COLUMNS
            + " FROM alert WHERE "
            + where
            + " ORDER BY at DESC, number DESC LIMIT ?",
        TriageStore::row,
        values.toArray());
  }

  /** How many alerts there are, up to {@link #MAX_COUNT}. */
  public int count(AlertQuery query) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String sql = "SELECT count(*) FROM (SELECT 1 FROM alert WHERE %s LIMIT %d)";
    return reader
        .query(
            sql.formatted(query.where(values), MAX_COUNT), row -> row.getInt(1), values.toArray())
        .get(0);
  }

  /** The alerts of each host, those with the worst first. */
  public List<HostSummary> hosts(AlertQuery query, int limit) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String where = query.where(values);
    values.add(limit);
    return reader.query(
        """
        SELECT host, max(host_name), count(*), max(severity), min(at), max(at),
         count(DISTINCT rule) FROM alert WHERE %s AND host != '' GROUP BY host
         ORDER BY max(severity) DESC, count(*) DESC, max(at) DESC LIMIT ?"""
            .formatted(where),
        row ->
            new HostSummary(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                severity(row.getInt(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getInt(7)),
        values.toArray());
  }

  /** The numbers of alerts over time, in steps of equal length. */
  public Histogram histogram(AlertQuery query, int steps) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String where = query.where(values);
    List<long[]> range =
        reader.query(
            "SELECT min(at), max(at), count(*) FROM alert WHERE " + where,
            row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)},
            values.toArray());
    if (range.get(0)[2] == 0) {
      return Histogram.EMPTY;
    }
    Histogram empty = Histogram.over(range.get(0)[0], range.get(0)[1], steps);
    List<@Nullable Object> all = new ArrayList<>(List.of(empty.from(), empty.step()));
    all.addAll(values);
    reader.query(
        "SELECT (at - ?) / ?, severity, count(*) FROM alert WHERE " + where + " GROUP BY 1, 2",
        row -> empty.add(row.getInt(1), row.getInt(2), row.getInt(3)),
        all.toArray());
    return empty;
  }

  /** The names of all rules that raised one of the alerts. */
  public List<String> rules() throws IOException {
    return reader.query(
        "SELECT DISTINCT rule FROM alert ORDER BY rule LIMIT 200", row -> row.getString(1));
  }

  /** An alert; null if there is none with this id. */
  public @Nullable AlertRow alert(String id) throws IOException {
    return first(
        reader.query("SELECT " + COLUMNS + " FROM alert WHERE id = ?", TriageStore::row, id));
  }

  /** The document of an alert; null if there is none with this id. */
  public byte @Nullable [] document(String id) throws IOException {
    return first(
        reader.query("SELECT document FROM alert WHERE id = ?", row -> row.getBytes(1), id));
  }

  /** Other alerts of the same rule and host. */
  public Seen seen(AlertRow alert) throws IOException {
    return reader
        .query(
            "SELECT count(*), count(DISTINCT host), min(at) FROM alert WHERE rule = ? AND id != ?"
                + " AND host = ?",
            row -> new Seen(row.getInt(1), Instant.ofEpochMilli(row.getLong(3))),
            alert.rule(),
            alert.id(),
            alert.host())
        .get(0);
  }

  /** Other alerts of the same rule and host. */
  public record Seen(int alerts, Instant first) {}

  /** Does something with an alert. Returns it as it is then; null if there is none. */
  public @Nullable AlertRow act(String id, String who, Action action) throws IOException {
    String state =
        switch (action.kind()) {
          case ACKNOWLEDGE -> "acknowledged";
          case REOPEN -> "open";
          case CLOSE -> "closed";
          case ASSIGN, COMMENT -> null;
        };
    String verdict = state == null ? null : action.kind() == Kind.CLOSE ? action.detail() : "";
    String assignee = action.kind() == Kind.ASSIGN ? action.detail() : null;
    db.transaction(
        () ->
            db.update(
                        "UPDATE alert SET state = coalesce(?, state), verdict = coalesce(?, verdict),"
                            + " assignee = coalesce(?, assignee) WHERE id = ?",
                        state,
                        verdict,
                        assignee,
                        id)
                    > 0
                ? log(id, who, action.kind().word(), action.detail())
                : 0);
    version.incrementAndGet();
    return alert(id);
  }

  /** What was done with an alert, the oldest first. */
  public List<AuditEntry> history(String id) throws IOException {
    return reader.query(
        "SELECT * FROM audit WHERE alert = ? ORDER BY number LIMIT 500",
        row ->
            new AuditEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        id);
  }

  /**
   * Deletes alerts that were stored before a time, and the oldest ones while the documents have
   * more than this many bytes. The audit log stays. Returns how many were not too old.
   */
  public int deleteOld(Duration keep, long maxBytes) throws IOException {
    delete("SELECT number FROM alert WHERE stored < ?", clock.millis() - keep.toMillis());
    return delete(
        """
        SELECT number FROM (SELECT number, sum(length(document)) OVER (ORDER BY number DESC) AS newer
         FROM alert) WHERE newer > ?""",
        maxBytes);
  }

  private int delete(String numbers, long value) throws IOException {
    List<Long> old = db.query(numbers, row -> row.getLong(1), value);
    for (int from = 0; from < old.size(); from += DELETED_AT_ONCE) {
      List<Long> some = old.subList(from, Math.min(old.size(), from + DELETED_AT_ONCE));
      db.transaction(
          () -> {
            db.updateAll("DELETE FROM words WHERE rowid = ?", some, one -> new Object[] {one});
            return db.updateAll(
                "DELETE FROM alert WHERE number = ?", some, one -> new Object[] {one});
          });
    }
    if (!old.isEmpty()) {
      version.incrementAndGet();
    }
    return old.size();
  }

  private static AlertRow row(ResultSet row) throws SQLException {
    return new AlertRow(
        row.getLong("number"),
        row.getLong("outbox"),
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("kind"),
        severity(row.getInt("severity")),
        row.getString("rule"),
        row.getString("host"),
        row.getString("host_name"),
        row.getString("user"),
        row.getString("reason"),
        row.getString("state"),
        row.getString("verdict"),
        row.getString("assignee"),
        State.valueOf(row.getString("standing")),
        row.getBoolean("suppressed"));
  }

  private static String severity(int number) {
    return AlertQuery.SEVERITIES.get(number);
  }

  private static <T> @Nullable T first(List<T> found) {
    return found.isEmpty() ? null : found.get(0);
  }

  /** Does nothing: a sink is closed before the store is, see {@link #closeFiles}. */
  @Override
  public void close() {}

  /** Closes both connections. */
  public void closeFiles() throws IOException {
    reader.close();
    db.close();
  }
}
