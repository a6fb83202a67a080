package dev.weir.cases;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A reader of one case table. */
final class TableReader {

  private static final List<String> CASE_KEYS =
      List.of("name", "why", "events", "pairs", "alerts", "excluded-by", "true-positive", "labels");

  private final Path file;
  private final BaseEvents base;
  private final CaseFiles files;
  private final Map<String, Map<String, @Nullable Object>> tableBase = new HashMap<>();
  private final Map<String, Integer> linesOfNames = new HashMap<>();
  private List<String> detections = List.of();

  TableReader(Path file, BaseEvents base, CaseFiles files) {
    this.file = file;
    this.base = base;
    this.files = files;
  }

  /** The cases, which must not be used if there are issues. */
  List<RuleCase> read(YamlNode root) {
    int before = files.count();
    Map<String, YamlNode> content = map(root, "a table", List.of("detections", "base", "cases"));
    detections = names(content.get("detections"), "a detection's name");
    YamlNode differences = content.get("base");
    if (differences != null && !differences.isNull()) {
      map(differences, "the table's base", BaseEvents.KINDS)
          .forEach((kind, event) -> tableBase.put(kind, differences(event)));
    }
    List<RuleCase> cases = new ArrayList<>();
    YamlNode list = required(root, content, "a table", "cases");
    if (list != null) {
      list.list("\"cases\"").forEach(one -> cases.add(readCase(one)));
      if (cases.isEmpty() && files.count() == before) {
        list.problem("contains no cases");
      }
    }
    return cases;
  }

  private RuleCase readCase(YamlNode node) {
    Map<String, YamlNode> one = map(node, "a case", CASE_KEYS);
    String name = readName(node, one);
    List<byte[]> events = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    YamlNode listed = required(node, one, "a case", "events");
    if (listed != null) {
      listed.list("\"events\"").forEach(event -> events.add(readEvent(event, numbers)));
      if (events.isEmpty()) {
        listed.problem("a case needs at least one event");
      }
    }
    boolean byDetection = one.containsKey("alerts");
    Map<String, List<List<String>>> alerts = new HashMap<>();
    entries(one.get("alerts"), "\"alerts\"")
        .forEach((detection, pairs) -> alerts.put(detection, readPairs(pairs, events)));
    if (byDetection && one.containsKey("pairs")) {
      node.key("pairs").problem("a case has \"pairs\" or \"alerts\", not both");
    }
    List<List<String>> pairs =
        byDetection
            ? alerts.values().stream().flatMap(List::stream).sorted(CaseRun.ORDER).toList()
            : readPairs(required(node, one, "a case", "pairs"), events);
    YamlNode why = one.get("why");
    Map<String, String> labels = new HashMap<>();
    entries(one.get("labels"), "\"labels\"")
        .forEach((label, value) -> labels.put(label, value.text("a label").strip()));
    String fileName = String.valueOf(file.getFileName());
    RuleCase read =
        new RuleCase(
            fileName.substring(0, fileName.lastIndexOf('.')),
            name,
            file.toString(),
            node.line(),
            why == null ? "" : why.text("\"why\"").strip(),
            List.copyOf(events),
            pairs,
            names(one.get("excluded-by"), "an exclusion's name"),
            readTruePositive(one.get("true-positive")),
            Map.copyOf(alerts),
            Map.copyOf(labels),
            detections);
    if (read.truePositive() && (read.pairs().isEmpty() || !read.excludedBy().isEmpty())) {
      node.problem("a true positive needs \"pairs\" and cannot have \"excluded-by\"");
    }
    return read;
  }

  private String readName(YamlNode node, Map<String, YamlNode> one) {
    YamlNode name = required(node, one, "a case", "name");
    if (name == null) {
      return "";
    }
    String text = name.text("\"name\"").strip();
    if (text.isEmpty()) {
      name.problem("the name is empty");
    }
    Integer other = linesOfNames.putIfAbsent(text, name.line());
    if (other != null) {
      name.problem("line " + other + " has a case with the same name");
    }
    return text;
  }

