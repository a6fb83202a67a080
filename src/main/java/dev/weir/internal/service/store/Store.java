package dev.weir.internal.service.store;

import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What a service keeps over a crash, in one SQLite file: how far its sources have come, the
 * documents that may still matter, the outbox of alerts with each sink's place in it, receipts of
 * the rules that ran, and small state such as the baseline. What has returned is on the disk. Safe
 * for any thread; one process at a time.
 */
public final class Store implements AutoCloseable {

  private static final int VERSION = 2;

  /** What became of the rules in years; nobody reads further back. */
  private static final int MAX_RULE_UPDATES = 1000;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS pending (number INTEGER PRIMARY KEY, document BLOB NOT NULL)",
          "CREATE TABLE IF NOT EXISTS position (source TEXT, part TEXT, position TEXT NOT NULL,"
              + " PRIMARY KEY (source, part)) WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
              + " stored INTEGER NOT NULL, document BLOB NOT NULL)",
          "CREATE TABLE IF NOT EXISTS sink (name TEXT PRIMARY KEY, delivered INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS refused (sink TEXT, id TEXT, reason TEXT NOT NULL, stored INTEGER NOT NULL,"
              + " document BLOB NOT NULL, PRIMARY KEY (sink, id))",
          "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS receipt (number INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " at INTEGER NOT NULL, result TEXT NOT NULL, hash TEXT NOT NULL,"
              + " told TEXT NOT NULL)");

  private final Path file;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;

  private Store(Path file, InstantSource clock, Connection connection) {
    this.file = file;
    this.clock = clock;
    this.connection = connection;
  }

  /**
   * Opens the store, or makes it.
   *
   * @param file the file; SQLite keeps two more beside it
   * @param clock says when alerts were stored
   * @return the store, to be closed by the caller
   * @throws IOException if it cannot be used: it is damaged, of a newer Weir, in use by another
   *     process, or cannot be written
   */
  public static Store open(Path file, InstantSource clock) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("cannot make the data folder " + folder + ": " + ErrorText.of(e), e);
    }
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    settings.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    Connection connection = null;
    try {
      connection = settings.createConnection("jdbc:sqlite:" + file);
      Store store = new Store(file, clock, connection);
      store.prepare();
      return store;
    } catch (SQLException | IOException e) {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e instanceof SQLException fault ? explained(file, fault) : (IOException) e;
    }
  }

  private void prepare() throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet checked = statement.executeQuery("PRAGMA quick_check(1)")) {
        if (!checked.next() || !checked.getString(1).equals("ok")) {
          throw new IOException(damaged(file));
        }
      }
      int version;
      try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
        version = found.getInt(1);
      }
      if (version > VERSION) {
        throw new IOException(file + " was written by a newer Weir; start that one");
      }
      transaction(
          () -> {
            for (String table : TABLES) {
              run(table);
            }
            run("PRAGMA user_version = " + VERSION);
          });
    }
  }

  /** For tests: the file grows no further, as on a full disk. */
  void growNoFurther(boolean full) throws IOException {
    query("PRAGMA max_page_count = " + (full ? 1 : 1L << 30), rows -> rows.getLong(1));
  }

  /**
   * The documents that may still matter.
   *
   * @return in the order of their numbers, which is that of their arrival
   * @throws IOException if the store cannot be read
   */
  public List<byte[]> pending() throws IOException {
    return query("SELECT document FROM pending ORDER BY number", rows -> rows.getBytes(1));
  }

  /**
   * How far sources have come.
   *
   * @return sources to parts of them to positions
   * @throws IOException if the store cannot be read
   */
  public Map<String, Map<String, String>> positions() throws IOException {
    Map<String, Map<String, String>> positions = new HashMap<>();
    query(
        "SELECT source, part, position FROM position",
        rows ->
            positions
                .computeIfAbsent(rows.getString(1), source -> new HashMap<>())
                .put(rows.getString(2), rows.getString(3)));
    return positions;
  }

  /**
   * Writes what has changed; after a failure nothing of it is there, and it may be tried again.
   *
   * @param commit the change
   * @throws IOException if it could not be written: the disk is full, and the like
   */
  public void write(Commit commit) throws IOException {
    long now = clock.millis();
    transaction(
        () -> {
          if (commit.onlyThese()) {
            run("DELETE FROM pending");
          }
          try (PreparedStatement delete = prepare("DELETE FROM pending WHERE number = ?");
              PreparedStatement insert = prepare("INSERT OR REPLACE INTO pending VALUES (?, ?)");
              PreparedStatement alert =
                  prepare("INSERT OR IGNORE INTO outbox (id, stored, document) VALUES (?, ?, ?)")) {
            for (long number : commit.removed()) {
              run(delete, number);
            }
            for (Map.Entry<Long, byte[]> added : commit.added().entrySet()) {
              run(insert, added.getKey(), added.getValue());
            }
            for (StoredAlert raised : commit.alerts()) {
              run(alert, raised.id(), now, raised.document());
            }
          }
          for (Map.Entry<String, Map<String, String>> source : commit.positions().entrySet()) {
            writePositions(source.getKey(), source.getValue());
          }
        });
  }

  private void writePositions(String source, Map<String, String> parts) throws SQLException {
    try (PreparedStatement put = prepare("INSERT OR REPLACE INTO position VALUES (?, ?, ?)");
        PreparedStatement forget = prepare("DELETE FROM position WHERE source = ? AND part = ?")) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        if (part.getValue().isEmpty()) {
          run(forget, source, part.getKey());
        } else {
          run(put, source, part.getKey(), part.getValue());
        }
      }
    }
  }

  /**
   * Settles which sinks there are. A new one is given all alerts that are still in the outbox; one
   * that is gone holds nothing back any more.
   *
   * @param names the sinks' names
   * @throws IOException if it could not be written
   */
  public void setSinks(Set<String> names) throws IOException {
    List<String> known = query("SELECT name FROM sink", rows -> rows.getString(1));
    transaction(
        () -> {
          for (String name : known) {
            if (!names.contains(name)) {
              run("DELETE FROM sink WHERE name = ?", name);
            }
          }
          for (String name : names) {
            run("INSERT OR IGNORE INTO sink VALUES (?, 0)", name);
          }
        });
  }

  /**
   * The alerts that a sink has yet to deliver.
   *
   * @param sink its name
   * @param most how many at most
   * @param mostBytes how much at most, but for the first one
   * @return in the order in which they were raised
   * @throws IOException if the store cannot be read
   */
  public List<StoredAlert> undelivered(String sink, int most, long mostBytes) throws IOException {
    // the sum is over what comes before, so that there is always one
    return query(
        "SELECT number, id, document FROM (SELECT *, sum(length(document)) OVER"
            + " (ORDER BY number) - length(document) AS ahead FROM (SELECT * FROM outbox"
            + " WHERE number > (SELECT delivered FROM sink WHERE name = ?)"
            + " AND document != x'' ORDER BY number LIMIT ?)) WHERE ahead < ? ORDER BY number",
        rows -> new StoredAlert(rows.getLong(1), rows.getString(2), rows.getBytes(3)),
        sink,
        most,
        mostBytes);
  }

  /**
   * A sink has delivered alerts.
   *
   * @param sink its name
   * @param upTo the number of the last one
   * @param refused alerts among them that it will never take, with the reason; kept aside
   * @throws IOException if it could not be written
   */
  public void delivered(String sink, long upTo, Map<StoredAlert, String> refused)
      throws IOException {
    long now = clock.millis();
    transaction(
        () -> {
          run("UPDATE sink SET delivered = ? WHERE name = ?", upTo, sink);
          for (Map.Entry<StoredAlert, String> one : refused.entrySet()) {
            run(
                "INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?)",
                sink,
                one.getKey().id(),
                one.getValue(),
                now,
                one.getKey().document());
          }
        });
  }

  /**
   * How much waits for a sink.
   *
   * @param sink its name
   * @return how many alerts, and since when
   * @throws IOException if the store cannot be read
   */
  public OutboxDepth depth(String sink) throws IOException {
    return query(
            "SELECT count(*), min(stored) FROM outbox"
                + " WHERE number > (SELECT delivered FROM sink WHERE name = ?)"
                + " AND document != x''",
            rows -> new OutboxDepth(rows.getLong(1), rows.getLong(2)),
            sink)
        .get(0);
  }

  /**
   * Forgets alerts that all sinks have delivered: first their documents, later their ids, by which
   * an alert is known that is raised again from events that came again.
   *
   * @param documentsBefore documents of those stored before this time, in milliseconds since 1970
   * @param idsBefore ids of those stored before this time
   * @throws IOException if it could not be written
   */
  public void forgetDelivered(long documentsBefore, long idsBefore) throws IOException {
    String delivered = " AND number <= (SELECT min(delivered) FROM sink)";
    transaction(
        () -> {
          run(
              "UPDATE outbox SET document = x'' WHERE stored < ? AND document != x''" + delivered,
              documentsBefore);
          run("DELETE FROM outbox WHERE stored < ?" + delivered, idsBefore);
        });
  }

  /**
   * Small state of the service.
   *
   * @param name what it is
   * @return what was kept last; null if nothing was
   * @throws IOException if the store cannot be read
   */
  public byte @Nullable [] state(String name) throws IOException {
    List<byte[]> found =
        query("SELECT content FROM state WHERE name = ?", rows -> rows.getBytes(1), name);
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Keeps small state of the service.
   *
   * @param name what it is
   * @param content what to keep
   * @throws IOException if it could not be written
   */
  public void keepState(String name, byte[] content) throws IOException {
    transaction(() -> run("INSERT OR REPLACE INTO state VALUES (?, ?)", name, content));
  }

  /** Keeps what became of the rules; the oldest beyond a thousand is deleted. */
  public void keepRuleUpdate(RuleUpdate update) throws IOException {
    transaction(
        () -> {
          run(
              "INSERT INTO receipt (at, result, hash, told) VALUES (?, ?, ?, ?)",
              update.at().toEpochMilli(),
              update.result().word(),
              update.hash(),
              update.message());
          run(
              "DELETE FROM receipt WHERE number <= (SELECT max(number) FROM receipt) - ?",
              MAX_RULE_UPDATES);
        });
  }

  /** What became of the rules, the newest first. */
  public List<RuleUpdate> ruleUpdates() throws IOException {
    return query(
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
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw explained(file, e);
    } finally {
      lock.unlock();
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private interface Row<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private void transaction(Work work) throws IOException {
    lock.lock();
    try {
      // by hand: after a full disk SQLite has rolled back already, which the driver does not see
      run("BEGIN IMMEDIATE");
      try {
        work.run();
        run("COMMIT");
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw explained(file, e);
    } finally {
      lock.unlock();
    }
  }

  private void rollBack(Throwable reason) {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private <T> List<T> query(String sql, Row<T> row, Object... values) throws IOException {
    lock.lock();
    try (PreparedStatement statement = prepare(sql)) {
      List<T> found = new ArrayList<>();
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw explained(file, e);
    } finally {
      lock.unlock();
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  private void run(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql)) {
      run(statement, values);
    }
  }

  private static void run(PreparedStatement statement, Object... values) throws SQLException {
    bind(statement, values);
    statement.executeUpdate();
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** What is wrong, and what to do about it. */
  private static IOException explained(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException fault
            ? fault.getResultCode()
            : SQLiteErrorCode.getErrorCode(e.getErrorCode());
    String message =
        switch (code) {
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file);
          case SQLITE_FULL -> "the disk is full: " + file + " cannot grow; make room";
          case SQLITE_IOERR,
              SQLITE_IOERR_WRITE,
              SQLITE_IOERR_FSYNC,
              SQLITE_IOERR_SHMSIZE,
              SQLITE_IOERR_SHMOPEN,
              SQLITE_IOERR_TRUNCATE ->
              file + " cannot be written: the disk is full or broken";
          case SQLITE_BUSY, SQLITE_LOCKED -> file + " is in use by another process";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY_DIRECTORY ->
              file + " cannot be written: check its folder's owner and permissions";
          default -> file + ": " + e.getMessage();
        };
    return new IOException(message, e);
  }

  private static String damaged(Path file) {
    return file
        + " is damaged or no store of Weir's; move it and the two files beside it away, and the"
        + " service begins anew";
  }
}
