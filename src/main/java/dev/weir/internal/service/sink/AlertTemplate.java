package dev.weir.internal.service.sink;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A JSON document with placeholders such as <code>${host.name|host.id:200}</code>: the first of
 * these fields that the alert has, with at most 200 characters. The text of an alert is data: it
 * can change no JSON, start no line, and is shortened visibly. What an alert lacks is left out,
 * with the element of a list that it is in.
 */
public final class AlertTemplate {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{([^}:]+)(?::([1-9]\\d{0,5}))?}");

  private static final String VALUES = "values.";
  private static final JsonMapper MAPPER = new JsonMapper();

  private final JsonNode settings;
  private final JsonNode alert;
  private final JsonNode retraction;
  private final Map<String, String> values;

  /**
   * Reads a template.
   *
   * @param values for placeholders that start with {@code values.}; may be secret
   */
  AlertTemplate(String json, Map<String, String> values) {
    this.values = values;
    try {
      this.settings = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
    }
    this.alert = settings.path("alert");
    if (!alert.isObject() && !alert.isArray()) {
      throw new IllegalArgumentException("has no member `alert` with the JSON to send");
    }
    this.retraction = settings.has("retraction") ? settings.get("retraction") : alert;
    checkValues(json);
  }

  /** One that Weir comes with, by the name of the service that gets it. */
  public static AlertTemplate shipped(String name, Map<String, String> values) throws IOException {
    String resource = "body-" + name + ".json";
    try (InputStream in =
        Objects.requireNonNull(AlertTemplate.class.getResourceAsStream(resource))) {
      return new AlertTemplate(new String(in.readAllBytes(), StandardCharsets.UTF_8), values);
    }
  }

  /** The operator's own; the exception for a bad one names the file. */
  public static AlertTemplate own(Path file, Map<String, String> values) {
    try {
      return new AlertTemplate(Files.readString(file), values);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("template " + file + ": " + ErrorText.of(e), e);
    }
  }

  private void checkValues(String json) {
    Matcher placeholder = PLACEHOLDER.matcher(json);
    while (placeholder.find()) {
      String field = placeholder.group(1);
      if (field.startsWith(VALUES) && !values.containsKey(field.substring(VALUES.length()))) {
        String name = field.substring(VALUES.length());
        throw new IllegalArgumentException(
            "needs `%s` in `values` or `secret-values`".formatted(name));
      }
    }
  }

  /** The JSON for an alert, a roll-up or a retraction. */
  JsonNode fill(byte[] document) {
    JsonNode fields = MAPPER.readTree(document);
    JsonNode filled = fill(isRetraction(fields) ? retraction : alert, fields, false);
    return filled == null ? JsonNodeFactory.instance.objectNode() : filled;
  }

  /** What a retraction adds to the URL; empty for anything else. */
  String path(byte[] document) {
    JsonNode fields = MAPPER.readTree(document);
    String path =
        isRetraction(fields) ? text(settings.path("retraction-path").asString(""), fields) : "";
    return path == null ? "" : path;
  }

  private static boolean isRetraction(JsonNode fields) {
    return fields.path("weir").has("retracts");
  }

  /** Null if something is missing, and what is around the node must be left out, too. */
  private @Nullable JsonNode fill(JsonNode node, JsonNode fields, boolean inList) {
    if (node.isString()) {
      String text = text(node.asString(), fields);
      return text == null ? null : StringNode.valueOf(text);
    }
    if (node.isArray()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : node) {
        JsonNode filled = fill(element, fields, true);
        if (filled != null) {
          list.add(filled);
        }
      }
      return list.isEmpty() && !node.isEmpty() ? null : list;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      JsonNode filled = fill(member.getValue(), fields, inList);
      if (filled != null) {
        object.set(member.getKey(), filled);
      } else if (inList) {
        return null;
      }
    }
    return object;
  }

  private @Nullable String text(String template, JsonNode fields) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    StringBuilder text = new StringBuilder();
    while (placeholder.find()) {
      String value = value(placeholder.group(1), fields);
      if (value == null) {
        return null;
      }
      int most =
          placeholder.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(placeholder.group(2));
      placeholder.appendReplacement(text, Matcher.quoteReplacement(shortened(value, most)));
    }
    return placeholder.appendTail(text).toString();
  }

  /** The first of the alternatives that is there; one in quotation marks always is. */
  private @Nullable String value(String alternatives, JsonNode fields) {
    for (String one : alternatives.split("\\|", -1)) {
      if (one.matches("'.*'")) {
        return one.substring(1, one.length() - 1);
      }
      if (one.startsWith(VALUES)) {
        return values.get(one.substring(VALUES.length()));
      }
      String text = field(one, fields);
      if (!text.isEmpty()) {
        JsonNode words = settings.path("words").path(one);
        return words.path(text).asString(words.path("*").asString(text));
      }
    }
    return null;
  }

  /** On one line; a list has commas between its values. */
  private static String field(String name, JsonNode fields) {
    JsonNode node = fields;
    for (String segment : name.split("\\.", -1)) {
      node = node.path(segment);
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode one : node.isArray() ? node : JsonNodeFactory.instance.arrayNode().add(node)) {
      String value = one.isContainer() ? one.toString() : one.asString("");
      text.append(text.isEmpty() || value.isEmpty() ? "" : ", ").append(value);
    }
    return SafeText.oneLine(text.toString());
  }

  /** With the escapes of the template, and at most {@code most} characters. */
  private String shortened(String value, int most) {
    StringBuilder text = new StringBuilder();
    String end = "… (%d characters more)";
    int room = most - end.formatted(value.length()).length();
    int cut = 0; // where the text would end, if it has to be cut
    int kept = 0;
    for (int at = 0; at < value.length(); ) {
      int c = value.codePointAt(at);
      String one = Character.toString(c);
      text.append(settings.path("escapes").path(one).asString(one));
      at += Character.charCount(c);
      if (text.length() <= room) {
        cut = text.length();
        kept = at;
      }
      if (text.length() > most) {
        return kept == 0 ? "…" : text.substring(0, cut) + end.formatted(value.length() - kept);
      }
    }
    return text.toString();
  }
}
