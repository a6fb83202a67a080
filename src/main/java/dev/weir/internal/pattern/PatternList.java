package dev.weir.internal.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A compiled list of {@code like} patterns: exact values in a hash set, {@code prefix*} in a sorted
 * array, {@code *part*} as substring searches, and the rest as globs one by one.
 */
public final class PatternList {

  private final Set<String> whole = new HashSet<>();
  private final PrefixSet prefixes = new PrefixSet();
  private final List<String> parts = new ArrayList<>();
  private final List<String> globs = new ArrayList<>();

  /** Compiles patterns; {@code null} matches nothing. */
  public PatternList(String... patterns) {
    for (String pattern : patterns) {
      if (pattern == null) {
        continue; // a rule takes patterns from an event, which lacks this one
      }
      LikePattern one = new LikePattern(pattern);
      switch (one.form()) {
        case WHOLE -> whole.add(one.text());
        case PREFIX -> prefixes.add(one.text());
        case PART -> parts.add(one.text());
        case GLOB -> globs.add(one.text());
      }
    }
  }

  /** Whether a whole value matches one of the patterns. */
  public boolean matches(String value) {
    String folded = LikePattern.fold(value);
    if (whole.contains(folded) || prefixes.anyStarts(folded)) {
      return true;
    }
    for (String part : parts) {
      if (folded.contains(part)) {
        return true;
      }
    }
    for (String glob : globs) {
      if (LikePattern.matches(glob, folded)) {
        return true;
      }
    }
    return false;
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
