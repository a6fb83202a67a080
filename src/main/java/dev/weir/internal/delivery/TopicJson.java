package dev.weir.internal.delivery;

import dev.weir.internal.service.health.ErrorText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of records on the topics. Unknown fields are ignored, so that a newer Weir may add
 * some. What cannot be read is an IllegalArgumentException.
 */
final class TopicJson {

  /** The {@code format} of every record. A record with another number is refused. */
  private static final int FORMAT = 1;

  /** The maximum size in bytes, before compression. */
  static final int MAX_BYTES = 16 << 20;

  private static final String FORMAT_FIELD = "format";

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

  /** A field of a record, which Jackson leaves null if the JSON lacks it. */
  static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("the field `" + name + "` is missing");
    }
    return value;
  }

  /** An object with the fields of a record, after its {@code format}. */
  static byte[] write(Record content) {
    ObjectNode json = MAPPER.createObjectNode().put(FORMAT_FIELD, FORMAT);
    json.setAll((ObjectNode) MAPPER.valueToTree(content));
    return MAPPER.writeValueAsBytes(json);
  }

  static <T extends Record> T read(byte[] json, Class<T> type) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "it has %,d bytes; the limit is %,d".formatted(json.length, MAX_BYTES));
    }
    try {
      if (!(MAPPER.readTree(json) instanceof ObjectNode object)) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      int format =
          required(FORMAT_FIELD, MAPPER.treeToValue(object.get(FORMAT_FIELD), Integer.class));
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "it is in format %d, but this Weir reads format %d".formatted(format, FORMAT));
      }
      return MAPPER.treeToValue(object, type);
    } catch (ValueInstantiationException e) {
      throw new IllegalArgumentException(ErrorText.of(ErrorText.root(e)), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }
}
