package dev.weir.internal.service.triage;

import dev.weir.alert.EarlyAlert;
import dev.weir.internal.service.store.Database;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the service writes into the triage store. */
final class TriageWriter {

  /** Who retracts alerts, in the audit log. */
  private static final String WEIR = "weir";

  /** What an alert needs beside its document and its words, in bytes. */
  private static final int OVERHEAD = 1_000;

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

  /**
   * The alerts beyond a size. Suppressed ones go first, and of these, each host in turn keeps its
   * newest, so that a host that raises very many loses its own.
   */
  private static final String BEYOND =
      """
      SELECT number FROM (SELECT number, sum(size)
        OVER (ORDER BY suppressed, own, number DESC ROWS UNBOUNDED PRECEDING) AS kept
       FROM (SELECT number, suppressed, size, CASE suppressed WHEN 0 THEN 0 ELSE
         sum(size) OVER (PARTITION BY suppressed, host ORDER BY number DESC) END AS own FROM alert))
      WHERE kept > ?""";

  /** How many alerts one transaction of the retention deletes. */
  private static final int DELETED_AT_ONCE = 500;

  private final Database db;
  private final InstantSource clock;

  TriageWriter(Database db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  void add(List<StoredAlert> alerts) throws IOException {
    List<AlertColumns> columns = alerts.stream().map(AlertColumns::of).toList(); // outside the lock
    db.transaction(
        () -> {
          for (int i = 0; i < alerts.size(); i++) {
            add(alerts.get(i), columns.get(i));
          }
          return alerts.size();
        });
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

  void settle(Map<String, State> standings) throws IOException {
    db.transaction(
        () -> {
          for (Map.Entry<String, State> one : standings.entrySet()) {
            settle(one.getKey(), one.getValue());
          }
          return standings.size();
        });
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

  /** Adds to the audit log, within a transaction. */
  int log(String id, String who, String action, String detail) throws SQLException {
    return db.update(
        "INSERT INTO audit (at, who, alert, action, detail) VALUES (?, ?, ?, ?, ?)",
        clock.millis(),
        who,
        id,
        action,
        detail);
  }

  void mirrorSinks(Map<String, Long> delivered) throws IOException {
    db.transaction(
        () -> {
          db.update("DELETE FROM sink");
          return db.updateAll(
              "INSERT INTO sink VALUES (?, ?)",
              delivered.entrySet(),
              sink -> new @Nullable Object[] {sink.getKey(), sink.getValue()});
        });
  }

  void mirrorRefusals(List<Refusal> refusals) throws IOException {
    db.transaction(
        () -> {
          db.update("DELETE FROM refusal");
          return db.updateAll(
              "INSERT INTO refusal VALUES (?, ?, ?, ?)",
              refusals,
              one ->
                  new @Nullable Object[] {
                    one.alert(), one.sink(), one.at().toEpochMilli(), one.reason()
                  });
        });
  }

  /** The outbox has begun anew, so what it said of older alerts means nothing any more. */
  void forgetOutbox() throws IOException {
    db.transaction(() -> db.update("UPDATE alert SET outbox = 0"));
  }

  int request(Collection<DeliveryRequest> requests, String who) throws IOException {
    return db.transaction(
        () -> {
          int added = 0;
          for (DeliveryRequest one : requests) {
            int isNew =
                db.update(
                    "INSERT OR IGNORE INTO request (action, alert, sink) VALUES (?, ?, ?)",
                    one.kind().name(),
                    one.alert(),
                    one.sink());
            if (isNew > 0) {
              log(one.alert(), who, one.kind().word(), one.sink());
            }
            added += isNew;
          }
          return added;
        });
  }

  void requestDone(DeliveryRequest request) throws IOException {
    db.transaction(() -> db.update("DELETE FROM request WHERE number = ?", request.number()));
  }

  int deleteOlder(long before) throws IOException {
    return delete("SELECT number FROM alert WHERE stored < ?", before);
  }

  int deleteBeyond(long maxBytes) throws IOException {
    long all = db.query("SELECT total(size) FROM alert", row -> row.getLong(1)).get(0);
    return all <= maxBytes ? 0 : delete(BEYOND, maxBytes);
  }

  private int delete(String numbers, long value) throws IOException {
    List<Long> old = db.query(numbers, row -> row.getLong(1), value);
    for (int from = 0; from < old.size(); from += DELETED_AT_ONCE) {
      List<Long> some = old.subList(from, Math.min(old.size(), from + DELETED_AT_ONCE));
      db.transaction(
          () -> {
            for (String table : List.of("words WHERE rowid", "alert WHERE number")) {
              db.updateAll(
                  "DELETE FROM " + table + " = ?", some, one -> new @Nullable Object[] {one});
            }
            return some.size();
          });
    }
    return old.size();
  }
}
