package dev.weir.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of EQL on single texts. */
final class TextFunctions {

  private TextFunctions() {}

  static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 'a' - 'A'));
      }
    }
    return lower.toString();
  }

  /** Whether a text contains another, in time linear in both, by the Knuth-Morris-Pratt search. */
  static boolean contains(String text, String part) {
    int[] borders = new int[part.length() + 1];
    borders[0] = -1;
    for (int i = 0, k = -1; i < part.length(); borders[++i] = ++k) {
      while (k >= 0 && part.charAt(i) != part.charAt(k)) {
        k = borders[k];
      }
    }
    int matched = 0;
    for (int i = 0; i < text.length() && matched < part.length(); i++) {
      while (matched >= 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched];
      }
      matched++;
    }
    return matched == part.length();
  }

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
