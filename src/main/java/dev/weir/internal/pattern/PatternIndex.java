package dev.weir.internal.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many {@code like} patterns, of which it finds those that match a value in one pass over it.
 *
 * <p>Patterns without a wildcard are in a hash table. Every other one is filed under four
 * characters that a matching value must contain, if possible characters that no other pattern is
 * filed under. A pass over the value looks up each four characters in a row; what is filed there is
 * compared as a whole, once per value. So the time is linear in the value, and the memory in the
 * patterns. For one thread.
 */
public final class PatternIndex {

  private static final int GRAM = 4;

  /** So many patterns are compared with every value in less time than a pass over it takes. */
  private static final int FEW = 16;

  /** Stands after the last character, so that short endings such as {@code *.sh} are found, too. */
  private static final char END = 0;

  private final LikePattern[] patterns;
  private final Map<String, int[]> whole = new HashMap<>();

  /** The patterns without enough characters in a row: compared with every value. */
  private final int[] others;

  private final long[] grams;
  private final int[][] filed;

  /** The number of the last value in which the gram of a place was found. */
  private final long[] found;

  private long values;

  /** An index in which a pattern has its place in the list as its number. */
  public PatternIndex(List<String> texts) {
    patterns = texts.stream().map(LikePattern::new).toArray(LikePattern[]::new);
    boolean few =
        Arrays.stream(patterns).filter(one -> one.form() != LikePattern.Form.WHOLE).count() <= FEW;
    Map<Long, int[]> byGram = new HashMap<>();
    int[] alone = {};
    for (int number = 0; number < patterns.length; number++) {
      if (patterns[number].form() == LikePattern.Form.WHOLE) {
        file(whole, patterns[number].text(), number);
        continue;
      }
      long rarest = 0;
      for (long gram : few ? List.<Long>of() : grams(patterns[number])) {
        if (rarest == 0 || filedUnder(byGram, gram) < filedUnder(byGram, rarest)) {
          rarest = gram;
        }
      }
      if (rarest == 0) {
        alone = with(alone, number);
      } else {
        file(byGram, rarest, number);
      }
    }
    others = alone;
    int size = Integer.highestOneBit(byGram.size()) * 8;
    grams = new long[size];
    filed = new int[size][];
    found = new long[size];
    byGram.forEach(
        (gram, numbers) -> {
          int place = place(gram);
          while (grams[place] != 0) {
            place = place + 1 & grams.length - 1;
          }
          grams[place] = gram;
          filed[place] = numbers;
        });
  }

  private static <K> void file(Map<K, int[]> under, K key, int number) {
    under.merge(key, new int[] {number}, (old, one) -> with(old, number));
  }

  private static int[] with(int[] numbers, int number) {
    int[] more = Arrays.copyOf(numbers, numbers.length + 1);
    more[numbers.length] = number;
    return more;
  }

  private static int filedUnder(Map<Long, int[]> byGram, long gram) {
    int[] numbers = byGram.get(gram);
    return numbers == null ? 0 : numbers.length;
  }

  /** What {@link #match} certainly looks up in a value that matches; none of them is 0. */
  private static List<Long> grams(LikePattern pattern) {
    List<Long> grams = new ArrayList<>();
    boolean glob = pattern.form() == LikePattern.Form.GLOB;
    String text = pattern.text();
    for (int from = 0; from < text.length(); from++) {
      int to = from;
      while (to < text.length() && !(glob && isWild(text.charAt(to)))) {
        to++;
      }
      for (int end = from + GRAM; end <= to; end++) {
        grams.add(gram(text, end - GRAM, end));
      }
      if (from == 0 && to < GRAM && pattern.form() != LikePattern.Form.PART) {
        grams.add(gram(text, 0, to));
      }
      if (glob && to == text.length() && to - from >= GRAM - 1) {
        grams.add(gram(text, to - GRAM + 1, to) << Character.SIZE | END);
      }
      from = to;
    }
    grams.removeIf(gram -> gram == 0);
    return grams;
  }

  private static long gram(String text, int from, int to) {
    long gram = 0;
    for (int i = from; i < to; i++) {
      gram = gram << Character.SIZE | text.charAt(i);
    }
    return gram;
  }

  private static boolean isWild(char c) {
    return c == '*' || c == '?';
  }

  /** Sets the numbers of the patterns that match a whole value. */
  public void match(String value, BitSet matching) {
    String folded = LikePattern.fold(value);
    int[] same = whole.get(folded);
    if (same != null) {
      set(same, matching);
    }
    for (int number : others) {
      compare(number, folded, matching);
    }
    if (grams.length == 0) {
      return;
    }
    values++;
    long gram = 0;
    for (int i = 0; i < folded.length(); i++) {
      gram = gram << Character.SIZE | folded.charAt(i);
      lookUp(gram, folded, matching);
    }
    lookUp(gram << Character.SIZE | END, folded, matching);
  }

  private void lookUp(long gram, String folded, BitSet matching) {
    int place = place(gram);
    while (grams[place] != 0) {
      if (grams[place] == gram) {
        if (found[place] != values) {
          found[place] = values;
          for (int number : filed[place]) {
            compare(number, folded, matching);
          }
        }
        return;
      }
      place = place + 1 & grams.length - 1;
    }
  }

  private void compare(int number, String folded, BitSet matching) {
    if (!matching.get(number) && patterns[number].matches(folded)) {
      matching.set(number);
    }
  }

  private static void set(int[] numbers, BitSet matching) {
    for (int number : numbers) {
      matching.set(number);
    }
  }

  private int place(long gram) {
    return (int) ((gram * 0x9e37_79b9_7f4a_7c15L) >>> 40) & grams.length - 1;
  }
}
