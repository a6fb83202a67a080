package dev.weir.internal.service.store;

import java.io.IOException;
import java.util.List;

/**
 * The tables of the store. Version 1 had no table {@code receipt}, version 2 no suppressed alerts,
 * version 3 no early ones, version 4 no table {@code resend}.
 */
final class Schema {

  private static final int VERSION = 5;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS pending (number INTEGER PRIMARY KEY, document BLOB NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS position (source TEXT, part TEXT, position TEXT NOT NULL,
           PRIMARY KEY (source, part)) WITHOUT ROWID""",
          """
          CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT,
           id TEXT NOT NULL UNIQUE, stored INTEGER NOT NULL, document BLOB NOT NULL)""",
          """
          CREATE TABLE IF NOT EXISTS sink (name TEXT PRIMARY KEY, delivered INTEGER NOT NULL)
           WITHOUT ROWID""",
          """
          CREATE TABLE IF NOT EXISTS refused (sink TEXT, id TEXT, reason TEXT NOT NULL,
           stored INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY (sink, id))""",
          """
          CREATE TABLE IF NOT EXISTS resend (number INTEGER PRIMARY KEY AUTOINCREMENT,
           sink TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, host TEXT NOT NULL,
           document BLOB NOT NULL, UNIQUE (sink, id))""",
          """
          CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, content BLOB NOT NULL)
           WITHOUT ROWID""",
          """
          CREATE TABLE IF NOT EXISTS receipt (number INTEGER PRIMARY KEY AUTOINCREMENT,
           at INTEGER NOT NULL, result TEXT NOT NULL, hash TEXT NOT NULL, told TEXT NOT NULL)""");

  private static final List<String> ADDED_BY_VERSION_3 =
      List.of(
          "ALTER TABLE outbox ADD COLUMN rule TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE outbox ADD COLUMN host TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE outbox ADD COLUMN suppressed INTEGER NOT NULL DEFAULT 0",
          "CREATE INDEX suppressed ON outbox (number) WHERE suppressed = 1");

  private static final List<String> ADDED_BY_VERSION_4 =
      List.of(
          "ALTER TABLE outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'FINAL'",
          "CREATE INDEX early ON outbox (number) WHERE state = 'EARLY'");

  private Schema() {}

  /** Creates missing tables; refuses a file written by a newer version of Weir. */
  static void prepare(Database database) throws IOException {
    int version = database.query("PRAGMA user_version", row -> row.getInt(1)).get(0);
    if (version > VERSION) {
      throw new IOException(
          database.file() + " was written by a newer version of Weir; run that version");
    }
    database.transaction(
        () -> {
          for (String table : TABLES) {
            database.update(table);
          }
          if (version < 3) {
            for (String addition : ADDED_BY_VERSION_3) {
              database.update(addition);
            }
          }
          if (version < 4) {
            for (String addition : ADDED_BY_VERSION_4) {
              database.update(addition);
            }
          }
          return database.update("PRAGMA user_version = " + VERSION);
        });
  }
}
