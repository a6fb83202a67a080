package dev.weir.internal.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML value that knows its position. What has not the requested form is reported as a problem
 * and returned as something empty, so that one reading finds all problems of a file.
 */
public final class YamlNode {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowNonScalarKeys(true) // rejected below, with their position
          .setCodePointLimit(Integer.MAX_VALUE)
          .build();

  /** Receives the problems of a file; lines and columns count from 1, 0 is unknown. */
  public interface Problems {
    void add(int line, int column, String message);
  }

  /** One entry of a map. */
  public record Entry(YamlNode key, YamlNode value) {}

  private final Node node;
  private final Problems problems;
  private final StandardConstructor scalars;

  private YamlNode(Node node, Problems problems, StandardConstructor scalars) {
    this.node = node;
    this.problems = problems;
    this.scalars = scalars;
  }

  /** The root of a document; null if the text is empty or, with a problem, if it is not YAML. */
  public static @Nullable YamlNode read(String text, Problems problems) {
    try {
      // not api.lowlevel.Compose, which does just this: the engine's module does not export it
      return new Composer(SETTINGS, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)))
          .getSingleNode()
          .map(root -> new YamlNode(root, problems, new StandardConstructor(SETTINGS)))
          .orElse(null);
    } catch (MarkedYamlEngineException e) {
      String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
      add(problems, e.getProblemMark().or(e::getContextMark), e.getProblem() + context);
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      String character = String.format("U+%04X", e.getCodePoint());
      problems.add(line, 1, "the character " + character + " is not allowed in YAML");
    } catch (YamlEngineException e) {
      problems.add(0, 0, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** The line it begins on, from 1. */
  public int line() {
    return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }

  public void problem(String message) {
    add(problems, node.getStartMark(), message);
  }

  /** The key of a map's entry; the map itself if it has no such entry. */
  public YamlNode key(String key) {
    return entries().stream()
        .map(Entry::key)
        .filter(one -> one.isScalar() && one.text("a key").equals(key))
        .findFirst()
        .orElse(this);
  }

  /** The entries of a map as they are written; none if it is no map. */
  public List<Entry> entries() {
    return node instanceof MappingNode map
        ? map.getValue().stream()
            .map(entry -> new Entry(of(entry.getKeyNode()), of(entry.getValueNode())))
            .toList()
        : List.of();
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /** Whether it is a string, number or boolean. */
  public boolean isScalar() {
    return node instanceof ScalarNode && !isNull();
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** The entries of a map, in the order written; {@code what} names it in a problem. */
  public Map<String, YamlNode> map(String what) {
    if (!isMap()) {
      problem(what + " must be a map");
    }
    Map<String, YamlNode> values = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      if (!(entry.key.node instanceof ScalarNode key)) {
        entry.key.problem("a key must be a string");
      } else if (values.put(key.getValue(), entry.value) != null) {
        entry.key.problem("duplicate key \"" + key.getValue() + "\"");
      }
    }
    return values;
  }

  public List<YamlNode> list(String what) {
    if (node instanceof SequenceNode list) {
      return list.getValue().stream().map(this::of).toList();
    }
    problem(what + " must be a list");
    return List.of();
  }

  /** A string; a number or boolean as it is written. */
  public String text(String what) {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return scalar.getValue();
    }
    problem(what + " must be a string");
    return "";
  }

  /** A map with its values. */
  public Map<String, @Nullable Object> values(String what) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map(what).forEach((key, value) -> values.put(key, value.value()));
    return values;
  }

  /** A string, number, boolean or null, or a list or map of such values. */
  public @Nullable Object value() {
    if (node.isRecursive()) {
      problem("contains itself");
      return null;
    }
    if (isMap()) {
      return values("this");
    }
    if (isList()) {
      List<@Nullable Object> values = new ArrayList<>();
      list("this").forEach(value -> values.add(value.value()));
      return values;
    }
    try {
      return scalars.constructSingleDocument(Optional.of(node));
    } catch (MarkedYamlEngineException e) {
      add(problems, e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      problem(String.valueOf(e.getMessage()));
    }
    return null;
  }

  private YamlNode of(Node other) {
    return new YamlNode(other, problems, scalars);
  }

  private static void add(Problems problems, Optional<Mark> mark, String message) {
    problems.add(
        mark.map(Mark::getLine).orElse(-1) + 1, mark.map(Mark::getColumn).orElse(-1) + 1, message);
  }
}
