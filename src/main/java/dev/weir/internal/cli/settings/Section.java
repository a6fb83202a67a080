package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.text.ClosestName;
import dev.weir.internal.text.Durations;
import dev.weir.internal.yaml.YamlNode;
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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A section of a settings file. A setting that no method asked for is an error of {@link #end}. A
 * variable of the environment overrides its setting.
 */
public final class Section {

  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})|(\\d{1,9})([KMG])iB");

  private final String file;
  private final String path;
  private final int line;
  private final Map<String, YamlNode.Entry> entries;
  private final SettingsEnvironment environment;
  private final Set<String> known = new TreeSet<>();

  private Section(
      String file,
      String path,
      int line,
      Map<String, YamlNode.Entry> entries,
      SettingsEnvironment environment) {
    this.file = file;
    this.path = path;
    this.line = line;
    this.entries = entries;
    this.environment = environment;
  }

  /** Reads all settings of a file and of the environment; a file of null has no settings. */
  static <T> T read(@Nullable Path file, Map<String, String> environment, Reader<T> reader) {
    Section root = of(file, environment);
    T settings = root.read(reader);
    root.environment.checkUnknown();
    return settings;
  }

  /** The whole of a file; a file of null has no settings. */
  public static Section of(@Nullable Path file, Map<String, String> environment) {
    SettingsEnvironment variables = new SettingsEnvironment(environment);
    if (file == null) {
      return new Section("settings", "", 0, Map.of(), variables);
    }
    String name = file.toString();
    YamlNode root =
        YamlNode.read(content(file), (line, column, problem) -> invalid(name, line, problem));
    Map<String, YamlNode.Entry> entries = entries(root, name);
    if (entries == null) {
      throw new SettingsException(name + ": settings must be a map of names to values");
    }
    return new Section(name, "", 0, entries, variables);
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new SettingsException("cannot read " + file + ": " + ErrorText.of(e));
    }
  }

  private static void invalid(String file, int line, String problem) {
    throw new SettingsException(place(file, line) + ": not valid YAML: " + problem);
  }

  /** The entries of a map by their keys; null if the node is no map of names to values. */
  private static @Nullable Map<String, YamlNode.Entry> entries(
      @Nullable YamlNode node, String file) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    if (node == null || node.isNull()) {
      return entries;
    }
    for (YamlNode.Entry entry : node.entries()) {
      if (!entry.key().isScalar()) {
        return null;
      }
      String key = entry.key().text("a name");
      if (entries.put(key, entry) != null) {
        throw new SettingsException(
            "%s: `%s` is set twice".formatted(place(file, entry.key().line()), key));
      }
    }
    return node.isMap() ? entries : null;
  }

  /** A section in this one; empty if it is not there. */
  public Section section(String key) {
    known.add(key);
    YamlNode.Entry entry = entries.get(key);
    Map<String, YamlNode.Entry> inner = entries(entry == null ? null : entry.value(), file);
    if (inner == null) {
      throw wrong(key, "must be a map of names to values");
    }
    return new Section(file, pathOf(key), lineOf(key), inner, environment);
  }

  /** The name of this section. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private int lineOf(String key) {
    YamlNode.Entry entry = entries.get(key);
    return entry == null ? line : entry.key().line();
  }

  private static String place(String file, int line) {
    return line == 0 ? file : file + ":" + line;
  }

  /** What is wrong with this section as a whole. */
  SettingsException wrong(@Nullable String message) {
    String name = path.isEmpty() ? "" : "`" + path + "`: ";
    return new SettingsException(place(file, line) + ": " + name + message);
  }

  /** What is wrong with a setting, as words that follow its name. */
  SettingsException wrong(String key, String message) {
    String variable = SettingsEnvironment.variable(pathOf(key));
    String place =
        environment.get(variable) == null
            ? place(file, lineOf(key))
            : "environment variable " + variable;
    return new SettingsException(place + ": `" + pathOf(key) + "` " + message);
  }

  public boolean has(String key) {
    return override(key) != null || value(key) != null;
  }

  private @Nullable String override(String key) {
    known.add(key);
    return environment.get(SettingsEnvironment.variable(pathOf(key)));
  }

  private @Nullable YamlNode value(String key) {
    YamlNode.Entry entry = entries.get(key);
    return entry == null || entry.value().isNull() ? null : entry.value();
  }

  @Nullable String optional(String key) {
    String override = override(key);
    YamlNode value = value(key);
    if (override != null || value == null) {
      return override;
    }
    if (value.isScalar()) {
      return value.text(key);
    }
    throw wrong(key, "must be a single value");
  }

  public String text(String key, String otherwise) {
    String text = optional(key);
    return text == null ? otherwise : text;
  }

  public String text(String key) {
    String text = optional(key);
    if (text == null) {
      throw wrong(key, "is missing");
    }
    return text;
  }

  /** One of some words. */
  String choice(String key, String otherwise, Collection<String> words) {
    String text = text(key, otherwise);
    if (!words.contains(text)) {
      throw wrong(key, "must be one of " + String.join(", ", words) + "; not `" + text + "`");
    }
    return text;
  }

  @Nullable Path file(String key) {
    String text = optional(key);
    return text == null ? null : Path.of(text);
  }

  boolean flag(String key, boolean otherwise) {
    return choice(key, String.valueOf(otherwise), List.of("true", "false")).equals("true");
  }

  int number(String key, int otherwise) {
    String text = text(key, String.valueOf(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(key, "must be a whole number, not `" + text + "`");
    }
  }

  int positive(String key, int otherwise) {
    int number = number(key, otherwise);
    if (number < 1) {
      throw wrong(key, "must be at least 1");
    }
    return number;
  }

  Duration time(String key, Duration otherwise) {
    String text = optional(key);
    Duration time = text == null ? otherwise : Durations.parse(text);
    if (time == null) {
      throw wrong(key, "must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `" + text + "`");
    }
    return time;
  }

  /** A number of bytes, such as {@code 512KiB}. */
  long bytes(String key, long otherwise) {
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
  int size(String key, int otherwise) {
    long bytes = bytes(key, otherwise);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, "must be below 2GiB");
    }
    return (int) bytes;
  }

  /** A list of values, or a single text with commas between them. */
  public List<String> list(String key) {
    YamlNode value = value(key);
    if (override(key) == null && value != null && value.isList()) {
      List<YamlNode> values = value.list(key);
      if (!values.stream().allMatch(YamlNode::isScalar)) {
        throw wrong(key, "must be a list of single values");
      }
      return values.stream().map(one -> one.text(key)).toList();
    }
    String text = optional(key);
    return text == null ? List.of() : List.of(text.split("\\s*,\\s*"));
  }

  /**
   * A secret, which is never in the file itself: {@code NAME-file} names a file that holds it,
   * {@code NAME-env} an environment variable.
   */
  @Nullable String secret(String key) {
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

  private String valueOf(String key, String variable) {
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
  public Map<String, String> textsAndSecrets(String key) {
    Map<String, String> all = texts(key);
    for (Map.Entry<String, String> secret : texts("secret-" + key).entrySet()) {
      all.put(secret.getKey(), valueOf("secret-" + key, secret.getValue()));
    }
    return all;
  }

  private Map<String, String> texts(String key) {
    Section inner = section(key);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : inner.entries.keySet()) {
      texts.put(name, inner.text(name));
    }
    return texts;
  }

  /** Makes something of a section. */
  interface Reader<T> {
    T read(Section section) throws IOException;
  }

  /** Makes something of all settings of this section. */
  <T> T read(Reader<T> reader) {
    try {
      T made = reader.read(this);
      end();
      return made;
    } catch (IllegalArgumentException | IOException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Reads all sections in this one, each by its {@code type}, which defaults to its name. */
  <T> List<T> readEach(Map<String, Reader<T>> readers) {
    List<T> all = new ArrayList<>();
    for (String name : entries.keySet()) {
      Section section = section(name);
      String type = section.choice("type", name, new TreeSet<>(readers.keySet()));
      all.add(section.read(Objects.requireNonNull(readers.get(type))));
    }
    return all;
  }

  /** Fails if there is a setting in this section that was not asked for. */
  public void end() {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        throw new SettingsException(
            "%s: unknown setting `%s`; did you mean `%s`?"
                .formatted(place(file, lineOf(key)), pathOf(key), ClosestName.to(key, known)));
      }
    }
  }
}