  private byte[] readEvent(YamlNode node, Map<String, Integer> numbers) {
    Map<String, YamlNode> entries = node.map("an event");
    if (entries.size() != 1) {
      node.problem("an event has one kind and its differences, such as exec: {+ms: 5}");
      return new byte[0];
    }
    String kind = entries.keySet().iterator().next();
    YamlNode content = entries.values().iterator().next();
    if (kind.equals("raw")) {
      return json(node, content.values("an event"));
    }
    if (!BaseEvents.KINDS.contains(kind)) {
      node.key(kind)
          .problem("unknown event \"" + kind + "\"; use one of " + BaseEvents.KINDS + " or raw");
      return new byte[0];
    }
    EventFields fields = new EventFields(base.event(kind, node));
    fields.set("event.id", kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum)));
    tableBase.getOrDefault(kind, Map.of()).forEach(fields::set);
    if (!content.isNull()) {
      differences(content).forEach(fields::set);
    }
    return json(node, fields.asMap());
  }

  private static byte[] json(YamlNode node, Map<String, @Nullable Object> fields) {
    try {
      return EventReader.toJson(fields);
    } catch (RuntimeException e) { // nested too deep, and whatever else JSON cannot express
      node.problem("cannot be written as JSON: " + e.getMessage());
      return new byte[0];
    }
  }

  private static Map<String, @Nullable Object> differences(YamlNode node) {
    Map<String, @Nullable Object> differences = node.values("an event");
    Object millis = differences.getOrDefault(EventFields.MILLIS, 0);
    if (!(millis instanceof Integer || millis instanceof Long)) {
      node.key(EventFields.MILLIS).problem("\"+ms\" must be a whole number of milliseconds");
    }
    return differences;
  }

  private static List<List<String>> readPairs(@Nullable YamlNode node, List<byte[]> events) {
    if (node == null) {
      return List.of();
    }
    // an event that a detector rejects cannot be in an alert
    Set<String> ids =
        CaseRun.facts(events).stream()
            .map(CaseRun::id)
            .collect(Collectors.toCollection(TreeSet::new));
    List<List<String>> pairs = new ArrayList<>();
    for (YamlNode pair : node.list("\"pairs\"")) {
      List<String> alert = new ArrayList<>();
      for (YamlNode id : pair.list("a pair")) {
        String text = id.text("an event's id");
        alert.add(text);
        if (!text.isEmpty() && !ids.contains(text)) {
          id.problem("no usable event of this case has the id \"" + text + "\", only " + ids);
        }
      }
      pairs.add(alert);
    }
    return pairs.stream().distinct().sorted(CaseRun.ORDER).toList();
  }

  /** A name, or a list of names. */
  private static List<String> names(@Nullable YamlNode node, String what) {
    if (node == null) {
      return List.of();
    }
    List<YamlNode> names = node.isList() ? node.list("\"excluded-by\"") : List.of(node);
    return names.stream().map(name -> name.text(what)).toList();
  }

  private static boolean readTruePositive(@Nullable YamlNode node) {
    if (node == null) {
      return false;
    }
    if (node.value() instanceof Boolean value) {
      return value;
    }
    node.problem("\"true-positive\" must be true or false");
    return false;
  }

  private static Map<String, YamlNode> entries(@Nullable YamlNode node, String what) {
    return node == null ? Map.of() : node.map(what);
  }

  private static Map<String, YamlNode> map(YamlNode node, String what, List<String> keys) {
    Map<String, YamlNode> entries = node.map(what);
    for (String key : entries.keySet()) {
      if (!keys.contains(key)) {
        node.key(key).problem("unknown key \"" + key + "\"; " + what + " can have " + keys);
      }
    }
    return entries;
  }

  private static @Nullable YamlNode required(
      YamlNode node, Map<String, YamlNode> entries, String what, String key) {
    YamlNode value = entries.get(key);
    if (value == null && node.isMap()) {
      node.problem(what + " needs \"" + key + "\"");
    }
    return value;
  }
}
