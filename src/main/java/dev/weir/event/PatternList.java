package dev.weir.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A compiled list of {@link Values#like} patterns: exact values in a hash set, {@code prefix*} in a
 * sorted array, {@code *part*} as substring searches, and the rest as globs one by one.
 */
final class PatternList {

  private static final PatternListCache<PatternList> COMPILED =
      new PatternListCache<>(PatternList::new);

  private final Set<String> whole = new HashSet<>();
  private final PrefixSet prefixes = new PrefixSet();
  private final List<String> parts = new ArrayList<>();
  private final List<String> globs = new ArrayList<>();

  private PatternList(String... patterns) {
    for (String pattern : patterns) {
      if (pattern == null) {
        continue; // a rule takes patterns from an event, which lacks this one
      }
      String folded = fold(pattern);
      int wild = firstWildcard(folded, 0);
      int last = folded.length() - 1;
      if (wild < 0) {
        whole.add(folded);
      } else if (wild == last && folded.charAt(last) == '*') {
        prefixes.add(folded.substring(0, last));
      } else if (folded.charAt(0) == '*'
          && firstWildcard(folded, 1) == last
          && folded.charAt(last) == '*') {
        parts.add(folded.substring(1, last));
      } else {
        globs.add(folded);
      }
    }
  }

  static PatternList of(String... patterns) {
    return COMPILED.of(patterns);
  }

  boolean matches(String value) {
    String folded = fold(value);
    if (whole.contains(folded) || prefixes.anyStarts(folded)) {
      return true;
    }
    for (String part : parts) {
      if (folded.contains(part)) {
        return true;
      }
    }
    for (String glob : globs) {
      if (matches(glob, folded)) {
        return true;
      }
    }
    return false;
  }

  /** Greedy, with backtracking to the last star only. */
  static boolean matches(String glob, String text) {
    int g = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        starText = t;
      } else if (g < glob.length() && glob.charAt(g) == '?') {
        g++;
        t = next(text, t);
      } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
        g++;
        t++;
      } else if (star >= 0) {
        g = star + 1;
        starText = next(text, starText);
        t = starText;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }

  /** The index after a character, which may be two {@code char}s. */
  private static int next(String text, int at) {
    return at + Character.charCount(text.codePointAt(at));
  }

  private static int firstWildcard(String pattern, int from) {
    for (int i = from; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Lower case for A to Z only. {@link String#toLowerCase()} would also fold the Kelvin sign to k,
   * which Elasticsearch's {@code :} does not.
   */
  private static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUpper(text.charAt(i))) {
        char[] folded = text.toCharArray();
        for (int j = i; j < folded.length; j++) {
          if (isUpper(folded[j])) {
            folded[j] = (char) (folded[j] + 'a' - 'A');
          }
        }
        return new String(folded);
      }
    }
    return text;
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Sorted prefixes, none of which starts with another, so one binary search decides. */
  private static final class PrefixSet {
    private String[] sorted = {};

    void add(String prefix) {
      if (anyStarts(prefix)) {
        return;
      }
      List<String> kept = new ArrayList<>(List.of(sorted));
      kept.removeIf(longer -> longer.startsWith(prefix));
      kept.add(prefix);
      sorted = kept.toArray(String[]::new);
      Arrays.sort(sorted);
    }

    boolean anyStarts(String text) {
      int found = Arrays.binarySearch(sorted, text);
      int before = found >= 0 ? found : -found - 2;
      return before >= 0 && text.startsWith(sorted[before]);
    }
  }
}
