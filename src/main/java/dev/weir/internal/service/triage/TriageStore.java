package dev.weir.internal.service.triage;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.internal.service.store.Database;
import dev.weir.internal.service.store.PrivateFiles;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.Action.Kind;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;
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
 * The alerts that people work on. It may receive an alert again, such as after a crash, and keeps
 * it once. Lists are read through a connection of their own, so that a slow query delays no
 * delivery. Safe for any thread.
 */
public final class TriageStore implements AutoCloseable {

  /** The name of its file in the data folder. */
  public static final String FILE = "console.db";

  /** The name under which the store keeps how far it has come. */
  public static final String NAME = "(console)";

  /** Beyond this, a list says "at least". */
  public static final int MAX_COUNT = 10_000;

  private static final Duration LONGEST_QUERY = Duration.ofSeconds(5);

  private final Path file;
  private final InstantSource clock;
  private final boolean readOnly;
  private final AtomicLong version = new AtomicLong();
  private final DeliveryLog deliveries = new DeliveryLog(this);
  private @Nullable Database db;
  private @Nullable Database reader;

  private TriageStore(Path file, InstantSource clock, boolean readOnly) {
    this.file = file;
    this.clock = clock;
    this.readOnly = readOnly;
  }

  /** Opens or creates a store. */
  public static TriageStore open(Path file, InstantSource clock) throws IOException {
    TriageStore store = lazy(file, clock);
    store.start();
    return store;
  }

  /** A store that is opened when it is used; if that fails, each use fails until it works. */
  public static TriageStore lazy(Path file, InstantSource clock) {
    return new TriageStore(file, clock, false);
  }

  /** Opens a store that a service may use at the same time; it must exist. */
  public static TriageStore readOnly(Path file) throws IOException {
    TriageStore store = new TriageStore(file, InstantSource.system(), true);
    try {
      TriageSchema.check(store.reader());
      return store;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private synchronized void start() throws IOException {
    if (reader != null) {
      return;
    }
    if (!readOnly && db == null) {
      PrivateFiles.createFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      PrivateFiles.open(file, PrivateFiles.OWNER_ONLY, CREATE, WRITE).close();
      db = Database.shared(file, TriageSchema::prepare);
    }
    reader = Database.reader(file, LONGEST_QUERY);
  }

  private synchronized Database db() throws IOException {
    start();
    if (db == null) {
      throw new IOException(file + " is open for reading only");
    }
    return db;
  }

  synchronized Database reader() throws IOException {
    start();
    return Objects.requireNonNull(reader);
  }

  TriageWriter writer() throws IOException {
    return new TriageWriter(db(), clock);
  }

  void changed() {
    version.incrementAndGet();
  }

  /** Adds alerts, unless they are there, or marks those that are retracted. Refuses none. */
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    writer().add(alerts);
    changed();
    return List.of();
  }

  /** The ids of the alerts that were early when they were settled last. */
  public List<String> early() throws IOException {
    return reader().query("SELECT id FROM alert WHERE standing = 'EARLY'", row -> row.getString(1));
  }

  /** Confirms or retracts early alerts. */
  public void settle(Map<String, State> standings) throws IOException {
    if (!standings.isEmpty()) {
      writer().settle(standings);
      changed();
    }
  }

  /** What sinks made of the alerts. */
  public DeliveryLog deliveries() {
    return deliveries;
  }

  /** Whether there is no alert. */
  public boolean isEmpty() throws IOException {
    return list(AlertQuery.ALL, null, 1).isEmpty();
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
    return rows(AlertSql.list(query, before, limit));
  }

  private List<AlertRow> rows(AlertSql sql) throws IOException {
    return reader().query(sql.text(), AlertSql::row, sql.values().toArray());
  }

  /** The alerts that arrived after one with a number, the oldest first. */
  public List<AlertRow> after(long number, AlertQuery query, int limit) throws IOException {
    return rows(AlertSql.after(number, query, limit));
  }

  /** The number of the alert that arrived last; 0 if there is none. */
  public long lastNumber() throws IOException {
    return reader().query("SELECT max(number) FROM alert", row -> row.getLong(1)).get(0);
  }

  /** The alert whose id begins with a text; fails unless there is exactly one. */
  public AlertRow find(String id) throws IOException {
    List<AlertRow> found = rows(AlertSql.byBeginning(id));
    if (found.isEmpty() || id.isEmpty()) {
      throw new IOException("there is no alert whose id begins with " + SafeText.oneLine(id));
    }
    if (found.size() > 1 && !found.get(0).id().equals(id)) {
      throw new IOException("the ids of several alerts begin with " + id + "; write more of it");
    }
    return found.get(0);
  }

  /** How many alerts there are, up to {@link #MAX_COUNT}. */
  public int count(AlertQuery query) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String sql = "SELECT count(*) FROM (SELECT 1 FROM alert WHERE %s LIMIT %d)";
    return reader()
        .query(
            sql.formatted(query.where(values), MAX_COUNT), row -> row.getInt(1), values.toArray())
        .get(0);
  }

