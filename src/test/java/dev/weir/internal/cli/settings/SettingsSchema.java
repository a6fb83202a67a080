package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.settings.Setting.Kind;
import dev.weir.internal.service.health.Troubles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of the settings of {@code weir serve}: names, types, bounds and defaults are what
 * the code asks for; descriptions are those of docs/serve*.md.
 */
final class SettingsSchema {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Map<String, SettingsTables.Row> described;
  private final ObjectNode root = MAPPER.createObjectNode();

  private SettingsSchema(Map<String, SettingsTables.Row> described) {
    this.described = described;
  }

  /** All settings that the code can ask for, by path; a source or sink is named after its type. */
  static Map<String, Setting> asked(Path folder) throws Exception {
    String all =
        ask(null).entrySet().stream()
            .filter(one -> one.getValue().kind() == Kind.SECTIONS)
            .map(one -> one.getKey() + ": {" + types(one.getValue()) + "}")
            .collect(Collectors.joining("\n"));
    Map<String, Setting> asked = ask(Files.writeString(folder.resolve("all.yaml"), all));
    asked.keySet().removeIf(path -> path.endsWith(".type"));
    return new TreeMap<>(asked);
  }

  private static String types(Setting sections) {
    return sections.words().stream().map(type -> type + ": {}").collect(Collectors.joining(", "));
  }

  /** Reads the file, whatever is wrong with it. */
  private static Map<String, Setting> ask(Path settings) {
    SettingsFile file = new SettingsFile(settings, Map.of());
    new Section(file).read(section -> ServeSettings.read(section, new Troubles()));
    return file.asked();
  }

  static String of(Map<String, Setting> asked, Map<String, SettingsTables.Row> described) {
    SettingsSchema schema = new SettingsSchema(described);
    schema.root.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.root.put("title", "Settings of weir serve");
    asked.forEach(schema::add);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema.root) + "\n";
  }

  private void add(String path, Setting setting) {
    List<String> names = Arrays.asList(path.split("\\."));
    ObjectNode section = section(names.subList(0, names.size() - 1));
    String name = names.get(names.size() - 1);
    ObjectNode node = child(section, "properties").putObject(name);
    describe(path, node);
    if (setting.required()) {
      section.withArray("required").add(name);
    }
    type(setting, node);
    if (setting.otherwise() != null && setting.kind() != Kind.SECTIONS) {
      node.putPOJO("default", value(setting.otherwise()));
    }
    if (setting.kind() == Kind.SECTIONS) {
      sections(name, setting, node);
    }
  }

  /** The section of a path, whose type has a definition of its own if it is a source or sink. */
  private ObjectNode section(List<String> names) {
    ObjectNode section = root;
    String path = "";
    for (String name : names) {
      path = path.isEmpty() ? name : path + "." + name;
      boolean typed = path.matches("(sources|sinks)\\.\\w+");
      if (!path.matches("sources|sinks")) {
        ObjectNode parent = typed ? root : section;
        section = child(child(parent, typed ? "definitions" : "properties"), typed ? path : name);
        describe(path, section);
        if (typed) {
          section.putArray("type").add("object").add("null");
        }
      }
      closed(section);
    }
    return closed(section);
  }

  private static ObjectNode closed(ObjectNode section) {
    if (!section.has("type")) {
      section.put("type", "object");
    }
    return section.put("additionalProperties", false);
  }

  private void describe(String setting, ObjectNode node) {
    String path = setting.replace("monitor.", "sources.bulk."); // one table for both
    String secret = path.replaceAll("-(file|env)$", "");
    if (described.containsKey(path)) {
      node.put("description", described.get(path).meaning());
    } else if (described.containsKey(secret)) {
      String what = path.endsWith("-env") ? "An environment variable" : "A file";
      node.put("description", what + " that contains it: " + described.get(secret).meaning());
    }
  }

  /** One section for each type, under the name of the type or any name with a {@code type}. */
  private void sections(String name, Setting setting, ObjectNode node) {
    ObjectNode any = child(child(root, "definitions"), name);
    any.put("type", "object").putArray("required").add("type");
    child(child(any, "properties"), "type").set("enum", MAPPER.valueToTree(setting.words()));
    for (String type : setting.words()) {
      String reference = "#/definitions/" + name + "." + type;
      section(List.of(name, type));
      ObjectNode definition = child(child(root, "definitions"), name + "." + type);
      child(child(definition, "properties"), "type").put("const", type);
      ObjectNode ofType = any.withArray("allOf").addObject();
      child(child(child(ofType, "if"), "properties"), "type").put("const", type);
      child(ofType, "then").put("$ref", reference);
      ObjectNode named = child(child(node, "properties"), type);
      child(named, "if").put("type", "object").putArray("required").add("type");
      child(named, "then").put("$ref", "#/definitions/" + name);
      child(named, "else").put("$ref", reference);
    }
    node.put("type", "object");
    child(node, "additionalProperties").put("$ref", "#/definitions/" + name);
  }

  private static void type(Setting setting, ObjectNode node) {
    switch (setting.kind()) {
      case TEXT, PATH, SECRET -> texts(node);
      case FLAG -> node.put("type", "boolean");
      case NUMBER -> node.put("type", "integer");
      case TIME -> time(setting, node);
      case SIZE -> {
        node.putArray("type").add("string").add("integer");
        node.put("pattern", "^(\\d{1,18}|\\d{1,9}[KMG]iB)$");
      }
      case CHOICE -> node.set("enum", MAPPER.valueToTree(setting.words()));
      case LIST -> {
        node.putArray("type").add("array").add("string");
        texts(child(node, "items"));
      }
      case TEXTS -> texts(child(node.put("type", "object"), "additionalProperties"));
      case SECTIONS -> {}
    }
    if (setting.least() instanceof Number least) {
      node.put("minimum", least.longValue());
    }
  }

  private static void time(Setting setting, ObjectNode node) {
    String units = "(\\d{1,9}(ms|s|m|h|d))+";
    if (Duration.ZERO.equals(setting.least())) {
      node.putArray("type").add("string").add("integer");
      node.put("pattern", "^(0|" + units + ")$").put("minimum", 0).put("maximum", 0);
    } else {
      node.put("type", "string").put("pattern", "^" + units + "$");
    }
  }

  private static void texts(ObjectNode node) {
    node.putArray("type").add("string").add("number").add("boolean");
  }

  /** As it is written in a file. */
  static Object value(Object value) {
    if (value instanceof Duration time) {
      return time(time);
    } else if (value instanceof Long bytes) {
      return size(bytes);
    }
    return value instanceof Path path ? path.toString() : value;
  }

  private static String time(Duration time) {
    if (time.toMillis() % 1000 > 0) {
      return time.toMillis() + "ms";
    }
    long seconds = time.toSeconds();
    return seconds % 86_400 == 0 && seconds > 0
        ? seconds / 86_400 + "d"
        : seconds % 3_600 == 0 && seconds > 0
            ? seconds / 3_600 + "h"
            : seconds % 60 == 0 && seconds > 0
                ? seconds / 60 + "m"
                : seconds == 0 ? "0" : seconds + "s";
  }

  private static Object size(long bytes) {
    for (int unit = 3; unit > 0; unit--) {
      if (bytes > 0 && bytes % (1L << 10 * unit) == 0) {
        return (bytes >> 10 * unit) + ("KMG".charAt(unit - 1) + "iB");
      }
    }
    return bytes;
  }

  private static ObjectNode child(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode known ? known : parent.putObject(key);
  }
}
