package dev.weir.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The events of {@code base.yaml}, which a case's events start from. */
final class BaseEvents {

  /** What an event may be, but for {@code raw}. */
  static final List<String> KINDS = List.of("exec", "net", "both");

  private final Path file;
  private final IssueCollector issues;
  private final Set<String> missed = new HashSet<>();
  private @Nullable Map<String, Map<String, @Nullable Object>> events;

  /** Those of no file. */
  BaseEvents(Path file, IssueCollector issues) {
    this.file = file;
    this.issues = issues;
  }

  /** Reads the file, which is there. */
  void read() throws IOException {
    int before = issues.count();
    read(YamlFile.read(file, issues), before);
  }

  /** Reads the text that the file is to have. */
  void read(String text) {
    int before = issues.count();
    read(YamlFile.of(file.toString(), text, issues), before);
  }

  /** The base event of a kind; null where there is none. */
  @Nullable Map<String, @Nullable Object> find(String kind) {
    return events == null ? null : events.get(kind);
  }

  private void read(@Nullable YamlFile yaml, int before) {
    Node root = yaml == null ? null : yaml.root();
    Map<String, Map<String, @Nullable Object>> read = new LinkedHashMap<>();
    if (yaml != null && root != null) {
      yaml.map(root, "the base")
          .forEach(
              (kind, event) -> {
                if (!KINDS.contains(kind)) {
                  yaml.issueAtKey(
                      root, kind, "unknown event \"" + kind + "\": the base has " + KINDS);
                } else {
                  read.put(kind, yaml.values(event, "an event"));
                }
              });
    }
    events = read;
    if (issues.count() > before) {
      missed.addAll(KINDS); // those that use what is wrong are not to blame
    }
  }

  /** A base event, to be copied before it is changed; empty, and told once, where there is none. */
  Map<String, @Nullable Object> event(String kind, YamlFile user, Node place) {
    Map<String, @Nullable Object> found = find(kind);
    if (found != null) {
      return found;
    }
    if (missed.add(kind)) {
      String what = events == null ? "there is no " + file : file + " has no \"" + kind + "\"";
      user.issue(place, "\"" + kind + "\" starts from the base, but " + what);
    }
    return Map.of();
  }
}
