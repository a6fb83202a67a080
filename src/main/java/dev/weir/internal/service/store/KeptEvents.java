package dev.weir.internal.service.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.weir.internal.text.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of the last hours that rules could use, in a SQLite file of their own, so that {@code
 * weir explain} and {@code weir diff} can ask about them. Each is kept once. Safe for any thread.
 */
public final class KeptEvents implements AutoCloseable {

  /** The name of its file in the data folder. */
  public static final String FILE = "events.db";

  private static final Duration LONGEST_QUERY = Duration.ofSeconds(60);

  /** What an event needs beside its document, in bytes. */
  private static final int OVERHEAD = 200;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY AUTOINCREMENT,
           hash BLOB NOT NULL UNIQUE, host TEXT NOT NULL, stored INTEGER NOT NULL,
           size INTEGER NOT NULL, document BLOB NOT NULL)""",
          "CREATE INDEX IF NOT EXISTS by_size ON event (size, host, number)",
          "CREATE INDEX IF NOT EXISTS by_time ON event (stored)");

  /** The events beyond a size, if each host in turn keeps its newest. */
  private static final String BEYOND =
      """
      DELETE FROM event WHERE number IN (SELECT number FROM (SELECT number,
        sum(size) OVER (ORDER BY own, number DESC ROWS UNBOUNDED PRECEDING) AS kept FROM (SELECT
         number, size, sum(size) OVER (PARTITION BY host ORDER BY number DESC) AS own FROM event))
       WHERE kept > ?)""";

  /** An event and the key of its host. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Kept(String host, byte[] document) {}

  private final Database db;
  private final InstantSource clock;

  private KeptEvents(Database db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Opens or creates the file. */
  public static KeptEvents open(Path file, InstantSource clock) throws IOException {
    PrivateFiles.createFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    PrivateFiles.open(file, PrivateFiles.OWNER_ONLY, CREATE, WRITE).close();
    return new KeptEvents(Database.shared(file, KeptEvents::prepare), clock);
  }

  /** Opens a file that a service may use at the same time; it must exist. */
  public static KeptEvents readOnly(Path file) throws IOException {
    return new KeptEvents(Database.reader(file, LONGEST_QUERY), InstantSource.system());
  }

  private static void prepare(Database db) throws IOException {
    db.transaction(
        () -> {
          for (String table : TABLES) {
            db.update(table);
          }
          return 0;
        });
  }

  /** Adds events, unless they are there. */
  public void add(List<Kept> events) throws IOException {
    long now = clock.millis();
    db.transaction(
        () ->
            db.updateAll(
                "INSERT OR IGNORE INTO event (hash, host, stored, size, document)"
                    + " VALUES (?, ?, ?, ?, ?)",
                events,
                event ->
                    new @Nullable Object[] {
                      hash(event.document()),
                      event.host(),
                      now,
                      OVERHEAD + event.document().length,
                      event.document()
                    }));
  }

  private static byte[] hash(byte[] document) {
    return Arrays.copyOf(Sha256.digest().digest(document), 16);
  }

  /** The first events after a number, in the order of arrival; a host of "" stands for all. */
  public List<Numbered> after(long number, String host, Instant since, int limit)
      throws IOException {
    return db.query(
        "SELECT number, document FROM event WHERE number > ? AND ? IN ('', host) AND stored >= ?"
            + " ORDER BY number LIMIT ?",
        row -> new Numbered(row.getLong(1), row.getBytes(2)),
        number,
        host,
        since.toEpochMilli(),
        limit);
  }

  /** An event and its place in the order of arrival. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Numbered(long number, byte[] document) {}

  /**
   * Deletes events that are too old, and while there are too many, the oldest ones of the hosts
   * with the most. Returns how many were not too old.
   */
  public int deleteOld(Duration keep, long maxBytes) throws IOException {
    long before = clock.millis() - keep.toMillis();
    long all = db.query("SELECT total(size) FROM event", row -> row.getLong(1)).get(0);
    return db.transaction(
        () -> {
          db.update("DELETE FROM event WHERE stored < ?", before);
          return all <= maxBytes ? 0 : db.update(BEYOND, maxBytes);
        });
  }

  @Override
  public void close() throws IOException {
    db.close();
  }
}