  /** The alerts of each host, those with the worst first. */
  public List<HostSummary> hosts(AlertQuery query, int limit) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    String where = query.where(values);
    values.add(limit);
    return reader()
        .query(
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
        reader()
            .query(
                "SELECT min(at), max(at), count(*) FROM alert WHERE " + where,
                row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)},
                values.toArray());
    if (range.get(0)[2] == 0) {
      return Histogram.EMPTY;
    }
    Histogram empty = Histogram.over(range.get(0)[0], range.get(0)[1], steps);
    List<@Nullable Object> all = new ArrayList<>(List.of(empty.from(), empty.step()));
    all.addAll(values);
    reader()
        .query(
            "SELECT (at - ?) / ?, severity, count(*) FROM alert WHERE " + where + " GROUP BY 1, 2",
            row -> empty.add(row.getInt(1), row.getInt(2), row.getInt(3)),
            all.toArray());
    return empty;
  }

  /** The names of all rules that raised one of the alerts. */
  public List<String> rules() throws IOException {
    return reader()
        .query("SELECT DISTINCT rule FROM alert ORDER BY rule LIMIT 200", row -> row.getString(1));
  }

  /** An alert; null if there is none with this id. */
  public @Nullable AlertRow alert(String id) throws IOException {
    return first(rows(AlertSql.byId(id)));
  }

  /** The document of an alert; null if there is none with this id. */
  public byte @Nullable [] document(String id) throws IOException {
    return first(
        reader().query("SELECT document FROM alert WHERE id = ?", row -> row.getBytes(1), id));
  }

  /** Other alerts of the same rule and host. */
  public Seen seen(AlertRow alert) throws IOException {
    return reader()
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
    TriageWriter writer = writer();
    Database writable = db();
    writable.transaction(
        () ->
            writable.update(
                        "UPDATE alert SET state = coalesce(?, state), verdict = coalesce(?, verdict),"
                            + " assignee = coalesce(?, assignee) WHERE id = ?",
                        state,
                        verdict,
                        assignee,
                        id)
                    > 0
                ? writer.log(id, who, action.kind().word(), action.detail())
                : 0);
    changed();
    return alert(id);
  }

  /** What was done with an alert, the oldest first. */
  public List<AuditEntry> history(String id) throws IOException {
    return reader()
        .query(
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
   * Deletes alerts that were stored before a time, and the oldest ones while all have more than
   * this many bytes, suppressed ones first. The audit log stays. Returns how many were not too old.
   */
  public int deleteOld(Duration keep, long maxBytes) throws IOException {
    int old = writer().deleteOlder(clock.millis() - keep.toMillis());
    int beyond = writer().deleteBeyond(maxBytes);
    if (old + beyond > 0) {
      changed();
    }
    return beyond;
  }

  private static String severity(int number) {
    return AlertQuery.SEVERITIES.get(number);
  }

  private static <T> @Nullable T first(List<T> found) {
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public void close() throws IOException {
    closeFiles();
  }

  /** Closes both connections. */
  public synchronized void closeFiles() throws IOException {
    if (reader != null) {
      reader.close();
    }
    if (db != null) {
      db.close();
    }
  }
}
