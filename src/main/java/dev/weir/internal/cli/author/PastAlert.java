package dev.weir.internal.cli.author;

import dev.weir.internal.service.source.LineInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An alert as {@code weir detect} wrote it, or as a search for it gives it.
 *
 * @param id its {@code event.id}
 * @param time its {@code @timestamp}
 * @param ruleId its {@code rule.id}
 * @param ruleName its {@code rule.name}
 * @param events its events whole, as JSON
 */
record PastAlert(String id, String time, String ruleId, String ruleName, List<byte[]> events) {

  /** Events may be nested as deep as a reader takes them, and stand in the alert. */
  private static final int NESTING = 1_010;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(NESTING).build())
                  .build())
          // numbers are compared as texts, so they are to stay as they are
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** There is no such alert in the input, or it is none. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * Finds an alert.
   *
   * @param wanted what its id begins with; null for the first alert
   */
  static PastAlert read(LineInput input, @Nullable String wanted) throws IOException, Unusable {
    JsonNode found = null;
    long others = 0;
    long rollUps = 0;
    try (MappingIterator<JsonNode> documents =
        MAPPER.readerFor(JsonNode.class).readValues(input.lines())) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        JsonNode alert = document.has("_source") ? document.path("_source") : document;
        String id = text(alert, "event", "id");
        boolean fits = wanted == null || id.startsWith(wanted);
        if (!alert.path("weir").path("sequence").isArray()) {
          others++;
          rollUps += fits && alert.path("weir").has("roll_up") ? 1 : 0;
        } else if (fits && found == null) {
          found = alert;
        } else if (fits && found != null && !id.equals(text(found, "event", "id"))) {
          throw new Unusable(
              input.name() + " holds several alerts whose event.id begins with " + wanted);
        }
        if (found != null && wanted == null) {
          break;
        }
      }
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
      throw new Unusable(input.name() + place + ": not JSON: " + reason);
    }
    if (found == null) {
      throw new Unusable(nothing(input.name(), wanted, others, rollUps));
    }
    return of(found, input.name());
  }

  private static String nothing(String name, @Nullable String wanted, long others, long rollUps) {
    String which = wanted == null ? "" : " whose event.id begins with " + wanted;
    if (rollUps > 0) {
      return name
          + " holds no alert"
          + which
          + " but a roll-up, which has no events in it; detect again with a higher --max-alerts";
    }
    return name
        + " holds no alert"
        + which
        + (others == 0
            ? ""
            : "; alerts are what weir detect --format=alerts writes, with the events under"
                + " weir.sequence");
  }

  private static PastAlert of(JsonNode alert, String name) throws Unusable {
    List<byte[]> events = new ArrayList<>();
    for (JsonNode event : alert.path("weir").path("sequence")) {
      if (!event.isObject()) {
        throw new Unusable(name + ": the alert's weir.sequence holds something else than events");
      }
      events.add(MAPPER.writeValueAsBytes(event));
    }
    String ruleId = text(alert, "rule", "id");
    if (events.isEmpty() || ruleId.isEmpty()) {
      String missing = ruleId.isEmpty() ? "rule.id" : "event in its weir.sequence";
      throw new Unusable(name + ": the alert has no " + missing);
    }
    return new PastAlert(
        text(alert, "event", "id"),
        alert.path("@timestamp").asString(""),
        ruleId,
        text(alert, "rule", "name"),
        events);
  }

  private static String text(JsonNode document, String outer, String inner) {
    return document.path(outer).path(inner).asString("");
  }
}
