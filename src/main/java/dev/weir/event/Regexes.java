package dev.weir.event;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import java.util.List;

/** Regular expressions of RE2, compiled once for each list of them. */
@SuppressWarnings("ImmutableEnumChecker") // a cache
enum Regexes {
  EXACT(Pattern.DOTALL),
  /** The letters A to Z match in either case. */
  IGNORING_CASE(Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** A character that stands for no letter. */
  private static final char UNUSED = '\uffff';

  private final PatternListCache<List<Pattern>> compiled;

  Regexes(int flags) {
    this.compiled =
        new PatternListCache<>(
            texts -> Arrays.stream(texts).map(one -> compile(one, flags)).toList());
  }

  /** Whether a whole value matches one of the expressions. */
  boolean matches(String[] values, String... expressions) {
    List<Pattern> patterns = compiled.of(expressions);
    for (String value : values) {
      String text = this == IGNORING_CASE ? withoutFolded(value) : value;
      for (Pattern pattern : patterns) {
        if (pattern.matches(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Without the two other letters that RE2 takes for k and s: the Kelvin sign and the long s. */
  private static String withoutFolded(String text) {
    return text.replace('\u212a', UNUSED).replace('\u017f', UNUSED);
  }

  private static Pattern compile(String text, int flags) {
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: " + text + ": " + e.getDescription(), e);
    }
  }
}
