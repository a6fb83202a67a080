package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Values;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  /** Letters that fold, that must not (the Kelvin sign), and that take two UTF-16 units. */
  private static final int[] LETTERS = "aAkK\u212a/\u00e4\ud83d\ude00".codePoints().toArray();

  @ParameterizedTest
  @CsvSource({
    "/opt/nessus*, /opt/nessus_agent/var/nessus/*",
    "*, anything",
    "*, *",
    "*, ?*?",
    "a?c, aBc",
    "a?*, a??",
    "*a*, xax*",
    "*.py, /x/*.PY",
    "?, \ud83d\ude00",
  })
  void theWiderCoversTheNarrower(String wide, String narrow) {
    assertThat(Glob.covers(wide, narrow)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/opt/a, /opt/a*",
    "a?, a*",
    "?, *",
    "a*b, a*",
    "*a, a*",
    "ab, a?",
    "k, \u212a",
    "a??, a?",
    "??, \ud83d\ude00",
  })
  void uncoveredPatternIsNotReportedAsCovered(String wide, String narrow) {
    assertThat(Glob.covers(wide, narrow)).isFalse();
  }

  @Test
  void halfACharacterIsNeverCovered() {
    assertThat(Glob.covers("*", "\ud83d*")).isFalse();
  }

  @Test
  void coveringPatternMatchesAllThatTheCoveredMatches() {
    Random random = new Random(20261124);
    int covered = 0;
    for (int i = 0; i < 200_000; i++) {
      String narrow = pattern(random);
      String wide = random.nextBoolean() ? pattern(random) : widened(narrow, random);
      if (Glob.covers(wide, narrow)) {
        covered++;
        for (int j = 0; j < 5; j++) {
          Values value = Values.of(valueOf(narrow, random));
          assertThat(value.like(narrow)).isTrue();
          assertThat(value.like(wide)).as("%s covers %s: %s", wide, narrow, value).isTrue();
        }
      }
    }
    assertThat(covered).isGreaterThan(20_000);
  }

  /** Not a must, but a lint that sees only the plainest cases would be of little use. */
  @Test
  void mostCoveredPatternsAreFound() {
    Random random = new Random(20261125);
    int seen = 0;
    int all = 0;
    for (int i = 0; i < 50_000; i++) {
      String narrow = pattern(random);
      String wide = pattern(random);
      boolean matchesAll = true;
      for (int j = 0; j < 40 && matchesAll; j++) {
        matchesAll = Values.of(valueOf(narrow, random)).like(wide);
      }
      if (matchesAll) {
        all++;
        seen += Glob.covers(wide, narrow) ? 1 : 0;
      }
    }
    assertThat(seen).isGreaterThan(all * 8 / 10);
  }

  private static String pattern(Random random) {
    StringBuilder pattern = new StringBuilder();
    int length = random.nextInt(6);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(4);
      pattern.appendCodePoint(kind == 0 ? '*' : kind == 1 ? '?' : letter(random));
    }
    return pattern.toString();
  }

  /** With wildcards in place of some of it. */
  private static String widened(String pattern, Random random) {
    StringBuilder wider = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c -> {
              int kind = random.nextInt(4);
              wider.appendCodePoint(kind == 0 ? '*' : kind == 1 && c != '*' ? '?' : c);
            });
    return wider.toString();
  }

  private static String valueOf(String pattern, Random random) {
    StringBuilder value = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c -> {
              int count = c == '*' ? random.nextInt(4) : 1;
              for (int i = 0; i < count; i++) {
                boolean any = c == '*' || c == '?';
                value.appendCodePoint(any ? letter(random) : c);
              }
            });
    return value.toString();
  }

  private static int letter(Random random) {
    return LETTERS[random.nextInt(LETTERS.length)];
  }
}
