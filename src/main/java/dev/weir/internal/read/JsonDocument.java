package dev.weir.internal.read;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A fully parsed document: its bytes and the offsets of its ECS fields. Decodes a field once, or
 * once more if two lanes share the document and ask at the same time.
 */
final class JsonDocument implements Document {

  private final byte[] bytes;
  private final JsonWalker.Extent extent;
  private final FieldOffsets offsets;
  private final @Nullable Values[] decoded = new @Nullable Values[EcsField.COUNT];
  private volatile @Nullable Map<String, Values> others;

  JsonDocument(byte[] bytes, JsonWalker.Extent extent, FieldOffsets offsets) {
    this.bytes = bytes;
    this.extent = extent;
    this.offsets = offsets;
  }

  @Override
  public Values values(EcsField field) {
    Values values = decoded[field.slot()];
    if (values == null) {
      values = decode(bytes, offsets.of(field.slot()), field.isKeyword());
      decoded[field.slot()] = values;
    }
    return values;
  }

  @Override
  public Values values(String name) {
    EcsField field = EcsField.of(name);
    if (field != null) {
      return values(field);
    }
    Map<String, Values> known = others;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      others = known;
    }
    return known.computeIfAbsent(name, other -> search(bytes, other));
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

  /** Finds the values of any field by parsing the document again; throws as {@link JsonWalker}. */
  static Values search(byte[] bytes, String name) {
    FieldOffsets found = new FieldOffsets();
    JsonWalker.walk(bytes, new FieldTree(List.of(name)), found);
    return decode(bytes, found.of(0), EcsField.isKeyword(name));
  }

  private static Values decode(byte[] bytes, int[] begins, boolean keyword) {
    String[] texts = new String[begins.length];
    int count = 0;
    for (int begin : begins) {
      String text = Scalars.decode(bytes, begin);
      if (!keyword || text.length() <= EcsField.KEYWORD_LIMIT) {
        texts[count++] = text;
      }
    }
    return Values.of(count == texts.length ? texts : Arrays.copyOf(texts, count));
  }
}
