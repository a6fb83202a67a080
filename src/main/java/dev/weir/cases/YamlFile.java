package dev.weir.cases;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML file as a tree whose nodes know their place. What is not of the wanted form becomes an
 * issue and something empty in its stead, so that one reading finds all that is wrong.
 */
final class YamlFile {

  private final String name;
  private final String text;
  private final IssueCollector issues;
  private final LoadSettings settings;
  private final StandardConstructor scalars;

  private YamlFile(String name, String text, IssueCollector issues) {
    this.name = name;
    this.text = text;
    this.issues = issues;
    this.settings =
        LoadSettings.builder()
            .setAllowNonScalarKeys(true) // they are refused with their place
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    this.scalars = new StandardConstructor(settings);
  }

  /** The file; none, and an issue, if it is no text. */
  static @Nullable YamlFile read(Path path, IssueCollector issues) throws IOException {
    try {
      return new YamlFile(path.toString(), Files.readString(path), issues);
    } catch (CharacterCodingException e) {
      issues.add(path, "is not UTF-8 text");
      return null;
    }
  }

  /** A file that is not written yet. */
  static YamlFile of(String name, String text, IssueCollector issues) {
    return new YamlFile(name, text, issues);
  }

  String name() {
    return name;
  }

  /** The top of the tree; none where the file is empty, or no YAML. */
  @Nullable Node root() {
    try {
      // not api.lowlevel.Compose, which does just this: the engine's module does not export it
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      return new Composer(settings, parser).getSingleNode().orElse(null);
    } catch (MarkedYamlEngineException e) {
      String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
      issueAt(e.getProblemMark().or(e::getContextMark), e.getProblem() + context);
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      String shown = String.format("U+%04X is no character of YAML", e.getCodePoint());
      issues.add(name, line, 1, shown, line(line));
    } catch (YamlEngineException e) {
      issues.add(name, 0, 0, String.valueOf(e.getMessage()), "");
    }
    return null;
  }

  /** The line a node begins on, from 1. */
  int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  void issue(Node node, String message) {
    issueAt(node.getStartMark(), message);
  }

  /** An issue with the name of a map's entry. */
  void issueAtKey(Node node, String key, String message) {
    if (node instanceof MappingNode map) {
      for (NodeTuple entry : map.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
          issue(scalar, message);
          return;
        }
      }
    }
    issue(node, message);
  }

  /** The entries of a map, in the order written. */
  Map<String, Node> map(Node node, String what) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode map)) {
      issue(node, what + " is a map of names to values");
      return entries;
    }
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        issue(entry.getKeyNode(), "a name is a text");
      } else if (entries.put(key.getValue(), entry.getValueNode()) != null) {
        issue(key, "\"" + key.getValue() + "\" stands twice");
      }
    }
    return entries;
  }

  List<Node> list(Node node, String what) {
    if (node instanceof SequenceNode list) {
      return list.getValue();
    }
    issue(node, what + " is a list");
    return List.of();
  }

  /** A text; a number or the like is the text it is written as. */
  String text(Node node, String what) {
    if (node instanceof ScalarNode scalar && !isNull(node)) {
      return scalar.getValue();
    }
    issue(node, what + " is a text");
    return "";
  }

  boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** A map with its values. */
  Map<String, @Nullable Object> values(Node node, String what) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    map(node, what).forEach((key, value) -> values.put(key, value(value)));
    return values;
  }

  /** Texts, numbers, booleans, null, and lists and maps of them. */
  @Nullable Object value(Node node) {
    if (node.isRecursive()) {
      issue(node, "holds itself");
      return null;
    }
    if (node instanceof MappingNode) {
      return values(node, "this");
    }
    if (node instanceof SequenceNode list) {
      List<@Nullable Object> values = new ArrayList<>();
      list.getValue().forEach(value -> values.add(value(value)));
      return values;
    }
    try {
      return scalars.constructSingleDocument(Optional.of(node));
    } catch (MarkedYamlEngineException e) {
      issueAt(e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      issue(node, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private void issueAt(Optional<Mark> mark, String message) {
    int line = mark.map(Mark::getLine).orElse(-1) + 1;
    issues.add(name, line, mark.map(Mark::getColumn).orElse(-1) + 1, message, line(line));
  }

  private String line(int line) {
    if (line < 1) {
      return "";
    }
    return text.lines().skip(line - 1L).findFirst().orElse("").replace('\t', ' ');
  }
}
