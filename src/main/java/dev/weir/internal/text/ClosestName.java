package dev.weir.internal.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known names closest to a misspelt one, for "did you mean ...?". */
public final class ClosestName {

  private static final int MAX_NAMES = 3;

  private ClosestName() {}

  /** The closest of several names, of which there is at least one, however far it is. */
  public static String to(String name, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(other -> distance(name, other)))
        .orElseThrow();
  }

  /** The closest names, in their order; none if all are too far to be what was meant. */
  public static List<String> plausible(String name, Collection<String> names) {
    String folded = fold(name);
    int least = Math.min(3, Math.max(1, folded.length() / 4));
    List<String> closest = new ArrayList<>();
    for (String one : names) {
      int distance = distance(folded, fold(one));
      if (distance < least) {
        closest.clear();
        least = distance;
      }
      if (distance == least) {
        closest.add(one);
      }
    }
    return closest.subList(0, Math.min(closest.size(), MAX_NAMES));
  }

  /** The plausible names as a question; empty where there is none. */
  public static String question(String name, Collection<String> names) {
    List<String> closest = plausible(name, names);
    return closest.isEmpty() ? "" : "did you mean " + String.join(" or ", closest) + "?";
  }

  /** How many letters are changed, missing, added or swapped. */
  public static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + changed, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String fold(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
