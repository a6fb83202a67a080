package dev.weir.alert;

import dev.weir.event.Event;
import dev.weir.event.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with placeholders such as {@code ${process.name}}, which are filled with values of the
 * events of an alert.
 *
 * @param texts what stands around the placeholders; one more than there are names
 * @param names what is between the braces
 */
record Placeholders(List<String> texts, List<String> names) {

  /** The milliseconds between the earliest and the latest event. */
  private static final String ELAPSED = "weir.elapsed_ms";

  private static final String OPEN = "${";

  /** Finds the placeholders of a text. */
  static Placeholders of(String text) {
    List<String> texts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int done = 0;
    int open = text.indexOf(OPEN);
    while (open >= 0) {
      int name = open + OPEN.length();
      int close = text.indexOf('}', name);
      if (close > name && isName(text, name, close)) {
        texts.add(text.substring(done, open));
        names.add(text.substring(name, close));
        done = close + 1;
      }
      open = text.indexOf(OPEN, Math.max(name, done));
    }
    texts.add(text.substring(done));
    return new Placeholders(texts, names);
  }

  String fill(List<Event> sequence) {
    StringBuilder filled = new StringBuilder(texts.get(0));
    for (int i = 0; i < names.size(); i++) {
      filled.append(value(names.get(i), sequence)).append(texts.get(i + 1));
    }
    return filled.toString();
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

  static String value(String name, List<Event> sequence) {
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
