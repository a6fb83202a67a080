package dev.weir.alert;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.Values;
import dev.weir.rule.Attack;
import dev.weir.rule.RuleMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ECS document of an alert or roll-up: ECS fields at the top, where a SIEM looks for them, and
 * Weir's own under {@code weir}: the reason, the guide and the complete events.
 */
final class AlertDocument {

  /** The field sets that an alert copies from its events; {@code event} describes the alert. */
  private static final Set<String> COPIED_SETS =
      Set.of(
          "host",
          "user",
          "process",
          "container",
          "orchestrator",
          "cloud",
          "source",
          "destination",
          "network");

  /** A field that an alert copies, with the segments of its name. */
  private record CopiedField(EcsField field, List<String> path) {
    static final List<CopiedField> ALL =
        Arrays.stream(EcsField.values())
            .map(field -> new CopiedField(field, List.of(field.dottedName().split("\\.", -1))))
            .filter(copied -> COPIED_SETS.contains(copied.path.get(0)))
            .toList();
  }

  private static final Set<EcsField> NUMERIC =
      Set.of(
          EcsField.PROCESS_PID,
          EcsField.PROCESS_PARENT_PID,
          EcsField.SOURCE_PORT,
          EcsField.DESTINATION_PORT);

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  private static final String ATTACK_SITE = "https://attack.mitre.org/";

  private static final int USUAL_BYTES = 16 << 10;

  /** Common JSON readers take 64 levels; three of them are around an event. */
  private static final int DEEPEST_EVENT = 64 - 3;

  private static final JsonMapper MAPPER = new JsonMapper();

  private AlertDocument() {}

  static byte[] of(Alert alert) {
    List<Event> sequence = alert.sequence();
    String message = alert.message();
    ObjectNode document = head(alert.id(), alert.rule(), alert.timestamp(), message);
    child(document, "event").put("start", iso(Placeholders.start(sequence)));
    child(document, "event").put("end", iso(alert.timestamp()));
    for (CopiedField field : CopiedField.ALL) {
      copy(field, sequence, document);
    }
    related(document, sequence);
    ObjectNode weir = document.putObject("weir");
    weir.put("severity", alert.rule().severity());
    weir.put("rule_set", alert.rule().ruleSet());
    weir.put("reason", message);
    byte[] beginning = MAPPER.writeValueAsBytes(document);
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    out.write(beginning, 0, beginning.length - "}}".length()); // weir is the last member
    ascii(",\"guide\":\"", out);
    Alert guided = alert.guided();
    GuideTemplate.of(guided.rule().guide(), AlertDocument::escape)
        .fill(guided.sequence(), AlertDocument::escape, out);
    out.write('"');
    if (!alert.alerts().isEmpty()) {
      ascii(",\"alerts\":", out);
      out.writeBytes(MAPPER.writeValueAsBytes(summary(alert.alerts())));
    }
    ascii(",\"sequence\":[", out);
    for (int i = 0; i < sequence.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      embed(sequence.get(i).document().json(), out);
    }
    ascii("]}}", out);
    return out.toByteArray();
  }

