package dev.weir.internal.cli.common;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** The name that somebody may have meant. */
public final class ClosestName {

  private ClosestName() {}

  /** The one of several names, of which there is at least one, that is most like another. */
  public static String to(String name, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(other -> distance(name, other)))
        .orElseThrow();
  }

  /** How many characters have to be put in, taken out or changed to make one of the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
