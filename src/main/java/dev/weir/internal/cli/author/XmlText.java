package dev.weir.internal.cli.author;

/** Text from events and files as an XML document may hold it. */
final class XmlText {

  private XmlText() {}

  /** With U+FFFD in place of what no XML document may hold, escaped or not. */
  static String of(String text) {
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
