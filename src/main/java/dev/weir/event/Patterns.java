package dev.weir.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A list of {@link Values#like} patterns compiled once: whole values in a hash set, {@code prefix*}
 * in a sorted array, texts with stars between searched for, the rest one by one. A rule's list is
 * constant, so lists are cached by content.
 */
final class Patterns {

  private static final ConcurrentHashMap<Texts, Patterns> CACHE = new ConcurrentHashMap<>();

  private final Set<String> whole = new HashSet<>();
  private final PrefixSet prefixes = new PrefixSet();
  private final List<Pieces> pieces = new ArrayList<>();
  private final List<int[]> globs = new ArrayList<>();

  private Patterns(String... patterns) {
    for (String pattern : patterns) {
      String folded = fold(pattern);
      int wild = firstWildcard(folded);
      if (wild < 0) {
        whole.add(folded);
      } else if (wild == folded.length() - 1 && folded.charAt(wild) == '*') {
        prefixes.add(folded.substring(0, wild));
      } else if (Pieces.canBe(folded)) {
        pieces.add(Pieces.of(folded));
      } else {
        globs.add(folded.codePoints().toArray());
      }
    }
  }

  static Patterns of(String... patterns) {
    return Texts.compiled(CACHE, patterns, Patterns::new);
  }

  boolean matches(String value) {
    String folded = fold(value);
    if (whole.contains(folded) || prefixes.anyStarts(folded)) {
      return true;
    }
    for (Pieces one : pieces) {
      if (one.matches(folded)) {
        return true;
      }
    }
    if (globs.isEmpty()) {
      return false;
    }
    int[] text = folded.codePoints().toArray();
    for (int[] glob : globs) {
      if (matches(glob, text)) {
        return true;
      }
    }
    return false;
  }

  /** Greedy with one step back to the last star: linear in practice, never exponential. */
  private static boolean matches(int[] glob, int[] text) {
    int g = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length) {
      if (g < glob.length && glob[g] == '*') {
        star = g++;
        starText = t;
      } else if (g < glob.length && (glob[g] == '?' || glob[g] == text[t])) {
        g++;
        t++;
      } else if (star >= 0) {
        g = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (g < glob.length && glob[g] == '*') {
      g++;
    }
    return g == glob.length;
  }

  private static int firstWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
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

  /**
   * Texts with stars between: the first begins a value, the last ends it, and those between follow
   * one another, each where it first can.
   */
  private record Pieces(String first, List<String> between, String last) {

    /** No single characters are left open, and no half ones asked for. */
    static boolean canBe(String pattern) {
      return pattern.indexOf('?') < 0
          && pattern.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    static Pieces of(String pattern) {
      List<String> all = List.of(pattern.split("\\*", -1));
      return new Pieces(all.get(0), all.subList(1, all.size() - 1), all.get(all.size() - 1));
    }

    boolean matches(String text) {
      int end = text.length() - last.length();
      if (!text.startsWith(first) || !text.endsWith(last)) {
        return false;
      }
      int from = first.length();
      for (String piece : between) {
        int at = text.indexOf(piece, from);
        if (at < 0) {
          return false;
        }
        from = at + piece.length();
      }
      return from <= end;
    }
  }

  /** Prefixes of which none starts with another, sorted, so that one search decides. */
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
