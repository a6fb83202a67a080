package dev.weir.app;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON: keys as in ECS, times as texts. */
final class PlainJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private PlainJson() {}

  /** An object on one line, without a line end. */
  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
