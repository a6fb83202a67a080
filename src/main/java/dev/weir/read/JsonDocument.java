package dev.weir.read;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** A document's bytes and where its ECS fields are in them; texts are made when asked for, once. */
final class JsonDocument implements Document {

  private final byte[] bytes;
  private final Json.Extent extent;
  private final FieldOffsets offsets;
  private final @Nullable Values[] decoded = new @Nullable Values[EcsField.COUNT];
  private @Nullable Map<String, Values> others;

  JsonDocument(byte[] bytes, Json.Extent extent, FieldOffsets offsets) {
    this.bytes = bytes;
    this.extent = extent;
    this.offsets = offsets;
  }

  @Override
  public Values values(EcsField field) {
    Values values = decoded[field.slot()];
    if (values == null) {
      values = decode(offsets.of(field.slot()), field.isKeyword());
      decoded[field.slot()] = values;
    }
    return values;
  }

  @Override
  public Values values(String name) {
    if (others == null) {
      others = new HashMap<>();
    }
    return others.computeIfAbsent(name, this::search);
  }

  @Override
  public byte[] json() {
    return extent.from() == 0 && extent.to() == bytes.length
        ? bytes
        : Arrays.copyOfRange(bytes, extent.from(), extent.to());
  }

  @Override
  public long size() {
    return bytes.length + offsets.bytes();
  }

  private Values search(String name) {
    FieldOffsets found = new FieldOffsets();
    Json.walk(bytes, new FieldTree(List.of(name)), found);
    return decode(found.of(0), EcsField.isKeyword(name));
  }

  private Values decode(int[] begins, boolean keyword) {
    String[] texts = new String[begins.length];
    int count = 0;
    for (int begin : begins) {
      String text = bytes[begin] == '"' ? string(begin) : literal(begin);
      if (!keyword || text.length() <= EcsField.KEYWORD_LIMIT) {
        texts[count++] = text;
      }
    }
    return Values.of(count == texts.length ? texts : Arrays.copyOf(texts, count));
  }

  private String string(int begin) {
    int end = begin + 1;
    while (bytes[end] != '"') {
      if (bytes[end++] == '\\') {
        return escaped(begin);
      }
    }
    return new String(bytes, begin + 1, end - begin - 1, StandardCharsets.UTF_8);
  }

  private String escaped(int begin) {
    try (JsonParser parser = Json.parser(bytes, begin)) {
      parser.nextToken();
      return parser.getString();
    }
  }

  /** A number, true or false, as it stands in the document. */
  private String literal(int begin) {
    int end = begin;
    while (end < extent.to() && ",]} \t\r\n".indexOf(bytes[end]) < 0) {
      end++;
    }
    return new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
  }
}
