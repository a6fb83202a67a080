package dev.weir.cases;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one event of a case: a base event with some differences. */
final class EventFields {

  /** The key that sets {@code @timestamp}, in milliseconds after {@link #START}. */
  static final String MILLIS = "+ms";

  /** The value that removes a field. */
  static final String GONE = "<gone>";

  /** A text as the value of a field, whatever it is. */
  static Object text(String text) {
    return GONE.equals(text) ? List.of(text) : text;
  }

  private static final Instant START = Instant.parse("2025-01-27T10:00:00Z");

  private final Map<String, @Nullable Object> fields;

  EventFields(Map<String, @Nullable Object> base) {
    this.fields = copy(base);
  }

  Map<String, @Nullable Object> asMap() {
    return fields;
  }

  /** Sets or removes the field or object at a dotted path. */
  void set(String path, @Nullable Object value) {
    if (path.equals(MILLIS) && value instanceof Number millis) {
      fields.put("@timestamp", START.plusMillis(millis.longValue()).toString());
      return;
    }
    Map<String, @Nullable Object> parent = fields;
    int from = 0;
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
      String segment = path.substring(from, dot);
      Map<String, @Nullable Object> inner =
          parent.get(segment) instanceof Map<?, ?> map ? asFields(map) : new LinkedHashMap<>();
      parent.put(segment, inner);
      parent = inner;
      from = dot + 1;
    }
    String last = path.substring(from);
    if (GONE.equals(value)) {
      parent.remove(last);
    } else {
      parent.put(last, copyOf(value));
    }
  }

  private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> original) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    original.forEach((name, value) -> copy.put(name, copyOf(value)));
    return copy;
  }

  /** Values belong to the file and are shared by many cases, so they are never changed. */
  private static @Nullable Object copyOf(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return copy(asFields(map));
    }
    return value instanceof List<?> list ? new ArrayList<>(list) : value;
  }

  @SuppressWarnings("unchecked") // YamlNode makes no other maps
  private static Map<String, @Nullable Object> asFields(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }
}
