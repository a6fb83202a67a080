package dev.weir.internal.service.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.alert.EarlyAlert;
import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.store.StoredAlert.State;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of a service in one SQLite file: positions of sources, pending documents, the
 * outbox of alerts with each sink's place in it, the history of rules, and small state such as the
 * baseline. What a method has written is on disk when it returns. Safe for any thread; only one
 * process can open a store.
 */
public final class Store implements AutoCloseable {

  /** The name of its file in the data folder. */
  public static final String FILE = "weir.db";

  /** The state that holds the baseline, as text. */
  public static final String BASELINE = "baseline";

  private static final int MAX_RULE_HISTORY = 1000;

  /** A sink gets no suppressed alert, and no id of which the document is gone. */
  private static final String UNDELIVERED = "suppressed = 0 AND document != x''";

  private static final String IN_OUTBOX = "number > (SELECT delivered FROM sink WHERE name = ?)";

  private final Database db;
  private final InstantSource clock;
  private final Refusals refusals;
  private final AtomicLong version = new AtomicLong();

  private Store(Database db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
    this.refusals = new Refusals(db, clock);
  }

  /** Opens or creates the store; SQLite keeps two more files next to {@code file}. */
  public static Store open(Path file, InstantSource clock) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      PrivateFiles.createFolder(folder);
      PrivateFiles.open(file, PrivateFiles.OWNER_ONLY, CREATE, WRITE).close();
    } catch (IOException e) {
      throw new IOException(
          "cannot create the data folder " + folder + " or the store in it: " + ErrorText.of(e), e);
    }
    return new Store(Database.open(file, Schema::prepare), clock);
  }

  /** For tests: simulates a full disk. */
  void setDiskFull(boolean full) throws IOException {
    db.query("PRAGMA max_page_count = " + (full ? 1 : 1L << 30), row -> row.getLong(1));
  }

  /** The pending documents, in the order of arrival. */
  public List<byte[]> pending() throws IOException {
    return db.query("SELECT document FROM pending ORDER BY number", row -> row.getBytes(1));
  }

  /** The positions by source and part of the source, such as a file. */
  public Map<String, Map<String, String>> positions() throws IOException {
    Map<String, Map<String, String>> positions = new HashMap<>();
    db.query(
        "SELECT source, part, position FROM position",
        row ->
            positions
                .computeIfAbsent(row.getString(1), source -> new HashMap<>())
                .put(row.getString(2), row.getString(3)));
    return positions;
  }

  /** Writes all of the changes, as the other method does. */
  public int write(Commit commit) throws IOException {
    return write(commit, Map.of());
  }

  /**
   * Writes all of the changes and states or, if it throws, none; the caller may then try again.
   * Returns how many of the alerts were stored already.
   *
   * @param states as for {@link #keepState}, by name
   */
  public int write(Commit commit, Map<String, byte[]> states) throws IOException {
    int known = writeAll(commit, states);
    if (!commit.confirmed().isEmpty() || !commit.retracted().isEmpty()) {
      version.incrementAndGet();
    }
    return known;
  }

  private int writeAll(Commit commit, Map<String, byte[]> states) throws IOException {
    long now = clock.millis();
    return db.transaction(
        () -> {
          if (commit.replacePending()) {
            db.update("DELETE FROM pending");
          }
          db.updateAll("DELETE FROM pending WHERE number = ?", commit.removed(), Store::row);
          db.updateAll(
              "INSERT OR REPLACE INTO pending VALUES (?, ?)",
              commit.added().entrySet(),
              added -> row(added.getKey(), added.getValue()));
          db.updateAll( // raised again and within the cap: now the sinks get it
              "DELETE FROM outbox WHERE id = ? AND suppressed = 1",
              commit.alerts().stream().filter(alert -> !alert.suppressed()).toList(),
              alert -> row(alert.id()));
          int added =
              db.updateAll(
                  """
                  INSERT OR IGNORE INTO outbox (stored, id, rule, host, suppressed, document, state)
                  VALUES (?, ?, ?, ?, ?, ?, ?)""",
                  commit.alerts(),
                  alert ->
                      row(
                          now,
                          alert.id(),
                          alert.rule(),
                          alert.host(),
                          alert.suppressed(),
                          alert.document(),
                          alert.state().name()));
          db.updateAll(
              "UPDATE outbox SET state = 'FINAL' WHERE id = ? AND state = 'EARLY'",
              commit.confirmed(),
              Store::row);
          db.updateAll(
              "UPDATE outbox SET state = 'RETRACTED' WHERE id = ? AND state = 'EARLY'",
              commit.retracted(),
              Store::row);
          db.updateAll(
              "INSERT OR REPLACE INTO state VALUES (?, ?)",
              states.entrySet(),
              state -> row(state.getKey(), state.getValue()));
          for (Map.Entry<String, Map<String, String>> source : commit.positions().entrySet()) {
            for (Map.Entry<String, String> part : source.getValue().entrySet()) {
              writePosition(source.getKey(), part.getKey(), part.getValue());
            }
          }
          return commit.alerts().size() - added;
        });
  }

  private void writePosition(String source, String part, String position) throws SQLException {
    if (position.isEmpty()) {
      db.update("DELETE FROM position WHERE source = ? AND part = ?", source, part);
    } else {
      db.update("INSERT OR REPLACE INTO position VALUES (?, ?, ?)", source, part, position);
    }
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  /**
   * Sets the names of all sinks. A new sink gets every alert that is still in the outbox; a sink
   * that is gone no longer keeps alerts in it.
   */
  public void setSinks(Set<String> names) throws IOException {
    List<String> gone = db.query("SELECT name FROM sink", row -> row.getString(1));
    gone.removeAll(names);
    db.transaction(
        () -> {
          db.updateAll("DELETE FROM sink WHERE name = ?", gone, Store::row);
          db.updateAll("INSERT OR IGNORE INTO sink VALUES (?, 0)", names, Store::row);
          return db.update("DELETE FROM resend WHERE sink NOT IN (SELECT name FROM sink)");
        });
  }

  /** How far each sink has come: the number of the last alert that it has. */
  public Map<String, Long> delivered() throws IOException {
    Map<String, Long> delivered = new HashMap<>();
    db.query(
        "SELECT name, delivered FROM sink", row -> delivered.put(row.getString(1), row.getLong(2)));
    return delivered;
  }

  /** Changes whenever an alert is confirmed, retracted or delivered. */
  public long version() {
    return version.get();
  }

  /** What sinks have refused. */
  public Refusals refusals() {
    return refusals;
  }

  /** Gives a sink every alert that is still in the outbox again. */
  public void rewind(String sink) throws IOException {
    db.transaction(() -> db.update("UPDATE sink SET delivered = 0 WHERE name = ?", sink));
  }

  /** The number of the last alert that was ever stored. */
  public long lastNumber() throws IOException {
    return db.query(
            "SELECT max(seq) FROM sqlite_sequence WHERE name = 'outbox'", row -> row.getLong(1))
        .get(0);
  }

  /**
   * The next alerts for a sink in the order in which they were raised: up to {@code maxAlerts}, and
   * up to {@code maxBytes} unless the first one alone is larger.
   */
  public List<StoredAlert> undelivered(String sink, int maxAlerts, long maxBytes)
      throws IOException {
    return page(IN_OUTBOX + " AND " + UNDELIVERED, "ASC", row(sink, maxAlerts, maxBytes));
  }

  /** Likewise, with those that the cap suppressed, even if their documents are gone. */
  public List<StoredAlert> undeliveredOrSuppressed(String sink, int maxAlerts, long maxBytes)
      throws IOException {
    return page(
        IN_OUTBOX + " AND (suppressed = 1 OR document != x'')",
        "ASC",
        row(sink, maxAlerts, maxBytes));
  }

  /** A page of the alerts that were stored before a number, the newest first. */
  public List<StoredAlert> alerts(AlertFilter filter, long before, int maxAlerts, long maxBytes)
      throws IOException {
    return page(
        "number < ? AND suppressed >= ? AND host = coalesce(?, host)",
        "DESC",
        row(before, filter.suppressedOnly(), filter.host(), maxAlerts, maxBytes));
  }

  /** Alerts in the order of their numbers; the last two values bound the page. */
  private List<StoredAlert> page(String where, String order, @Nullable Object[] values)
      throws IOException {
    return db.query(
        """
        SELECT * FROM (
          SELECT *, sum(length(document)) OVER (ORDER BY number %2$s) - length(document) AS before
          FROM (SELECT * FROM outbox WHERE %1$s ORDER BY number %2$s LIMIT ?))
        WHERE before < ? ORDER BY number %2$s"""
            .formatted(where, order),
        Store::alert,
        values);
  }

  private static StoredAlert alert(ResultSet row) throws SQLException {
    return new StoredAlert(
        row.getLong("number"),
        Instant.ofEpochMilli(row.getLong("stored")),
        row.getString("id"),
        row.getString("rule"),
        row.getString("host"),
        row.getBoolean("suppressed"),
        row.getBytes("document"),
        State.valueOf(row.getString("state")));
  }

  /** Those of some alerts that are no longer early, and whether they stand. */
  public Map<String, State> settled(Collection<String> ids) throws IOException {
    Map<String, State> settled = new HashMap<>();
    if (!ids.isEmpty()) {
      Set<String> early = unconfirmed().stream().map(EarlyAlert::id).collect(Collectors.toSet());
      for (String id : ids) {
        if (!early.contains(id)) {
          settled.put(id, isRetracted(id) ? State.RETRACTED : State.FINAL);
        }
      }
    }
    return settled;
  }

  private boolean isRetracted(String id) throws IOException {
    return !db.query(
            "SELECT 1 FROM outbox WHERE id = ? AND state = 'RETRACTED'", row -> row.getInt(1), id)
        .isEmpty();
  }

  /** The early alerts that are neither confirmed nor retracted, the oldest first. */
  public List<EarlyAlert> unconfirmed() throws IOException {
    return db.query(
        "SELECT id, rule, host, suppressed FROM outbox WHERE state = 'EARLY' ORDER BY number",
        row ->
            new EarlyAlert(
                row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)));
  }

  /**
   * Marks all alerts up to the given number as delivered to a sink; the refused ones among them are
   * kept in a table of their own.
   */
  public void delivered(String sink, long upTo, List<RefusedAlert> refused) throws IOException {
    db.transaction(
        () -> {
          db.update("UPDATE sink SET delivered = ? WHERE name = ?", upTo, sink);
          return refusals.add(sink, refused);
        });
    version.incrementAndGet();
  }

  public OutboxDepth depth(String sink) throws IOException {
    return db.query(
            "SELECT count(*), min(stored) FROM outbox WHERE " + IN_OUTBOX + " AND " + UNDELIVERED,
            row -> new OutboxDepth(row.getLong(1), row.getLong(2)),
            sink)
        .get(0);
  }

  /**
   * Deletes alerts that all sinks have delivered: first their documents, later their ids, which
   * recognize an alert that is raised again from the same events.
   */
  public void deleteDelivered(long documentsBefore, long idsBefore) throws IOException {
    String delivered = " AND suppressed = 0 AND number <= (SELECT min(delivered) FROM sink)";
    db.transaction(
        () -> {
          db.update(
              "UPDATE outbox SET document = x'' WHERE stored < ? AND document != x''" + delivered,
              documentsBefore);
          return db.update("DELETE FROM outbox WHERE stored < ?" + delivered, idsBefore);
        });
  }

  /**
   * Deletes suppressed alerts that are too old, and while there are too many, the oldest ones of
   * the hosts with the most: first their documents, later the rest. So a host that raises many
   * loses its own. Returns how many were affected before they were too old.
   */
  public int deleteSuppressed(long before, long maxBytes, int maxAlerts) throws IOException {
    return db.transaction(
        () -> {
          db.update("DELETE FROM outbox WHERE suppressed = 1 AND stored < ?", before);
          int documents =
              db.update(
                  "UPDATE outbox SET document = x'' WHERE document != x'' AND number IN ("
                      + beyond("length(document)")
                      + ")",
                  maxBytes);
          return documents
              + db.update("DELETE FROM outbox WHERE number IN (" + beyond("1") + ")", maxAlerts);
        });
  }

  /**
   * The suppressed alerts beyond a limit, if each host in turn keeps its newest, and the hosts that
   * have kept least come first.
   */
  private static String beyond(String size) {
    return """
        SELECT number FROM (
          SELECT number, sum(size) OVER (ORDER BY own, number DESC ROWS UNBOUNDED PRECEDING) AS kept
          FROM (
            SELECT number, %1$s AS size,
              sum(%1$s) OVER (PARTITION BY host ORDER BY number DESC) AS own
            FROM outbox WHERE suppressed = 1))
        WHERE kept > ?"""
        .formatted(size);
  }

  /** What {@link #keepState} wrote last under this name; null if nothing. */
  public byte @Nullable [] state(String name) throws IOException {
    List<byte[]> found =
        db.query("SELECT content FROM state WHERE name = ?", row -> row.getBytes(1), name);
    return found.isEmpty() ? null : found.get(0);
  }

  public void keepState(String name, byte[] content) throws IOException {
    db.transaction(() -> db.update("INSERT OR REPLACE INTO state VALUES (?, ?)", name, content));
  }

  /** Adds an entry to the history of rules; keeps the newest thousand. */
  public void keepRuleUpdate(RuleUpdate update) throws IOException {
    db.transaction(
        () -> {
          db.update(
              "INSERT INTO receipt (at, result, hash, told) VALUES (?, ?, ?, ?)",
              update.at().toEpochMilli(),
              update.result().word(),
              update.hash(),
              update.message());
          return db.update(
              "DELETE FROM receipt WHERE number <= (SELECT max(number) FROM receipt) - ?",
              MAX_RULE_HISTORY);
        });
  }

  /** The history of rules, newest first. */
  public List<RuleUpdate> ruleUpdates() throws IOException {
    return db.query(
        "SELECT at, result, hash, told FROM receipt ORDER BY number DESC",
        rows ->
            new RuleUpdate(
                Instant.ofEpochMilli(rows.getLong(1)),
                RuleUpdate.Result.valueOf(rows.getString(2).toUpperCase(Locale.ROOT)),
                rows.getString(3),
                rows.getString(4)));
  }

  @Override
  public void close() throws IOException {
    db.close();
  }
}
