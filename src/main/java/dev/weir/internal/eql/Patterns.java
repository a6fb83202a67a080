package dev.weir.internal.eql;

import dev.weir.internal.text.SafeText;
import java.util.List;

/** Texts as patterns of {@code like}, or as regular expressions where they contain wildcards. */
final class Patterns {

  private Patterns() {}

  /** A test for values that contain a text, perhaps with anything before or after it. */
  static String part(String text, boolean before, boolean after, boolean ignoreCase) {
    if (hasWildcard(text)) {
      String expression = (before ? ".*" : "") + LuceneRegex.quote(text) + (after ? ".*" : "");
      return (ignoreCase ? "regexIgnoreCase(" : "regex(") + SafeText.literal(expression) + ")";
    }
    String pattern = (before ? "*" : "") + text + (after ? "*" : "");
    return (ignoreCase ? "like(" : "likeExact(") + SafeText.literal(pattern) + ")";
  }

  /** A test for values that equal one of the texts, in any case. */
  static String whole(List<String> texts) {
    return texts.stream().noneMatch(Patterns::hasWildcard)
        ? "like(" + ConditionWriter.list(texts) + ")"
        : "regexIgnoreCase("
            + ConditionWriter.list(texts.stream().map(LuceneRegex::quote).toList())
            + ")";
  }

  private static boolean hasWildcard(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }
}
