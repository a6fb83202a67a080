package dev.weir.app;

/** Text from events and files, made fit to be shown. */
final class Printable {

  private Printable() {}

  /**
   * Text from an event must not move the cursor, colour the terminal or begin a line of its own.
   */
  static String oneLine(String text) {
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

  /** A path as a word of a command line, in quotation marks where it needs them. */
  static String word(String path) {
    return path.matches("[\\w./+-]+") ? path : "'" + path + "'";
  }

  /** With U+FFFD in place of what no XML document may hold, escaped or not. */
  static String xml(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> safe.appendCodePoint(isXml(c) ? c : 0xFFFD));
    return safe.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
