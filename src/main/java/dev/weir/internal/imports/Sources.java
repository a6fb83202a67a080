package dev.weir.internal.imports;

import dev.weir.internal.eql.ImportedRule;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Reads rule files: TOML as in elastic/detection-rules, NDJSON as Kibana exports it, and bare
 * queries in {@code .eql} files. Of a folder, it reads all of these at any depth.
 */
final class Sources {

  private static final ObjectReader TOML = new TomlMapper().readerFor(JsonNode.class);
  private static final ObjectReader JSON = new JsonMapper().readerFor(JsonNode.class);

  private static final Set<String> KINDS = Set.of("toml", "ndjson", "eql");

  private final List<ImportedRule> rules = new ArrayList<>();
  private final List<Finding> refused = new ArrayList<>();
  private int others;

  /** Reads files and folders. */
  static Sources read(List<Path> paths) throws IOException {
    Sources sources = new Sources();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> walk = Files.walk(path)) {
          for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
            if (KINDS.contains(extension(file))) {
              sources.file(file, path.relativize(file).toString().replace('\\', '/'));
            }
          }
        }
      } else {
        sources.file(path, String.valueOf(path.getFileName()));
      }
    }
    // so that the files and names of two imports do not depend on the order of the sources
    sources.rules.sort(
        Comparator.comparing(ImportedRule::name)
            .thenComparing(rule -> rule.metadata().id())
            .thenComparing(ImportedRule::origin)
            .thenComparing(ImportedRule::query));
    return sources;
  }

  /** The rules in EQL, by name. */
  List<ImportedRule> rules() {
    return rules;
  }

  /** What could not be read. */
  List<Finding> refused() {
    return refused;
  }

  /** The number of rules in other languages. */
  int others() {
    return others;
  }

  private void file(Path file, String origin) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      refused.add(Finding.ofSource(origin, "is not UTF-8 text"));
      return;
    }
    switch (extension(file)) {
      case "toml" -> {
        JsonNode document = parse(TOML, text, origin, 0);
        if (document != null) {
          rule(document.path("rule"), origin, List.of());
        }
      }
      case "ndjson" -> ndjson(text, origin);
      default -> {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        rules.add(RuleDocument.bare(name, text, origin));
      }
    }
  }

  private void ndjson(String text, String origin) {
    List<JsonNode> lines = new ArrayList<>();
    List<JsonNode> exceptions = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      JsonNode document = line.isBlank() ? null : parse(JSON, line, origin, number);
      if (document == null) {
        continue;
      }
      if (document.has("entries") && document.has("list_id")) {
        exceptions.add(document);
      } else if (document.has("type") && document.has("name") && document.has("rule_id")) {
        lines.add(document);
        numbers.add(number);
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      rule(lines.get(i), origin + ":" + numbers.get(i), of(lines.get(i), exceptions));
    }
  }

  /** The exception items of a rule, by the lists that it names. */
  private static List<JsonNode> of(JsonNode rule, List<JsonNode> exceptions) {
    Set<String> lists = new HashSet<>();
    rule.path("exceptions_list").forEach(list -> lists.add(list.path("list_id").asString("")));
    return exceptions.stream()
        .filter(item -> lists.contains(item.path("list_id").asString("")))
        .toList();
  }

  private void rule(JsonNode rule, String origin, List<JsonNode> exceptions) {
    boolean eql =
        rule.path("type").asString("").equals("eql")
            && rule.path("language").asString("eql").equals("eql");
    if (!eql) {
      others++;
      return;
    }
    try {
      rules.add(RuleDocument.read(rule, origin, exceptions));
    } catch (IllegalArgumentException e) {
      refused.add(Finding.ofSource(origin, String.valueOf(e.getMessage())));
    }
  }

  private @Nullable JsonNode parse(ObjectReader reader, String text, String origin, int line) {
    try {
      return reader.readValue(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      int found = line > 0 ? line : at == null ? 1 : at.getLineNr();
      String place = origin + ":" + Math.max(1, found);
      String message = String.valueOf(e.getOriginalMessage());
      refused.add(
          Finding.ofSource(place, "is malformed: " + message.lines().findFirst().orElse("")));
      return null;
    }
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
