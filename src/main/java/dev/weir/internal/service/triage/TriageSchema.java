package dev.weir.internal.service.triage;

import dev.weir.internal.service.store.Database;
import java.io.IOException;
import java.util.List;

/** The tables of the triage store. */
final class TriageSchema {

  private static final int VERSION = 1;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS alert (number INTEGER PRIMARY KEY AUTOINCREMENT,
           id TEXT NOT NULL UNIQUE, outbox INTEGER NOT NULL, standing TEXT NOT NULL,
           suppressed INTEGER NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, severity INTEGER NOT NULL, rule TEXT NOT NULL,
           host TEXT NOT NULL, host_name TEXT NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL,
           state TEXT NOT NULL DEFAULT 'open', verdict TEXT NOT NULL DEFAULT '',
           assignee TEXT NOT NULL DEFAULT '', stored INTEGER NOT NULL, document BLOB NOT NULL)""",
          // each index ends with the order of the list; the first also serves the histogram
          "CREATE INDEX IF NOT EXISTS at_state ON alert (at, number, state, severity)",
          "CREATE INDEX IF NOT EXISTS at_rule ON alert (rule, at, number)",
          "CREATE INDEX IF NOT EXISTS at_host ON alert (host, at, number)",
          "CREATE INDEX IF NOT EXISTS at_host_name ON alert (host_name, at, number)",
          "CREATE INDEX IF NOT EXISTS at_user ON alert (user, at, number)",
          "CREATE INDEX IF NOT EXISTS at_severity ON alert (severity, at, number)",
          "CREATE INDEX IF NOT EXISTS by_size ON alert (size, suppressed, host, number)",
          "CREATE INDEX IF NOT EXISTS early ON alert (at, number, id) WHERE standing = 'EARLY'",
          "CREATE INDEX IF NOT EXISTS retracted ON alert (at, number) WHERE standing = 'RETRACTED'",
          "CREATE INDEX IF NOT EXISTS suppressed ON alert (at, number) WHERE suppressed = 1",
          """
          CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='',
           contentless_delete=1)""",
          """
          CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY AUTOINCREMENT,
           at INTEGER NOT NULL, who TEXT NOT NULL, alert TEXT NOT NULL, action TEXT NOT NULL,
           detail TEXT NOT NULL)""",
          "CREATE INDEX IF NOT EXISTS audit_alert ON audit (alert, number)",
          // what the store of the service said last, for readers that cannot open it
          """
          CREATE TABLE IF NOT EXISTS sink (name TEXT PRIMARY KEY, delivered INTEGER NOT NULL)
           WITHOUT ROWID""",
          """
          CREATE TABLE IF NOT EXISTS refusal (alert TEXT, sink TEXT, at INTEGER NOT NULL,
           reason TEXT NOT NULL, PRIMARY KEY (alert, sink)) WITHOUT ROWID""",
          // what readers want the service to do
          """
          CREATE TABLE IF NOT EXISTS request (number INTEGER PRIMARY KEY AUTOINCREMENT,
           action TEXT NOT NULL, alert TEXT NOT NULL, sink TEXT NOT NULL,
           UNIQUE (action, alert, sink))""");

  private TriageSchema() {}

  /** Checks a file that is only read. */
  static void check(Database database) throws IOException {
    int version = database.query("PRAGMA user_version", row -> row.getInt(1)).get(0);
    if (version > VERSION) {
      throw new IOException(
          database.file() + " was written by a newer version of Weir; run that version");
    }
    if (version < VERSION) {
      throw new IOException(database.file() + " is not ready; weir serve prepares it");
    }
  }

  static void prepare(Database database) throws IOException {
    int version = database.query("PRAGMA user_version", row -> row.getInt(1)).get(0);
    if (version > VERSION) {
      check(database);
    }
    database.transaction(
        () -> {
          for (String table : TABLES) {
            database.update(table);
          }
          return database.update("PRAGMA user_version = " + VERSION);
        });
  }
}
