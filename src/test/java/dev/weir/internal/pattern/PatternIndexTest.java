package dev.weir.internal.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The index finds the patterns that match when they are compared one by one. */
class PatternIndexTest {

  /** Few, so that patterns match; with what folds case in other ways, and half surrogate pairs. */
  private static final String ALPHABET = "aaabAB./-kK\u212Aiİı\0\uD83D\uDE00ß";

  private final Random random = new Random(7);

  @Test
  void findsTheSameAsOnePatternAfterTheOther() {
    int matches = 0;
    for (int round = 0; round < 300; round++) {
      List<String> patterns = distinct(1 + random.nextInt(60));
      PatternIndex index = new PatternIndex(patterns);
      for (int i = 0; i < 60; i++) {
        String value = i % 3 == 0 ? near(patterns) : text(ALPHABET, random.nextInt(12));
        BitSet found = new BitSet();
        index.match(value, found);

        for (int number = 0; number < patterns.size(); number++) {
          String pattern = patterns.get(number);
          boolean matching = new PatternList(pattern).matches(value);
          assertThat(found.get(number)).as("%s like %s", value, pattern).isEqualTo(matching);
          matches += matching ? 1 : 0;
        }
      }
    }
    assertThat(matches).isGreaterThan(20_000);
  }

  @Test
  void findsOneOfThousandsInALongValue() {
    List<String> patterns =
        IntStream.range(0, 5_000).mapToObj(i -> "*aaaaaaaa" + i + "b*").toList();
    PatternIndex index = new PatternIndex(patterns);
    BitSet found = new BitSet();

    index.match("a".repeat(128 << 10) + "4321B" + "a".repeat(1_000), found);

    assertThat(found.stream().boxed()).containsExactly(4_321);
  }

  @Test
  void addsToWhatWasFound() {
    PatternIndex index = new PatternIndex(List.of("curl", "*.sh", "", "*"));
    BitSet found = new BitSet();

    index.match("CURL", found);
    index.match("x.sh", found);

    assertThat(found.stream().boxed()).containsExactly(0, 1, 3);
  }

  private List<String> distinct(int count) {
    Set<String> patterns = new LinkedHashSet<>();
    while (patterns.size() < count) {
      patterns.add(text(ALPHABET + "****???", random.nextInt(9)));
    }
    return List.copyOf(patterns);
  }

  /** A value that one of the patterns matches, unless a wildcard stands for half a character. */
  private String near(List<String> patterns) {
    StringBuilder value = new StringBuilder();
    String pattern = new ArrayList<>(patterns).get(random.nextInt(patterns.size()));
    for (char c : pattern.toCharArray()) {
      value.append(c == '*' ? text(ALPHABET, random.nextInt(4)) : c == '?' ? "x" : "" + c);
    }
    return value.toString();
  }

  private String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
