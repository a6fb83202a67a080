package dev.weir.internal.cli.alerts;

import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.text.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Alerts as lines of a table. */
final class AlertTable {

  /** So many characters of an id are unique in practice. */
  static final int SHORT_ID = 12;

  private static final String LINE = "%-20s  %-13s  %-12s  %-20s  %-12s  %-12s  %s";

  private AlertTable() {}

  static String head() {
    return LINE.formatted("time", "severity", "id", "host", "user", "status", "rule");
  }

  static String line(AlertRow alert) {
    return LINE.formatted(
        alert.at().truncatedTo(ChronoUnit.SECONDS),
        alert.severity(),
        alert.id().length() > SHORT_ID ? alert.id().substring(0, SHORT_ID) : alert.id(),
        cell(alert.hostLabel(), 20),
        cell(alert.user(), 12),
        alert.state(),
        cell(alert.rule(), 60) + marks(alert));
  }

  private static String marks(AlertRow alert) {
    List<String> marks = new ArrayList<>();
    if (alert.standing() != State.FINAL) {
      marks.add(alert.standing().name().toLowerCase(Locale.ROOT));
    }
    if (alert.suppressed()) {
      marks.add("suppressed");
    }
    return marks.isEmpty() ? "" : " (" + String.join(", ", marks) + ")";
  }

  /** A text that is short and safe for a terminal. */
  static String cell(String text, int width) {
    if (text.isEmpty()) {
      return "-";
    }
    String safe = SafeText.oneLine(text.length() > 4 * width ? text.substring(0, 4 * width) : text);
    return safe.codePointCount(0, safe.length()) <= width
        ? safe
        : safe.substring(0, safe.offsetByCodePoints(0, width - 1)) + "…";
  }
}
