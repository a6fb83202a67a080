package dev.weir.internal.service.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What sinks have refused, and what they are to get again. Safe for any thread. */
public final class Refusals {

  /** Beyond this, the oldest are deleted. */
  static final int MAX = 10_000;

  private static final int MAX_REASON = 2_000;

  private final Database db;
  private final InstantSource clock;
  private final AtomicLong version = new AtomicLong();

  Refusals(Database db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Changes whenever {@link #all} does. */
  public long version() {
    return version.get();
  }

  /** All refusals, the newest first. */
  public List<Refusal> all() throws IOException {
    return db.query(
        "SELECT sink, id, stored, substr(reason, 1, ?) FROM refused ORDER BY stored DESC",
        row ->
            new Refusal(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4)),
        MAX_REASON);
  }

  /** Part of a transaction. */
  int add(String sink, List<RefusedAlert> refused) throws SQLException {
    version.addAndGet(refused.size());
    return db.updateAll(
        "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?)",
        refused,
        one ->
            new @Nullable Object[] {
              sink, one.alert().id(), one.reason(), clock.millis(), one.alert().document()
            });
  }

  /** The document of a refused alert; null if no sink refused it. */
  public byte @Nullable [] document(String alert) throws IOException {
    List<byte[]> found =
        db.query("SELECT document FROM refused WHERE id = ?", row -> row.getBytes(1), alert);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Puts an alert into the outbox again, for one sink. */
  public void sendAgain(String sink, StoredAlert alert) throws IOException {
    db.transaction(
        () ->
            db.update(
                "INSERT OR IGNORE INTO resend (sink, id, rule, host, document)"
                    + " SELECT name, ?, ?, ?, ? FROM sink WHERE name = ?",
                alert.id(),
                alert.rule(),
                alert.host(),
                alert.document(),
                sink));
  }

  /** The next alerts that a sink is to get again; the bounds are those of the outbox. */
  public List<StoredAlert> again(String sink, int maxAlerts, long maxBytes) throws IOException {
    return db.query(
        """
        SELECT * FROM (SELECT *, sum(length(document)) OVER (ORDER BY number) - length(document)
         AS before FROM (SELECT * FROM resend WHERE sink = ? ORDER BY number LIMIT ?))
        WHERE before < ? ORDER BY number""",
        row ->
            StoredAlert.of(
                row.getString("id"),
                row.getString("rule"),
                row.getString("host"),
                false,
                row.getBytes("document")),
        sink,
        maxAlerts,
        maxBytes);
  }

  /** A sink has got alerts again, and has refused some of them again. */
  public void sentAgain(String sink, List<StoredAlert> alerts, List<RefusedAlert> refused)
      throws IOException {
    db.transaction(
        () -> {
          for (String table : List.of("resend", "refused")) {
            db.updateAll(
                "DELETE FROM " + table + " WHERE sink = ? AND id = ?",
                alerts,
                one -> new @Nullable Object[] {sink, one.id()});
          }
          return add(sink, refused);
        });
    version.incrementAndGet();
  }

  /** Somebody has seen to a refusal otherwise. */
  public void dismiss(String sink, String alert) throws IOException {
    db.transaction(() -> db.update("DELETE FROM refused WHERE sink = ? AND id = ?", sink, alert));
    version.incrementAndGet();
  }

  /** Deletes those before a time, and returns how many others, because there are too many. */
  public int deleteOld(long before) throws IOException {
    int tooMany =
        db.transaction(
            () -> {
              version.addAndGet(db.update("DELETE FROM refused WHERE stored < ?", before));
              return db.update(
                  "DELETE FROM refused WHERE rowid IN"
                      + " (SELECT rowid FROM refused ORDER BY stored DESC LIMIT -1 OFFSET ?)",
                  MAX);
            });
    version.addAndGet(tooMany);
    return tooMany;
  }
}
