package dev.weir.internal.read;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;

/** Decodes single values out of a document's bytes. */
final class Scalars {

  private Scalars() {}

  /**
   * A text without its quotation marks and escapes; a number, true or false as it stands in the
   * document.
   *
   * @param begin where it begins in a document that has been found to be JSON
   */
  static String decode(byte[] bytes, int begin) {
    return bytes[begin] == '"' ? text(bytes, begin) : literal(bytes, begin);
  }

  private static String text(byte[] bytes, int begin) {
    int end = begin + 1;
    while (bytes[end] != '"') {
      if (bytes[end++] == '\\') {
        return escaped(bytes, begin);
      }
    }
    return new String(bytes, begin + 1, end - begin - 1, StandardCharsets.UTF_8);
  }

  private static String escaped(byte[] bytes, int begin) {
    try (JsonParser parser = JsonWalker.parser(bytes, begin)) {
      parser.nextToken();
      return parser.getString();
    }
  }

  private static String literal(byte[] bytes, int begin) {
    int end = begin;
    while (end < bytes.length && ",]} \t\r\n".indexOf(bytes[end]) < 0) {
      end++;
    }
    return new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
  }
}
