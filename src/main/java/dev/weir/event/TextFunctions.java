package dev.weir.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of EQL on single texts. */
final class TextFunctions {

  private TextFunctions() {}

  static String substring(String text, int start, int end) {
    int from = position(text, start);
    int to = position(text, end);
    return from < to ? text.substring(from, to) : "";
  }

  private static int position(String text, int index) {
    int counted = index < 0 ? text.length() + index : index;
    return Math.max(0, Math.min(counted, text.length()));
  }

  static @Nullable String indexOf(String text, String part, int start) {
    int found = text.indexOf(part, start);
    return found < 0 ? null : String.valueOf(found);
  }

  static String between(String text, String left, String right, boolean greedy) {
    int before = text.indexOf(left);
    int from = before + left.length();
    int to = before < 0 ? -1 : greedy ? text.lastIndexOf(right) : text.indexOf(right, from);
    return to < from || before < 0 ? "" : text.substring(from, to);
  }

  /** A field's values and those of others, each a text, a number or values themselves. */
  static List<Values> parts(Values first, Object... others) {
    List<Values> parts = new ArrayList<>(List.of(first));
    for (Object other : others) {
      parts.add(other instanceof Values values ? values : Values.of(String.valueOf(other)));
    }
    return parts;
  }
}
