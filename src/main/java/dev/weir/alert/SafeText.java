package dev.weir.alert;

/** Text from events as it may be shown to people. */
public final class SafeText {

  private SafeText() {}

  /**
   * Text from an event must not move the cursor, colour the terminal or begin a line of its own.
   *
   * @param text any text
   * @return the text on one line, with control and format characters as {@code u} and their number
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
