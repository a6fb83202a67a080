package dev.weir.testkit;

import dev.weir.read.EventReader;
import dev.weir.testkit.Reference.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A case of a case table: events, and the pairs that they are to give. The README of the fixtures
 * says how the files are written.
 */
public record RuleCase(String name, List<byte[]> events, Set<Pair> pairs, String excludedBy) {

  private static final String GONE = "<gone>";
  private static final Instant T0 = Instant.parse("2025-01-27T10:00:00Z");

  /** All cases of a fixture folder. */
  public static List<RuleCase> loadAll(Path folder) {
    Map<String, Object> base = map(yaml(folder.resolve("base.yaml")));
    List<RuleCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("cases"))) {
      files.sorted().forEach(file -> cases.addAll(load(file, base)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  /** Whether nothing but the order of arrival decides it. */
  public boolean isOfArrival() {
    return name.contains(": arrival");
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<RuleCase> load(Path file, Map<String, Object> base) {
    Map<String, Object> content = map(yaml(file));
    Map<String, Object> fileBase = map(content.getOrDefault("base", Map.of()));
    List<RuleCase> cases = new ArrayList<>();
    for (Object item : list(content.get("cases"))) {
      Map<String, Object> one = map(item);
      Map<String, Integer> numbers = new LinkedHashMap<>();
      List<byte[]> events = new ArrayList<>();
      for (Object event : list(one.get("events"))) {
        Map.Entry<String, Object> entry = map(event).entrySet().iterator().next();
        events.add(EventReader.toJson(document(entry, base, fileBase, numbers)));
      }
      Set<Pair> pairs = new TreeSet<>(Pairs.ORDER);
      for (Object pair : list(one.get("pairs"))) {
        pairs.add(new Pair((String) list(pair).get(0), (String) list(pair).get(1)));
      }
      String topic = file.getFileName().toString().replace(".yaml", "");
      String excludedBy = (String) one.getOrDefault("excluded-by", "");
      cases.add(new RuleCase(topic + ": " + one.get("name"), events, pairs, excludedBy));
    }
    return cases;
  }

  private static Map<String, Object> document(
      Map.Entry<String, Object> event,
      Map<String, Object> base,
      Map<String, Object> fileBase,
      Map<String, Integer> numbers) {
    String kind = event.getKey();
    if (kind.equals("raw")) {
      return map(event.getValue());
    }
    Map<String, Object> document = copy(map(base.get(kind)));
    String id = kind.charAt(0) + String.valueOf(numbers.merge(kind, 1, Integer::sum));
    set(document, "event.id", id);
    map(fileBase.getOrDefault(kind, Map.of())).forEach((path, value) -> set(document, path, value));
    Map<String, Object> differs = event.getValue() == null ? Map.of() : map(event.getValue());
    differs.forEach((path, value) -> set(document, path, value));
    return document;
  }

  private static void set(Map<String, Object> document, String path, Object value) {
    if (path.equals("+ms")) {
      document.put("@timestamp", T0.plusMillis(((Number) value).longValue()).toString());
      return;
    }
    String[] segments = path.split("\\.", -1);
    Map<String, Object> parent = document;
    for (int i = 0; i < segments.length - 1; i++) {
      Object child = parent.get(segments[i]);
      Map<String, Object> inner = child instanceof Map ? map(child) : new LinkedHashMap<>();
      parent.put(segments[i], inner);
      parent = inner;
    }
    if (Objects.equals(value, GONE)) {
      parent.remove(segments[segments.length - 1]);
    } else {
      parent.put(segments[segments.length - 1], value);
    }
  }

  private static Map<String, Object> copy(Map<String, Object> original) {
    Map<String, Object> copy = new LinkedHashMap<>();
    original.forEach(
        (key, value) -> copy.put(key, value instanceof Map ? copy(map(value)) : value));
    return copy;
  }

  private static Object yaml(Path file) {
    try {
      return new Load(LoadSettings.builder().setLabel(file.toString()).build())
          .loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
