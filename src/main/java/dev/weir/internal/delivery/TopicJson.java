package dev.weir.internal.delivery;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What stands on the topics: records as JSON. A newer Weir may add to them. */
final class TopicJson {

  /** What a record says that it is written in. Another number means that it must not be guessed. */
  static final int FORMAT = 1;

  /** The largest text, in bytes, before it is compressed. */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      // the bound of the whole is the bound of its parts
                      StreamReadConstraints.builder().maxStringLength(MAX_BYTES).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TopicJson() {}

  /**
   * @throws IllegalArgumentException if a record is of another format
   */
  static void checkFormat(@Nullable Integer format) {
    if (format == null) {
      throw new IllegalArgumentException("it names no format");
    } else if (format != FORMAT) {
      throw new IllegalArgumentException(
          "it is of format %d, and this Weir reads %d".formatted(format, FORMAT));
    }
  }

  static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * @throws IllegalArgumentException if it is something else
   */
  static <T> T read(byte[] json, Class<T> type) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "it has %,d bytes, more than %,d".formatted(json.length, MAX_BYTES));
    }
    try {
      T read = MAPPER.readValue(json, type);
      if (read == null) {
        throw new IllegalArgumentException("it is nothing but null");
      }
      return read;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "it is not the JSON it has to be: " + e.getOriginalMessage(), e);
    }
  }
}
