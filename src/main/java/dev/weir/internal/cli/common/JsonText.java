package dev.weir.internal.cli.common;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON, with snake_case keys and times as text. */
public final class JsonText {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private JsonText() {}

  /** The JSON on one line, without a line end. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
