package dev.weir.internal.service.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * A connection to a SQLite file that only this process may open. Safe for any thread. Errors say
 * which file is affected and what to do.
 */
final class Database implements AutoCloseable {

  /** The statements of a transaction, and their result. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Reads one row of a result. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Path file;
  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Opens or creates the file, checks that it is not damaged, and prepares the schema. */
  static Database open(Path file) throws IOException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    settings.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    try {
      Database database = new Database(file, settings.createConnection("jdbc:sqlite:" + file));
      try {
        if (!database.query("PRAGMA quick_check(1)", row -> row.getString(1)).contains("ok")) {
          throw new IOException(damaged(file));
        }
        Schema.prepare(database);
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

  Path file() {
    return file;
  }

  /** Runs all of the work or nothing. */
  <T> T transaction(Work<T> work) throws IOException {
    lock.lock();
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
    } finally {
      lock.unlock();
    }
  }

  /** Runs one statement, only within a {@link #transaction}; returns how many rows changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return updateAll(sql, Collections.singleton(values), row -> row);
  }

  /** Like {@link #update}, once for each item. */
  <T> int updateAll(String sql, Collection<T> items, Function<? super T, @Nullable Object[]> values)
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

  <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) throws IOException {
    lock.lock();
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
    } finally {
      lock.unlock();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
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

  private static IOException explained(Path file, SQLException e) {
    String message =
        switch (SQLiteErrorCode.getErrorCode(e.getErrorCode())) {
          case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file);
          case SQLITE_FULL -> "the disk is full: cannot extend " + file + "; free some space";
          case SQLITE_IOERR -> "cannot read or write " + file + ": the disk is full or broken";
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
