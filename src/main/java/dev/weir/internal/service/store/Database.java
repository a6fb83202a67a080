package dev.weir.internal.service.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * A connection to a SQLite file. Safe for any thread. Errors say which file is affected and what to
 * do.
 */
public final class Database implements AutoCloseable {

  /** How many steps of SQLite pass between two looks at the clock. */
  private static final int STEPS = 10_000;

  /** Creates or changes the tables of a file that was just opened. */
  public interface Preparation {
    void prepare(Database database) throws IOException;
  }

  /** The statements of a transaction, and their result. */
  public interface Work<T> {
    T run() throws SQLException;
  }

  /** Reads one row of a result. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Path file;
  private final Connection connection;
  private volatile long deadline = Long.MAX_VALUE;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens or creates a file that no other connection may open at the same time. */
  static Database open(Path file, Preparation schema) throws IOException {
    return open(file, SQLiteConfig.LockingMode.EXCLUSIVE, schema);
  }

  /** Opens or creates a file that a {@link #reader} may read at the same time. */
  public static Database shared(Path file, Preparation schema) throws IOException {
    return open(file, SQLiteConfig.LockingMode.NORMAL, schema);
  }

  /** Opens a {@link #shared} file for reading. A query that takes longer than this time fails. */
  public static Database reader(Path file, Duration longest) throws IOException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setReadOnly(true);
    try {
      Connection connection = settings.createConnection("jdbc:sqlite:" + file);
      Database database = new Database(file, connection);
      ProgressHandler.setHandler(
          connection,
          STEPS,
          new ProgressHandler() {
            @Override
            protected int progress() {
              long now = System.nanoTime();
              if (database.deadline == Long.MAX_VALUE) {
                database.deadline = now + longest.toNanos();
              }
              return now - database.deadline > 0 ? 1 : 0;
            }
          });
      return database;
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  /** Checks that the file is not damaged, and prepares the schema. */
  private static Database open(Path file, SQLiteConfig.LockingMode locking, Preparation schema)
      throws IOException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    settings.setLockingMode(locking);
    try {
      Database database = new Database(file, settings.createConnection("jdbc:sqlite:" + file));
      try {
        if (!database.query("PRAGMA quick_check(1)", row -> row.getString(1)).contains("ok")) {
          throw new IOException(damaged(file));
        }
        schema.prepare(database);
        return database;
      } catch (IOException e) {
        try {
          database.close();
        } catch (IOException suppressed) {
          e.addSuppressed(suppressed);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  public Path file() {
    return file;
  }

  /** Runs all of the work or nothing. */
  public synchronized <T> T transaction(Work<T> work) throws IOException {
    try {
      // not setAutoCommit: after a full disk SQLite has already rolled back without the driver
      // noticing
      update("BEGIN IMMEDIATE");
      try {
        T result = work.run();
        update("COMMIT");
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        try {
          update("ROLLBACK");
        } catch (SQLException suppressed) {
          e.addSuppressed(suppressed);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  /** Runs one statement, only within a {@link #transaction}; returns how many rows changed. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return updateAll(sql, Collections.singleton(values), row -> row);
  }

  /** Like {@link #update}, once for each item. */
  public <T> int updateAll(
      String sql, Collection<T> items, Function<? super T, @Nullable Object[]> values)
      throws SQLException {
    int changed = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T item : items) {
        bind(statement, values.apply(item));
        changed += statement.executeUpdate();
      }
    }
    return changed;
  }

  public synchronized <T> List<T> query(String sql, Row<T> row, @Nullable Object... values)
      throws IOException {
    deadline = Long.MAX_VALUE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw explained(file, e);
    }
  }

  private static IOException explained(Path file, SQLException e) {
    String message =
        switch (SQLiteErrorCode.getErrorCode(e.getErrorCode())) {
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file);
          case SQLITE_FULL -> "the disk is full: cannot extend " + file + "; free some space";
          case SQLITE_IOERR -> "cannot read or write " + file + ": the disk is full or broken";
          case SQLITE_INTERRUPT -> "the query took too long; narrow its filters";
          case SQLITE_BUSY, SQLITE_LOCKED -> file + " is in use by another process";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
              "cannot write " + file + ": check the owner and permissions of its folder";
          default -> file + ": " + e.getMessage();
        };
    return new IOException(message, e);
  }

  private static String damaged(Path file) {
    return file
        + " is damaged or not a Weir store. To start with an empty store, move it and the two files next to"
        + " it (-wal, -shm) away";
  }
}
