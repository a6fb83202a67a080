package dev.weir.internal.read;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;

/** Decodes single values of a document. */
final class Scalars {

  private Scalars() {}

  /** The value at an offset of valid JSON: a decoded string, or other scalars as spelled. */
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
