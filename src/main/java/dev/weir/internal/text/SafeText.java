package dev.weir.internal.text;

/** Text from events, made safe to print. */
public final class SafeText {

  private SafeText() {}

  /**
   * The text on one line. Control and format characters are escaped, because text from an event
   * must not move the cursor, colour the terminal or start a line of its own.
   */
  public static String oneLine(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
