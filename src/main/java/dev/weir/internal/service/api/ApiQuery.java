package dev.weir.internal.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. Fails with an {@link IllegalArgumentException}. */
final class ApiQuery {

  /** The parameters that select alerts. */
  private static final List<String> FILTERS =
      List.of(
          "severity", "rule", "host", "user", "status", "state", "delivery", "text", "from", "to");

  private final Fields fields;

  /** Reads filters, and parameters of these names; others are refused. */
  ApiQuery(Request request, List<String> others) {
    try {
      this.fields = Request.extractQueryParameters(request, UTF_8);
    } catch (RuntimeException e) { // Jetty throws several kinds
      throw new IllegalArgumentException("the query of the URL is malformed", e);
    }
    List<String> known = new ArrayList<>(FILTERS);
    known.addAll(others);
    if (!known.containsAll(fields.getNames())) {
      throw new IllegalArgumentException("the parameters are " + String.join(", ", known));
    }
  }

  AlertQuery filters() {
    return new AlertQuery(
        text("severity"),
        text("rule"),
        text("host"),
        text("user"),
        text("status"),
        text("text"),
        time("from"),
        time("to"),
        text("state"),
        text("delivery"));
  }

  /** The end of the page before; null for the first page. */
  @Nullable Cursor before() {
    String before = text("before");
    return before.isEmpty() ? null : Cursor.parse(before);
  }

  String text(String name) {
    String value = fields.getValue(name);
    return value == null ? "" : value;
  }

  /** A number from 1 to a maximum. */
  int number(String name, int otherwise, int most) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,5}") || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(name + " must be a number from 1 to " + most);
    }
    return Integer.parseInt(text);
  }

  private @Nullable Instant time(String name) {
    String text = text(name);
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + " must be a time such as 2026-12-01T10:00:00Z", e);
    }
  }
}
