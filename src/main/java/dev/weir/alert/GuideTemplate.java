package dev.weir.alert;

import dev.weir.event.Event;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * A guide as parts of a JSON string, so that its kilobytes need not be escaped again for each
 * alert.
 *
 * @param texts what stands around the placeholders, escaped
 * @param names the placeholders
 */
record GuideTemplate(List<byte[]> texts, List<String> names) {

  /** As long as the rules that have the guides. */
  private static final Map<String, GuideTemplate> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The template of a guide; {@code escape} gives the inside of a JSON string. */
  static GuideTemplate of(String guide, Function<String, byte[]> escape) {
    return KNOWN.computeIfAbsent(
        guide,
        text -> {
          Placeholders parts = Placeholders.of(text);
          return new GuideTemplate(
              parts.texts().stream().map(escape).toList(), List.copyOf(parts.names()));
        });
  }

  void fill(List<Event> sequence, Function<String, byte[]> escape, ByteArrayOutputStream out) {
    out.writeBytes(texts.get(0));
    for (int i = 0; i < names.size(); i++) {
      out.writeBytes(escape.apply(Placeholders.value(names.get(i), sequence)));
      out.writeBytes(texts.get(i + 1));
    }
  }
}
