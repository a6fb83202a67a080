package dev.weir.read;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Values;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents to facts. A document is one JSON object, plain or as a search hit under {@code
 * _source}, with nested or dotted keys, scalars or arrays. Numbers the facts in the order in which
 * they are read. For one thread.
 */
public final class EventReader {

  /** The longest line, in bytes: 16 MiB. */
  public static final int MAX_LINE = Json.MAX_DOCUMENT;

  /** The deepest nesting of objects and arrays. */
  public static final int MAX_NESTING = Json.MAX_NESTING;

  /** The most values that the fields of one document may have together. */
  public static final int MAX_VALUES = 100_000;

  private static final List<EcsField> KEYS =
      List.of(
          EcsField.PROCESS_PARENT_ENTITY_ID,
          EcsField.PROCESS_ENTITY_ID,
          EcsField.PROCESS_ENTRY_LEADER_ENTITY_ID);

  private static final JsonMapper MAPPER = new JsonMapper();

  private final FieldTree fields =
      new FieldTree(Arrays.stream(EcsField.values()).map(EcsField::dottedName).toList());
  private final FieldOffsets offsets = new FieldOffsets();
  private long arrivals;

  /** A reader whose first fact is number 0. */
  public EventReader() {}

  /**
   * Reads one document.
   *
   * @param json its bytes; they are kept, and must not change afterwards
   * @return the facts, or why there are none
   */
  public Reading read(byte[] json) {
    if (json.length > MAX_LINE) {
      return tooLong(json.length);
    }
    Reading.Malformed notText = checkText(json);
    if (notText != null) {
      return notText;
    }
    offsets.clear();
    try {
      Json.Extent extent = Json.walk(json, fields, offsets);
      return facts(new JsonDocument(json, extent, offsets.trimmed()));
    } catch (Json.NotAnObject e) {
      return new Reading.Malformed(
          Reading.MalformedKind.NOT_AN_OBJECT, String.valueOf(e.getMessage()));
    } catch (FieldOffsets.TooMany e) {
      return new Reading.Malformed(
          Reading.MalformedKind.TOO_MANY_VALUES, "over " + MAX_VALUES + " values in its fields");
    } catch (StreamConstraintsException e) {
      return new Reading.Malformed(
          Reading.MalformedKind.TOO_DEEP, "nested over " + MAX_NESTING + " levels");
    } catch (JacksonException e) {
      return new Reading.Malformed(Reading.MalformedKind.NOT_JSON, oneLine(e));
    }
  }

  /**
   * The values of one field, also of a document that is no usable event.
   *
   * @param json the document's bytes
   * @param dottedName the field's name, as in {@code event.id}
   * @return its values; none where there is no such field, or no document
   */
  public static Values field(byte[] json, String dottedName) {
    FieldOffsets found = new FieldOffsets();
    try {
      Json.Extent extent = Json.walk(json, new FieldTree(List.of(dottedName)), found);
      return new JsonDocument(json, extent, found).values(dottedName);
    } catch (Json.NotAnObject | FieldOffsets.TooMany | JacksonException e) {
      return Values.NONE;
    }
  }

  /**
   * A document as bytes.
   *
   * @param document field names to texts, numbers, booleans, lists and maps
   * @return UTF-8 JSON
   */
  public static byte[] toJson(Map<String, ?> document) {
    return MAPPER.writeValueAsBytes(document);
  }

  /**
   * What becomes of a line that is too long to be read.
   *
   * @param length its bytes
   * @return the fault
   */
  public static Reading.Malformed tooLong(long length) {
    return new Reading.Malformed(
        Reading.MalformedKind.TOO_LONG, length + " bytes, over the limit of " + MAX_LINE);
  }

  private Reading facts(JsonDocument document) {
    String time = document.values(EcsField.TIMESTAMP).only();
    Long timestamp = time == null ? null : Timestamps.parse(time);
    if (timestamp == null) {
      return new Reading.Ignored(Reading.Reason.NO_TIMESTAMP);
    }
    if (document.values(EcsField.HOST_ID).count() > 1) {
      return new Reading.Ignored(Reading.Reason.SEVERAL_HOSTS);
    }
    Long sequence = sequence(document.values(EcsField.EVENT_SEQUENCE).only());
    Values category = document.values(EcsField.EVENT_CATEGORY);
    List<Event> facts = new ArrayList<>(2);
    if (category.has("network")) {
      facts.add(new NetworkEvent(document, new EventOrder(timestamp, sequence, arrivals++)));
    }
    if (category.has("process")) {
      facts.add(new ProcessEvent(document, new EventOrder(timestamp, sequence, arrivals++)));
    }
    if (facts.isEmpty()) {
      facts.add(new OtherEvent(document, new EventOrder(timestamp, sequence, arrivals++)));
    }
    return new Reading.Accepted(facts, ambiguousKeys(document));
  }

  private static List<String> ambiguousKeys(JsonDocument document) {
    List<String> ambiguous = List.of();
    for (EcsField key : KEYS) {
      if (document.values(key).count() > 1) {
        ambiguous = new ArrayList<>(ambiguous);
        ambiguous.add(key.dottedName());
      }
    }
    return ambiguous;
  }

  private static @Nullable Long sequence(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** UTF-8 without a NUL, which Jackson would take for another encoding's first half. */
  private static Reading.@Nullable Malformed checkText(byte[] json) {
    boolean ascii = true;
    for (byte b : json) {
      if (b <= 0) {
        ascii = false;
        break;
      }
    }
    if (ascii) {
      return null;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    } catch (CharacterCodingException e) {
      return new Reading.Malformed(
          Reading.MalformedKind.NOT_UTF8, "the bytes are not UTF-8: " + e.getMessage());
    }
    for (byte b : json) {
      if (b == 0) {
        return new Reading.Malformed(Reading.MalformedKind.NOT_JSON, "holds a NUL byte");
      }
    }
    return null;
  }

  private static String oneLine(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage()).replaceAll("\\p{Cntrl}+", " ");
    String place = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    return (message.length() > 200 ? message.substring(0, 200) + "..." : message) + place;
  }
}
