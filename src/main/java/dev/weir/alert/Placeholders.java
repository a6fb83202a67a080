package dev.weir.alert;

import dev.weir.event.Event;
import dev.weir.event.Values;
import java.time.Instant;
import java.util.List;

/** Fills placeholders such as {@code ${process.name}} with values of the events of an alert. */
final class Placeholders {

  /** The milliseconds between the earliest and the latest event. */
  private static final String ELAPSED = "weir.elapsed_ms";

  private static final String OPEN = "${";

  private Placeholders() {}

  static String fill(String text, List<Event> sequence) {
    StringBuilder filled = new StringBuilder(text.length() + 256);
    int done = 0;
    int open = text.indexOf(OPEN);
    while (open >= 0) {
      int name = open + OPEN.length();
      int close = text.indexOf('}', name);
      if (close > name && isName(text, name, close)) {
        filled.append(text, done, open).append(value(text.substring(name, close), sequence));
        done = close + 1;
      }
      open = text.indexOf(OPEN, Math.max(name, done));
    }
    return filled.append(text, done, text.length()).toString();
  }

  private static boolean isName(String text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (Character.isWhitespace(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  /** The values in the first event that has the field. */
  static Values field(String name, List<Event> sequence) {
    for (Event event : sequence) {
      Values values = event.field(name);
      if (values.isPresent()) {
        return values;
      }
    }
    return Values.NONE;
  }

  /** The time of the earliest event. */
  static long start(List<Event> sequence) {
    return sequence.stream().mapToLong(Event::getTimestamp).min().orElseThrow();
  }

  private static String value(String name, List<Event> sequence) {
    if (name.equals(ELAPSED)) {
      long last = sequence.stream().mapToLong(Event::getTimestamp).max().orElseThrow();
      return Long.toString(last - start(sequence));
    }
    if (name.equals("@timestamp")) {
      return Instant.ofEpochMilli(start(sequence)).toString();
    }
    Values values = field(name, sequence);
    return values.isPresent() ? values.toString() : "(not recorded)";
  }
}
