package dev.weir.internal.cli.author;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.cases.ExclusionException;
import dev.weir.cases.ExclusionWriter.PastAlert;
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

/** A reader of alerts as {@code weir detect} writes them, or as search hits. */
final class AlertFile {

  /** An event may be nested as deep as Weir reads events, inside the alert. */
  private static final int MAX_NESTING = 1_010;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          // numbers are compared as text, so they must stay as written
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private AlertFile() {}

  /** Reads the alert whose id begins with {@code wanted}; null reads the first alert. */
  static PastAlert read(LineInput input, @Nullable String wanted)
      throws IOException, ExclusionException {
    String which = wanted == null ? "" : " whose event.id begins with " + wanted;
    JsonNode found = null;
    long others = 0;
    long rollUps = 0;
    try (MappingIterator<JsonNode> documents =
        MAPPER.readerFor(JsonNode.class).readValues(input.lines())) {
      while (documents.hasNextValue() && (found == null || wanted != null)) {
        JsonNode document = documents.nextValue();
        JsonNode alert = document.has("_source") ? document.path("_source") : document;
        String id = text(alert, "event", "id");
        boolean matches = wanted == null || id.startsWith(wanted);
        if (!alert.path("weir").path("sequence").isArray()) {
          others++;
          rollUps += matches && alert.path("weir").has("roll_up") ? 1 : 0;
        } else if (matches && found == null) {
          found = alert;
        } else if (matches && found != null && !id.equals(text(found, "event", "id"))) {
          throw unusable(input.name() + " has several alerts" + which);
        }
      }
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      String reason = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
      throw unusable(input.name() + line + ": not JSON: " + reason);
    }
    if (found == null) {
      String hint =
          rollUps > 0
              ? ", only a roll-up, which has no events; run weir detect with a higher --max-alerts"
              : others > 0
                  ? "; alerts are documents of weir detect --format=alerts, with weir.sequence"
                  : "";
      throw unusable(input.name() + " has no alert" + which + hint);
    }
    return alert(found, input.name());
  }

  private static PastAlert alert(JsonNode alert, String name) throws ExclusionException {
    List<byte[]> events = new ArrayList<>();
    for (JsonNode event : alert.path("weir").path("sequence")) {
      if (!event.isObject() && !event.isString()) {
        throw unusable(name + ": the alert's weir.sequence contains something other than events");
      }
      events.add(
          event.isString() ? event.asString().getBytes(UTF_8) : MAPPER.writeValueAsBytes(event));
    }
    String ruleId = text(alert, "rule", "id");
    if (events.isEmpty() || ruleId.isEmpty()) {
      String missing = ruleId.isEmpty() ? "rule.id" : "event in weir.sequence";
      throw unusable(name + ": the alert has no " + missing);
    }
    JsonNode worst = alert.path("weir").path("alerts").path(0); // an incident has it first
    if (worst.isObject()) {
      return new PastAlert(
          worst.path("id").asString(""),
          worst.path("@timestamp").asString(""),
          worst.path("rule_id").asString(""),
          worst.path("rule").asString(""),
          events,
          true);
    }
    return new PastAlert(
        text(alert, "event", "id"),
        alert.path("@timestamp").asString(""),
        ruleId,
        text(alert, "rule", "name"),
        events,
        false);
  }

  private static String text(JsonNode document, String outer, String inner) {
    return document.path(outer).path(inner).asString("");
  }

  private static ExclusionException unusable(String message) {
    return new ExclusionException(ExclusionException.Kind.ALERT, message);
  }
}
