package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.text.ClosestName;
import dev.weir.internal.text.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A section of a settings file. A setting that no method asked for is an error of {@link #end}. A
 * variable of the environment overrides its setting.
 */
public final class Section {

  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})|(\\d{1,9})([KMG])iB");

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, NodeTuple> entries;
  private final SettingsEnvironment environment;
  private final Set<String> known = new TreeSet<>();

  private Section(
      String file,
      String path,
      int line,
      Map<String, NodeTuple> entries,
      SettingsEnvironment environment) {
    this.file = file;
    this.path = path;
    this.line = line;
    this.entries = entries;
    this.environment = environment;
  }

  /** The whole of a file; a file of null has no settings. */
  public static Section of(@Nullable Path file, Map<String, String> environment)
      throws SettingsException {
    String name = file == null ? "settings" : file.toString();
    Node root = file == null ? null : SettingsYaml.load(file);
    Map<String, NodeTuple> entries = SettingsYaml.entries(root, name);
    if (entries == null) {
      throw new SettingsException(name + ": settings must be a map of names to values");
    }
    return new Section(name, "", 0, entries, new SettingsEnvironment(environment));
  }

  /** A section in this one; empty if it is not there. */
  public Section section(String key) throws SettingsException {
    known.add(key);
    NodeTuple entry = entries.get(key);
    Map<String, NodeTuple> inner =
        SettingsYaml.entries(entry == null ? null : entry.getValueNode(), file);
    if (inner == null) {
      throw wrong(key, "must be a map of names to values");
    }
    return new Section(file, pathOf(key), lineOf(key), inner, environment);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private int lineOf(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? line : SettingsYaml.line(entry.getKeyNode());
  }

  private String place(int line) {
    return line == 0 ? file : file + ":" + line;
  }

  /** What is wrong with this section as a whole. */
  SettingsException wrong(@Nullable String message) {
    String name = path.isEmpty() ? "" : "`" + path + "`: ";
    return new SettingsException(place(line) + ": " + name + message);
  }

  /** What is wrong with a setting, as words that follow its name. */
  SettingsException wrong(String key, String message) {
    String variable = SettingsEnvironment.variable(pathOf(key));
    String place =
        environment.get(variable) == null ? place(lineOf(key)) : "environment variable " + variable;
    return new SettingsException(place + ": `" + pathOf(key) + "` " + message);
  }

  public boolean has(String key) {
    return override(key) != null || value(key) != null;
  }

  private @Nullable String override(String key) {
    known.add(key);
    return environment.get(SettingsEnvironment.variable(pathOf(key)));
  }

  private @Nullable Node value(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null || SettingsYaml.isNull(entry.getValueNode()) ? null : entry.getValueNode();
  }

  @Nullable String optional(String key) throws SettingsException {
    String override = override(key);
    Node value = value(key);
    if (override != null || value == null) {
      return override;
    }
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong(key, "must be a single value");
  }

  public String text(String key, String otherwise) throws SettingsException {
    String text = optional(key);
    return text == null ? otherwise : text;
  }

  public String text(String key) throws SettingsException {
    String text = optional(key);
    if (text == null) {
      throw wrong(key, "is missing");
    }
    return text;
  }

  /** One of some words. */
  String choice(String key, String otherwise, Collection<String> words) throws SettingsException {
    String text = text(key, otherwise);
    if (!words.contains(text)) {
      throw wrong(key, "must be one of " + String.join(", ", words) + "; not `" + text + "`");
    }
    return text;
  }

  @Nullable Path file(String key) throws SettingsException {
    String text = optional(key);
    return text == null ? null : Path.of(text);
  }

  boolean flag(String key, boolean otherwise) throws SettingsException {
    return choice(key, String.valueOf(otherwise), List.of("true", "false")).equals("true");
  }

  int number(String key, int otherwise) throws SettingsException {
    String text = text(key, String.valueOf(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(key, "must be a whole number, not `" + text + "`");
    }
  }

  int positive(String key, int otherwise) throws SettingsException {
    int number = number(key, otherwise);
    if (number < 1) {
      throw wrong(key, "must be at least 1");
    }
    return number;
  }

  Duration time(String key, Duration otherwise) throws SettingsException {
    String text = optional(key);
    Duration time = text == null ? otherwise : Durations.parse(text);
    if (time == null) {
      throw wrong(key, "must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `" + text + "`");
    }
    return time;
  }

  /** A number of bytes, such as {@code 512KiB}. */
  long bytes(String key, long otherwise) throws SettingsException {
    String text = text(key, String.valueOf(otherwise));
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw wrong(key, "must be a size such as 4096, 512KiB, 32MiB or 1GiB, not `" + text + "`");
    }
    if (matcher.group(1) != null) {
      return Long.parseLong(text);
    }
    return Long.parseLong(matcher.group(2)) << (10 * (1 + "KMG".indexOf(matcher.group(3))));
  }

  /** A number of bytes that fits an array. */
  int size(String key, int otherwise) throws SettingsException {
    long bytes = bytes(key, otherwise);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, "must be below 2GiB");
    }
    return (int) bytes;
  }

  /** A list of values, or a single text with commas between them. */
  public List<String> list(String key) throws SettingsException {
    if (override(key) == null && value(key) instanceof SequenceNode list) {
      List<String> values = new ArrayList<>();
      for (Node one : list.getValue()) {
        if (!(one instanceof ScalarNode scalar)) {
          throw wrong(key, "must be a list of single values");
        }
        values.add(scalar.getValue());
      }
      return values;
    }
    String text = optional(key);
    return text == null ? List.of() : List.of(text.split("\\s*,\\s*"));
  }

  /**
   * A secret, which is never in the file itself: {@code NAME-file} names a file that holds it,
   * {@code NAME-env} an environment variable.
   */
  @Nullable String secret(String key) throws SettingsException {
    String file = optional(key + "-file");
    String variable = optional(key + "-env");
    if (entries.containsKey(key)) {
      throw wrong(
          key,
          "is a secret, which must not be in the settings; use `%1$s-file` or `%1$s-env`"
              .formatted(key));
    }
    if (file != null && variable != null) {
      throw wrong(key + "-file", "and `" + key + "-env` are both set; set only one");
    }
    if (file != null) {
      try {
        return Files.readString(Path.of(file)).strip();
      } catch (IOException e) {
        throw wrong(key + "-file", "names " + file + ", which cannot be read: " + ErrorText.of(e));
      }
    }
    return variable == null ? null : valueOf(key + "-env", variable);
  }

  private String valueOf(String key, String variable) throws SettingsException {
    String value = environment.get(variable);
    if (value == null) {
      throw wrong(key, "names the environment variable " + variable + ", which is not set");
    }
    return value;
  }

  /**
   * Texts whose names are the operator's own, in section {@code key}; and secret ones, in section
   * {@code secret-key}, which names the environment variables that hold them.
   */
  public Map<String, String> textsAndSecrets(String key) throws SettingsException {
    Map<String, String> all = texts(key);
    for (Map.Entry<String, String> secret : texts("secret-" + key).entrySet()) {
      all.put(secret.getKey(), valueOf("secret-" + key, secret.getValue()));
    }
    return all;
  }

  private Map<String, String> texts(String key) throws SettingsException {
    Section inner = section(key);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : inner.entries.keySet()) {
      texts.put(name, inner.text(name));
    }
    return texts;
  }

  /** Makes something of a section. */
  interface Reader<T> {
    T read(String name, Section section) throws SettingsException, IOException;
  }

  /** Reads all sections in this one, each by its {@code type}, which defaults to its name. */
  <T> List<T> readEach(SortedMap<String, Reader<T>> readers) throws SettingsException {
    List<T> all = new ArrayList<>();
    for (String name : entries.keySet()) {
      Section section = section(name);
      String type = section.choice("type", name, readers.keySet());
      try {
        all.add(Objects.requireNonNull(readers.get(type)).read(name, section));
      } catch (IllegalArgumentException | IOException e) {
        throw section.wrong(e.getMessage());
      }
      section.end();
    }
    return all;
  }

  /** Fails if there is a setting in this section that was not asked for. */
  public void end() throws SettingsException {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        throw new SettingsException(
            "%s: unknown setting `%s`; did you mean `%s`?"
                .formatted(place(lineOf(key)), pathOf(key), ClosestName.to(key, known)));
      }
    }
  }

  /** As {@link #end}, for environment variables; call it after all sections were read. */
  void endEnvironment(Set<String> others) throws SettingsException {
    environment.checkUnknown(others);
  }
}
