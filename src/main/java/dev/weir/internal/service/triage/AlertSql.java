package dev.weir.internal.service.triage;

import dev.weir.internal.service.store.StoredAlert.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query for alerts, with its values. None reads more of the table than it returns. */
record AlertSql(String text, List<@Nullable Object> values) {

  private static final String SELECT =
      "SELECT number, outbox, id, at, kind, severity, rule, host, host_name, user, reason, state,"
          + " verdict, assignee, standing, suppressed FROM alert WHERE ";

  /** The newest first; for a host, merged from those with this id and those with this name. */
  static AlertSql list(AlertQuery query, @Nullable Cursor before, int limit) {
    List<@Nullable Object> values = new ArrayList<>();
    List<String> selects = new ArrayList<>();
    for (String host : query.host().isEmpty() ? List.of("") : AlertQuery.BY_HOST) {
      String where = query.where(host, values);
      if (before != null) {
        where += " AND (at, number) < (?, ?)";
        values.add(before.at());
        values.add(before.number());
      }
      selects.add(SELECT + where);
    }
    values.add(limit);
    String all = String.join(" UNION ALL ", selects);
    return new AlertSql(all + " ORDER BY at DESC, number DESC LIMIT ?", values);
  }

  /** Those that arrived after one, the oldest first. */
  static AlertSql after(long number, AlertQuery query, int limit) {
    List<@Nullable Object> values = new ArrayList<>(List.of(number));
    String where = query.where(values);
    values.add(limit);
    return new AlertSql(SELECT + "number > ? AND " + where + " ORDER BY number LIMIT ?", values);
  }

  static AlertSql byId(String id) {
    return new AlertSql(SELECT + "id = ?", List.of(id));
  }

  /** Two of those whose id begins with a text, to see whether there is only one. */
  static AlertSql byBeginning(String id) {
    return new AlertSql(
        SELECT + "id >= ? AND id < ? ORDER BY id LIMIT 2", List.of(id, id + Character.MAX_VALUE));
  }

  static AlertRow row(ResultSet row) throws SQLException {
    return new AlertRow(
        row.getLong("number"),
        row.getLong("outbox"),
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("kind"),
        AlertQuery.SEVERITIES.get(row.getInt("severity")),
        row.getString("rule"),
        row.getString("host"),
        row.getString("host_name"),
        row.getString("user"),
        row.getString("reason"),
        row.getString("state"),
        row.getString("verdict"),
        row.getString("assignee"),
        State.valueOf(row.getString("standing")),
        row.getBoolean("suppressed"));
  }
}