  private static void ascii(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The inside of a JSON string. */
  private static byte[] escape(String text) {
    byte[] quoted = MAPPER.writeValueAsBytes(text);
    return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
  }

  static byte[] of(RollUp rollUp) {
    ObjectNode document = head(rollUp.id(), rollUp.rule(), rollUp.start(), rollUp.message());
    child(document, "event").put("start", iso(rollUp.start()));
    child(document, "event").put("end", iso(rollUp.end()));
    strings(child(document, "related").putArray("hosts"), rollUp.hosts());
    ObjectNode weir = document.putObject("weir");
    weir.put("severity", rollUp.rule().severity());
    weir.put("reason", rollUp.message());
    ObjectNode counts = weir.putObject("roll_up");
    counts.put("suppressed", rollUp.suppressed());
    counts.put("hosts", rollUp.hostCount());
    strings(counts.putArray("samples"), rollUp.samples());
    return MAPPER.writeValueAsBytes(document);
  }

  private static ArrayNode summary(List<Alert> alerts) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Alert alert : alerts) {
      ObjectNode one = array.addObject();
      one.put("@timestamp", iso(alert.timestamp()));
      one.put("id", alert.id());
      one.put("rule", alert.rule().name());
      one.put("rule_id", alert.rule().id());
      one.put("severity", alert.rule().severity());
      one.put("risk_score", alert.rule().riskScore());
      one.put("reason", alert.message());
    }
    return array;
  }

  /** Adds an event as it is, on one line: between JSON tokens, a line end may be a space. */
  private static void embed(byte[] json, ByteArrayOutputStream out) {
    String text = new String(json, StandardCharsets.ISO_8859_1); // so that bytes stay as they are
    if (isDeep(text)) {
      out.writeBytes(MAPPER.writeValueAsBytes(new String(json, StandardCharsets.UTF_8)));
    } else if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      String line = text.replace('\n', ' ').replace('\r', ' ');
      out.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      out.writeBytes(json);
    }
  }

  private static boolean isDeep(String json) {
    int depth = 0;
    for (int at = 0; at < json.length(); at++) {
      switch (json.charAt(at)) {
        case '"' -> at = endOfText(json, at);
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      if (depth > DEEPEST_EVENT) {
        return true;
      }
    }
    return false;
  }

  /** The quotation mark that closes a text: the next one after an even number of backslashes. */
  private static int endOfText(String json, int open) {
    int end = open;
    int backslash;
    do {
      end = json.indexOf('"', end + 1);
      backslash = end;
      while (json.charAt(backslash - 1) == '\\') {
        backslash--;
      }
    } while ((end - backslash) % 2 != 0);
    return end;
  }

  private static ObjectNode head(String id, RuleMetadata rule, long timestamp, String message) {
    ObjectNode document = MAPPER.createObjectNode();
    document.put("@timestamp", iso(timestamp));
    document.put("message", message);
    ObjectNode event = document.putObject("event");
    event.put("kind", "alert");
    event.putArray("category").add("intrusion_detection");
    event.putArray("type").add("info");
    event.put("id", id);
    event.put("module", "weir");
    event.put("dataset", "weir.alert");
    event.put("severity", rule.riskScore());
    event.put("risk_score", rule.riskScore());
    ObjectNode ruleFields = document.putObject("rule");
    ruleFields.put("id", rule.id());
    ruleFields.put("name", rule.name());
    ruleFields.put("version", rule.version());
    ruleFields.put("description", rule.description());
    ruleFields.put("license", rule.license());
    ruleFields.put("ruleset", "weir");
    strings(ruleFields.putArray("author"), rule.authors());
    strings(ruleFields.putArray("reference"), rule.references());
    strings(document.putArray("tags"), rule.tags());
    if (!rule.attack().isEmpty()) {
      threat(document.putObject("threat"), rule.attack());
    }
    document.putObject("ecs").put("version", "8.17.0");
    return document;
  }

  private static void threat(ObjectNode threat, List<Attack> attack) {
    threat.put("framework", "MITRE ATT&CK");
    entries(threat.putObject("tactic"), "tactics/", attack, Attack::tactic);
    ObjectNode technique = threat.putObject("technique");
    entries(technique, "techniques/", attack, Attack::technique);
    List<Attack> withSubtechnique =
        attack.stream().filter(one -> !one.subtechnique().id().isEmpty()).toList();
    if (!withSubtechnique.isEmpty()) {
      entries(
          technique.putObject("subtechnique"),
          "techniques/",
          withSubtechnique,
          Attack::subtechnique);
    }
  }

  private static void entries(
      ObjectNode parent, String folder, List<Attack> attack, Function<Attack, Attack.Entry> part) {
    List<Attack.Entry> entries = attack.stream().map(part).distinct().toList();
    strings(parent.putArray("id"), entries.stream().map(Attack.Entry::id).toList());
    strings(parent.putArray("name"), entries.stream().map(Attack.Entry::name).toList());
    strings(
        parent.putArray("reference"),
        entries.stream()
            .map(one -> ATTACK_SITE + folder + one.id().replace('.', '/') + "/")
            .toList());
  }

  private static void copy(CopiedField copied, List<Event> sequence, ObjectNode document) {
    Values values = Placeholders.field(copied.field.dottedName(), sequence);
    if (!values.isPresent()) {
      return;
    }
    ObjectNode parent = document;
    int last = copied.path.size() - 1;
    for (String segment : copied.path.subList(0, last)) {
      parent = child(parent, segment);
    }
    String key = copied.path.get(last);
    String only = values.only();
    if (only == null) {
      strings(parent.putArray(key), values.list());
    } else if (NUMERIC.contains(copied.field) && WHOLE_NUMBER.matcher(only).matches()) {
      parent.put(key, Long.parseLong(only));
    } else {
      parent.put(key, only);
    }
  }

  private static ObjectNode child(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode known ? known : parent.putObject(key);
  }

  private static void related(ObjectNode document, List<Event> sequence) {
    ObjectNode related = document.putObject("related");
    collect(related, "hosts", sequence, List.of("host.name", "host.id"));
    collect(related, "ip", sequence, List.of("destination.ip", "source.ip", "host.ip"));
    collect(related, "user", sequence, List.of("user.name"));
  }

  private static void collect(
      ObjectNode related, String key, List<Event> sequence, List<String> fields) {
    List<String> found =
        fields.stream()
            .flatMap(
                field -> sequence.stream().flatMap(event -> event.field(field).list().stream()))
            .distinct()
            .toList();
    if (!found.isEmpty()) {
      strings(related.putArray(key), found);
    }
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static String iso(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
