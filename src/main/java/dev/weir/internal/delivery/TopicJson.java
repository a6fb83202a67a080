package dev.weir.internal.delivery;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of records on the topics. Unknown fields are ignored, so that a newer Weir may add
 * some. What cannot be read is an IllegalArgumentException.
 */
final class TopicJson {

  /** The {@code format} of every record. A record with another number is refused. */
  static final int FORMAT = 1;

  /** The maximum size in bytes, before compression. */
  static final int MAX_BYTES = 16 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      // the whole is bounded already
                      StreamReadConstraints.builder().maxStringLength(MAX_BYTES).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TopicJson() {}

  static void checkFormat(@Nullable Integer format) {
    if (format == null) {
      throw new IllegalArgumentException("the field `format` is missing");
    } else if (format != FORMAT) {
      throw new IllegalArgumentException(
          "it is in format %d, but this Weir reads format %d".formatted(format, FORMAT));
    }
  }

  static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  static <T> T read(byte[] json, Class<T> type) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "it has %,d bytes; the limit is %,d".formatted(json.length, MAX_BYTES));
    }
    try {
      T read = MAPPER.readValue(json, type);
      if (read == null) {
        throw new IllegalArgumentException("it is null instead of an object");
      }
      return read;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }
}
