package dev.weir.internal.service.streams;

import dev.weir.testkit.Reference.Pair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the pair of events from an alert document. */
final class AlertPairs {

  private static final JsonMapper MAPPER = new JsonMapper();

  private AlertPairs() {}

  static Pair of(byte[] alert) {
    JsonNode sequence = MAPPER.readTree(alert).at("/weir/sequence");
    return new Pair(id(sequence.get(0)), id(sequence.get(1)));
  }

  private static String id(JsonNode event) {
    return new dev.weir.internal.read.EventReader()
                .read(event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            instanceof dev.weir.internal.read.Reading.Accepted accepted
        ? accepted.facts().get(0).getEventId().toString()
        : "";
  }
}
