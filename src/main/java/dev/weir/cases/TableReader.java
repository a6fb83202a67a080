package dev.weir.cases;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the cases of one table. */
final class TableReader {

  private static final List<String> CASE_KEYS =
      List.of("name", "why", "events", "pairs", "alerts", "excluded-by", "true-positive", "labels");

  private final YamlFile yaml;
  private final String table;
  private final BaseEvents base;
  private final Map<String, Map<String, @Nullable Object>> tableBase = new HashMap<>();
  private final Map<String, Integer> linesOfNames = new HashMap<>();

  TableReader(YamlFile yaml, String table, BaseEvents base) {
    this.yaml = yaml;
    this.table = table;
    this.base = base;
  }

  /** The cases; not to be used where there are issues. */
  List<RuleCase> read(IssueCollector issues) {
    int before = issues.count();
    Node root = yaml.root();
    if (root == null) {
      if (issues.count() == before) {
        issues.add(yaml.name(), 0, 0, "holds no cases", "");
      }
      return List.of();
    }
    Map<String, Node> content = known(root, "a table", List.of("base", "cases"));
    Node differences = content.get("base");
    if (differences != null && !yaml.isNull(differences)) {
      readBase(differences);
    }
    List<RuleCase> cases = new ArrayList<>();
    Node list = content.get("cases");
    if (list == null) {
      yaml.issue(root, "a table has \"cases\"");
    } else {
      yaml.list(list, "\"cases\"").forEach(one -> cases.add(readCase(one)));
      if (cases.isEmpty() && issues.count() == before) {
        yaml.issue(list, "holds no cases");
      }
    }
    return cases;
  }

  private void readBase(Node node) {
    known(node, "the table's base", BaseEvents.KINDS)
        .forEach((kind, event) -> tableBase.put(kind, differences(event)));
  }

  private RuleCase readCase(Node node) {
    Map<String, Node> one = known(node, "a case", CASE_KEYS);
    String name = readName(node, one);
    List<byte[]> events = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    Node listed = wanted(node, one, "events");
    if (listed != null) {
      yaml.list(listed, "\"events\"").forEach(event -> events.add(readEvent(event, numbers)));
      if (events.isEmpty()) {
        yaml.issue(listed, "a case has at least one event");
      }
    }
    Map<String, List<List<String>>> alerts = readAlerts(one.get("alerts"), events);
    if (one.containsKey("alerts") && one.containsKey("pairs")) {
      yaml.issueAtKey(node, "pairs", "a case has \"pairs\" or \"alerts\", not both");
    }
    List<List<String>> pairs =
        one.containsKey("alerts")
            ? alerts.values().stream().flatMap(List::stream).sorted(CaseRun.ORDER).toList()
            : readPairs(wanted(node, one, "pairs"), events);
    RuleCase read =
        new RuleCase(
            table,
            name,
            yaml.name(),
            yaml.lineOf(node),
            one.containsKey("why") ? yaml.text(one.get("why"), "\"why\"").strip() : "",
            events,
            pairs,
            readExcludedBy(one.get("excluded-by")),
            readTruePositive(one.get("true-positive")),
            alerts,
            readLabels(one.get("labels")));
    if (read.truePositive() && (read.pairs().isEmpty() || !read.excludedBy().isEmpty())) {
      yaml.issue(node, "a true positive has pairs, and no \"excluded-by\"");
    }
    return read;
  }

  private String readName(Node node, Map<String, Node> one) {
    Node name = wanted(node, one, "name");
    if (name == null) {
      return "";
    }
    String text = yaml.text(name, "\"name\"").strip();
    if (text.isEmpty()) {
      yaml.issue(name, "this name is empty");
    }
    Integer other = linesOfNames.putIfAbsent(text, yaml.lineOf(name));
    if (other != null) {
      yaml.issue(name, "a case of this name stands on line " + other + ", too");
    }
    return text;
  }

