package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A settings file as YAML nodes, which know their lines. */
final class SettingsYaml {

  private SettingsYaml() {}

  /** The root of a file; null if it is empty. */
  static @Nullable Node load(Path file) throws SettingsException {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      return new Compose(settings).composeString(Files.readString(file)).orElse(null);
    } catch (IOException e) {
      throw new SettingsException("cannot read " + file + ": " + ErrorText.of(e));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new SettingsException(file + line + ": not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new SettingsException(file + ": not valid YAML: " + e.getMessage());
    }
  }

  /** The entries of a map by their keys; null if the node is no map of names to values. */
  static @Nullable Map<String, NodeTuple> entries(@Nullable Node node, String file)
      throws SettingsException {
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    if (isNull(node)) {
      return entries;
    }
    if (!(node instanceof MappingNode map)) {
      return null;
    }
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        return null;
      }
      if (entries.put(key.getValue(), entry) != null) {
        throw new SettingsException(
            "%s:%d: `%s` is set twice".formatted(file, line(key), key.getValue()));
      }
    }
    return entries;
  }

  static boolean isNull(@Nullable Node node) {
    return node == null || node.getTag().equals(Tag.NULL);
  }

  /** The line of a node, from 1; 0 if unknown. */
  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
