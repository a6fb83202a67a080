package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An alert's document, as the page about it needs it.
 *
 * @param document the whole document; an empty one if it cannot be read
 * @param raw the events, as they came
 * @param events those of them that can be read, in the order of the alert
 */
record AlertView(JsonNode document, List<JsonNode> raw, List<Event> events) {

  private static final JsonMapper MAPPER = new JsonMapper();

  static AlertView of(byte[] json) {
    JsonNode document = read(json);
    List<JsonNode> raw = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    EventReader reader = new EventReader();
    for (JsonNode one : document.path("weir").path("sequence")) {
      // an event of many levels is embedded as text
      byte[] event = (one.isString() ? one.asString() : one.toString()).getBytes(UTF_8);
      raw.add(one);
      if (reader.read(event) instanceof Reading.Accepted accepted) {
        events.add(accepted.facts().get(0));
      }
    }
    return new AlertView(document, List.copyOf(raw), List.copyOf(events));
  }

  private static JsonNode read(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      return MAPPER.createObjectNode();
    }
  }

  /** A value of the document by its path; empty if there is none. */
  String text(String... path) {
    return at(path).asString("");
  }

  /** The values of a list of the document; a single value is a list of one. */
  List<String> texts(String... path) {
    JsonNode node = at(path);
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(one -> texts.add(one.asString("")));
    } else if (!node.isMissingNode()) {
      texts.add(node.asString(""));
    }
    return texts;
  }

  private JsonNode at(String... path) {
    JsonNode node = document;
    for (String name : path) {
      node = node.path(name);
    }
    return node;
  }

  /** A JSON value on several lines, for people. */
  static String pretty(JsonNode node) {
    return node.isString() ? node.asString() : node.toPrettyString();
  }
}
