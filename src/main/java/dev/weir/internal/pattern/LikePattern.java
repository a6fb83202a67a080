package dev.weir.internal.pattern;

/**
 * One pattern of {@code like}, in lower case and by its form.
 *
 * @param form what kind of pattern it is
 * @param text the pattern, of a prefix or a part without its stars
 */
public record LikePattern(Form form, String text) {

  /** How a pattern is compared. The forms differ for halves of surrogate pairs. */
  public enum Form {
    WHOLE,
    PREFIX,
    PART,
    GLOB
  }

  /** A pattern as written. */
  public LikePattern(String pattern) {
    this(form(pattern), text(pattern));
  }

  private static Form form(String pattern) {
    int wild = firstWildcard(pattern, 0);
    int last = pattern.length() - 1;
    if (wild < 0) {
      return Form.WHOLE;
    } else if (pattern.charAt(last) != '*') {
      return Form.GLOB;
    } else if (wild == last) {
      return Form.PREFIX;
    }
    return pattern.charAt(0) == '*' && firstWildcard(pattern, 1) == last ? Form.PART : Form.GLOB;
  }

  private static String text(String pattern) {
    String folded = fold(pattern);
    return switch (form(pattern)) {
      case WHOLE, GLOB -> folded;
      case PREFIX -> folded.substring(0, folded.length() - 1);
      case PART -> folded.substring(1, folded.length() - 1);
    };
  }

  /** Whether a whole value matches, which is in lower case. */
  boolean matches(String folded) {
    return switch (form) {
      case WHOLE -> folded.equals(text);
      case PREFIX -> folded.startsWith(text);
      case PART -> folded.contains(text);
      case GLOB -> matches(text, folded);
    };
  }

  /** Whether a glob matches a whole text, case-sensitively: greedy, back to the last star only. */
  public static boolean matches(String glob, String text) {
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
  static String fold(String text) {
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
}
