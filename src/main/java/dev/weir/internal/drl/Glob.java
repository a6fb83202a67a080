package dev.weir.internal.drl;

import dev.weir.event.Values;

/** A {@code like} pattern, compared with other patterns. */
public final class Glob {

  private final int[] folded;

  public Glob(String pattern) {
    folded = pattern.codePoints().map(c -> c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c).toArray();
  }

  /** Whether the wide pattern certainly matches all that the narrow one does. */
  public static boolean covers(String wide, String narrow) {
    return new Glob(wide).covers(new Glob(narrow));
  }

  /**
   * Whether this certainly matches all that the narrow one does: it matches the narrow one as if
   * that were a text, where only a star matches a star. False where that cannot tell.
   */
  public boolean covers(Glob narrow) {
    int[] glob = folded;
    int[] text = narrow.folded;
    int g = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length) {
      if (Character.getType(text[t]) == Character.SURROGATE) {
        return false; // half a character: prefixes and other patterns see it otherwise
      } else if (g < glob.length && glob[g] == '*') {
        star = g++;
        starText = t;
      } else if (g < glob.length && (glob[g] == text[t] || (glob[g] == '?' && text[t] != '*'))) {
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

  /** Whether a pattern matches whatever value there is. */
  public static boolean isAny(String pattern) {
    return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
  }

  /** The least UTF-16 units of a value that matches. */
  public static int shortest(String pattern) {
    return (int) pattern.chars().filter(c -> c != '*').count();
  }

  public static boolean matches(String pattern, String value) {
    return Values.of(value).like(pattern);
  }
}
