package dev.weir.internal.imports;

import dev.weir.internal.eql.ImportedRule;
import dev.weir.internal.eql.ImportedRule.Metadata;
import dev.weir.internal.eql.ImportedRule.RuleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads a rule from the fields that Kibana and elastic/detection-rules give it. */
final class RuleDocument {

  private static final Set<String> SEVERITIES =
      Set.of("informational", "low", "medium", "high", "critical");

  private RuleDocument() {}

  /** A rule that is only a query. */
  static ImportedRule bare(String name, String query, String origin) {
    Metadata none =
        new Metadata(name, "", "", 0, "", List.of(), "", List.of(), List.of(), List.of());
    return new ImportedRule(
        origin, name, query, List.of(), "event.category", none, "", List.of(), List.of());
  }

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException if it lacks something, or has what Weir does not support
   */
  static ImportedRule read(JsonNode rule, String origin, List<JsonNode> exceptions) {
    String name = text(rule, "name").strip();
    String query = text(rule, "query");
    if (name.isEmpty() || query.isBlank()) {
      throw new IllegalArgumentException("has no name or no query");
    }
    if (!rule.path("filters").isEmpty()) {
      throw new IllegalArgumentException("has filters beside its query");
    }
    List<String> remarks = new ArrayList<>();
    if (!rule.path("alert_suppression").isMissingNode()) {
      remarks.add("alert suppression is not imported; Weir limits alerts with --max-alerts");
    }
    for (String mapping : List.of("risk_score_mapping", "severity_mapping")) {
      if (!rule.path(mapping).isEmpty()) {
        remarks.add(mapping + " is not imported");
      }
    }
    List<RuleException> items = new ArrayList<>();
    for (JsonNode item : exceptions) {
      try {
        items.add(ExceptionItem.read(item));
      } catch (IllegalArgumentException e) {
        remarks.add("an exception is not imported, so there can be more alerts: " + e.getMessage());
      }
    }
    String category = text(rule, "event_category_override");
    return new ImportedRule(
        origin,
        name,
        query,
        texts(rule, "index"),
        category.isEmpty() ? "event.category" : category,
        metadata(rule, name),
        guide(rule),
        items,
        remarks);
  }

  private static Metadata metadata(JsonNode rule, String name) {
    String id = text(rule, "rule_id");
    String severity = text(rule, "severity");
    int version = rule.path("version").asInt(0);
    return new Metadata(
        id.isEmpty() ? name : id,
        version > 0 ? String.valueOf(version) : "",
        SEVERITIES.contains(severity) ? severity : "",
        Math.max(0, Math.min(rule.path("risk_score").asInt(0), 100)),
        text(rule, "description"),
        texts(rule, "author"),
        text(rule, "license"),
        texts(rule, "tags"),
        texts(rule, "references"),
        attack(rule));
  }

  private static String guide(JsonNode rule) {
    StringBuilder guide = new StringBuilder(text(rule, "note").strip());
    List<String> falsePositives = texts(rule, "false_positives");
    if (!falsePositives.isEmpty()) {
      guide.append("\n\n## False positives\n");
      falsePositives.forEach(one -> guide.append("\n- ").append(one.strip()));
    }
    String setup = text(rule, "setup").strip();
    if (!setup.isEmpty()) {
      guide.append(setup.startsWith("#") ? "\n\n" : "\n\n## Setup\n\n").append(setup);
    }
    return guide.isEmpty() ? "" : guide.toString().strip().replace("\r\n", "\n") + "\n";
  }

  /** Techniques as in {@code @attack}; a tactic without a technique is left out. */
  private static List<String> attack(JsonNode rule) {
    List<String> attack = new ArrayList<>();
    for (JsonNode threat : rule.path("threat")) {
      String tactic = entry(threat.path("tactic"), "TA[0-9]{4}");
      for (JsonNode technique : threat.path("technique")) {
        String head = tactic + " > " + entry(technique, "T[0-9]{4}");
        if (head.startsWith(" > ") || head.endsWith(" > ")) {
          continue;
        }
        if (technique.path("subtechnique").isEmpty()) {
          attack.add(head);
        }
        for (JsonNode part : technique.path("subtechnique")) {
          String last = entry(part, "T[0-9]{4}\\.[0-9]{3}");
          attack.add(last.isEmpty() ? head : head + " > " + last);
        }
      }
    }
    return attack.stream().distinct().toList();
  }

  private static String entry(JsonNode node, String form) {
    String id = text(node, "id");
    String name = text(node, "name").strip();
    return id.matches(form) && !name.isEmpty() && name.indexOf('>') < 0 ? id + " " + name : "";
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    node.path(field).forEach(one -> texts.add(one.asString("")));
    texts.removeIf(String::isBlank);
    return texts;
  }
}