  private byte[] readEvent(Node node, Map<String, Integer> numbers) {
    Map<String, Node> entries = yaml.map(node, "an event");
    if (entries.size() != 1) {
      yaml.issue(node, "an event is one kind and what differs: exec: {+ms: 5}");
      return new byte[0];
    }
    String kind = entries.keySet().iterator().next();
    Node content = entries.values().iterator().next();
    if (kind.equals("raw")) {
      return json(node, yaml.values(content, "an event"));
    }
    if (!BaseEvents.KINDS.contains(kind)) {
      yaml.issueAtKey(
          node, kind, "unknown event \"" + kind + "\": " + BaseEvents.KINDS + " or raw");
      return new byte[0];
    }
    EventFields fields = new EventFields(base.event(kind, yaml, node));
    fields.set("event.id", kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum)));
    tableBase.getOrDefault(kind, Map.of()).forEach(fields::set);
    if (!yaml.isNull(content)) {
      differences(content).forEach(fields::set);
    }
    return json(node, fields.asMap());
  }

  private byte[] json(Node node, Map<String, @Nullable Object> fields) {
    try {
      return EventReader.toJson(fields);
    } catch (RuntimeException e) { // nested too deep, and whatever else JSON has no form for
      yaml.issue(node, "cannot be written as JSON: " + e.getMessage());
      return new byte[0];
    }
  }

  private Map<String, @Nullable Object> differences(Node node) {
    Map<String, @Nullable Object> differences = yaml.values(node, "an event");
    Object millis = differences.getOrDefault(EventFields.MILLIS, 0);
    if (!(millis instanceof Integer || millis instanceof Long)) {
      yaml.issueAtKey(node, EventFields.MILLIS, "\"+ms\" is a whole number of milliseconds");
    }
    return differences;
  }

  private List<List<String>> readPairs(@Nullable Node node, List<byte[]> events) {
    if (node == null) {
      return List.of();
    }
    Set<String> ids = ids(events);
    List<List<String>> pairs = new ArrayList<>();
    for (Node pair : yaml.list(node, "\"pairs\"")) {
      List<String> alert = new ArrayList<>();
      for (Node id : yaml.list(pair, "a pair")) {
        String text = yaml.text(id, "an event's id");
        alert.add(text);
        if (!text.isEmpty() && !ids.contains(text)) {
          yaml.issue(id, "no event of this case that can take part is \"" + text + "\": " + ids);
        }
      }
      pairs.add(alert);
    }
    return pairs.stream().distinct().sorted(CaseRun.ORDER).toList();
  }

  /** Pairs by the name of the detection that is to raise them. */
  private Map<String, List<List<String>>> readAlerts(@Nullable Node node, List<byte[]> events) {
    Map<String, List<List<String>>> alerts = new HashMap<>();
    if (node != null) {
      yaml.map(node, "\"alerts\"")
          .forEach((detection, pairs) -> alerts.put(detection, readPairs(pairs, events)));
    }
    return alerts;
  }

  private Map<String, String> readLabels(@Nullable Node node) {
    Map<String, String> labels = new HashMap<>();
    if (node != null) {
      yaml.map(node, "\"labels\"")
          .forEach((label, value) -> labels.put(label, yaml.text(value, "a label").strip()));
    }
    return labels;
  }

  private List<String> readExcludedBy(@Nullable Node node) {
    if (node instanceof SequenceNode list) {
      return list.getValue().stream().map(one -> yaml.text(one, "an exclusion's name")).toList();
    }
    return node == null ? List.of() : List.of(yaml.text(node, "\"excluded-by\""));
  }

  private boolean readTruePositive(@Nullable Node node) {
    if (node == null) {
      return false;
    }
    if (yaml.value(node) instanceof Boolean value) {
      return value;
    }
    yaml.issue(node, "\"true-positive\" is true or false");
    return false;
  }

  private Map<String, Node> known(Node node, String what, List<String> keys) {
    Map<String, Node> entries = yaml.map(node, what);
    entries.forEach(
        (key, value) -> {
          if (!keys.contains(key)) {
            yaml.issueAtKey(node, key, "unknown key \"" + key + "\": " + what + " has " + keys);
          }
        });
    return entries;
  }

  private @Nullable Node wanted(Node node, Map<String, Node> entries, String key) {
    Node value = entries.get(key);
    if (value == null && node instanceof MappingNode) {
      yaml.issue(node, "a case has \"" + key + "\", and this one has not");
    }
    return value;
  }

  /** As a detector sees them: what it sets aside can be in no alert. */
  private static Set<String> ids(List<byte[]> events) {
    EventReader reader = new EventReader();
    Set<String> ids = new TreeSet<>();
    for (byte[] event : events) {
      if (reader.read(event) instanceof Reading.Accepted accepted) {
        accepted.facts().forEach(fact -> ids.add(CaseRun.id(fact)));
      }
    }
    return ids;
  }
}
