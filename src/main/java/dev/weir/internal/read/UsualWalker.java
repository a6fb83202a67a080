package dev.weir.internal.read;

import dev.weir.internal.read.JsonBytes.Unusual;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Locates the wanted fields of a usual JSON document like {@link JsonWalker}, and checks all of its
 * syntax, but eight bytes at a time. Throws {@link Unusual} for what it leaves to {@link
 * JsonWalker}: whatever may be broken, deep nesting, escaped names, and search hits. For one
 * thread.
 */
final class UsualWalker {

  /** Deeper than events are, and far from the end of the stack. */
  private static final int MAX_NESTING = 50;

  private static final byte[] SOURCE = "_source".getBytes(StandardCharsets.US_ASCII);
  private static final String ESCAPED = "\"\\/bfnrt";

  private final FieldTree fields;
  private final FieldOffsets found;
  private byte[] bytes = {};

  UsualWalker(FieldTree fields, FieldOffsets found) {
    this.fields = fields;
    this.found = found;
  }

  /** Records the offsets of the wanted fields' values, and returns the range of the object. */
  JsonWalker.Extent walk(byte[] json) {
    bytes = json;
    int begin = JsonBytes.blanks(json, 0);
    if (json[begin] != '{') {
      throw Unusual.INSTANCE;
    }
    int end = object(begin + 1, fields.root(), 1);
    for (int at = end; at < json.length; at++) {
      if (!JsonBytes.isBlank(json[at])) {
        throw Unusual.INSTANCE;
      }
    }
    return new JsonWalker.Extent(begin, end);
  }

  /** Reads an object from after its opening bracket, and returns the offset after it. */
  private int object(int begin, FieldTree.@Nullable Node node, int depth) {
    int at = JsonBytes.blanks(bytes, begin);
    if (bytes[at] == '}') {
      return at + 1;
    }
    while (true) {
      if (bytes[at] != '"') {
        throw Unusual.INSTANCE;
      }
      int end = JsonBytes.special(bytes, at + 1);
      if (JsonBytes.at(bytes, end) != '"') {
        throw Unusual.INSTANCE;
      }
      FieldTree.Node member = node == null ? null : member(node, at + 1, end);
      at = JsonBytes.blanks(bytes, end + 1);
      if (bytes[at] != ':') {
        throw Unusual.INSTANCE;
      }
      at = JsonBytes.blanks(bytes, value(JsonBytes.blanks(bytes, at + 1), member, depth));
      if (bytes[at] == '}') {
        return at + 1;
      }
      at = afterComma(at);
    }
  }

  private FieldTree.@Nullable Node member(FieldTree.Node node, int from, int to) {
    FieldTree.Node member = node.child(bytes, from, to);
    if (member != null) {
      return member;
    }
    if (node == fields.root() && JsonBytes.isAt(bytes, from, to, SOURCE)) {
      throw Unusual.INSTANCE;
    }
    return JsonBytes.hasDotOrBackslash(bytes, from, to)
        ? node.child(new String(bytes, from, to - from, StandardCharsets.UTF_8))
        : null;
  }

  private int array(int begin, FieldTree.@Nullable Node node, int depth) {
    int at = JsonBytes.blanks(bytes, begin);
    if (bytes[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = JsonBytes.blanks(bytes, value(at, node, depth));
      if (bytes[at] == ']') {
        return at + 1;
      }
      at = afterComma(at);
    }
  }

  private int afterComma(int at) {
    if (bytes[at] != ',') {
      throw Unusual.INSTANCE;
    }
    return JsonBytes.blanks(bytes, at + 1);
  }

  private int value(int at, FieldTree.@Nullable Node node, int depth) {
    byte first = bytes[at];
    if (first == '{' || first == '[') {
      if (depth == MAX_NESTING) {
        throw Unusual.INSTANCE;
      }
      return first == '{' ? object(at + 1, node, depth + 1) : array(at + 1, node, depth + 1);
    }
    if (node != null && node.slot() >= 0 && first != 'n') {
      found.add(node.slot(), at);
    }
    return first == '"' ? text(at + 1) : JsonBytes.literal(bytes, at);
  }

  private int text(int begin) {
    int at = JsonBytes.special(bytes, begin);
    while (JsonBytes.at(bytes, at) == '\\') {
      at = JsonBytes.special(bytes, escape(at + 1));
    }
    if (bytes[at] != '"') {
      throw Unusual.INSTANCE;
    }
    return at + 1;
  }

  private int escape(int at) {
    byte kind = JsonBytes.at(bytes, at);
    if (kind != 'u') {
      if (ESCAPED.indexOf(kind) < 0) {
        throw Unusual.INSTANCE;
      }
      return at + 1;
    }
    for (int i = at + 1; i < at + 5; i++) {
      if (Character.digit(JsonBytes.at(bytes, i), 16) < 0) {
        throw Unusual.INSTANCE;
      }
    }
    return at + 5;
  }
}
