package dev.weir.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The words that somebody may have meant who wrote another. */
final class Nearest {

  private static final int NAMES_AT_MOST = 3;

  private Nearest() {}

  /** Those least far from the word, in their order; none if all are too far to be meant. */
  static List<String> of(String word, Collection<String> words) {
    String folded = fold(word);
    int least = Math.min(3, Math.max(1, folded.length() / 4));
    List<String> nearest = new ArrayList<>();
    for (String one : words) {
      int distance = distance(folded, fold(one));
      if (distance < least) {
        nearest.clear();
        least = distance;
      }
      if (distance == least) {
        nearest.add(one);
      }
    }
    return nearest.subList(0, Math.min(nearest.size(), NAMES_AT_MOST));
  }

  /** As a question; empty where there is nothing near. */
  static String meant(String word, Collection<String> words) {
    List<String> nearest = of(word, words);
    return nearest.isEmpty() ? "" : "did you mean " + String.join(" or ", nearest) + "?";
  }

  /** Changed, missing, added and swapped letters. */
  static int distance(String a, String b) {
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

  private static String fold(String word) {
    return word.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
