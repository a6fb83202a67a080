package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.text.ClosestName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A part of a settings file. Each setting is asked for once; what nobody asked for is an error. An
 * environment variable overrides its setting: {@code WEIR_SOURCES_BULK_LISTEN} is {@code listen} of
 * {@code bulk} of {@code sources}.
 */
public final class Section {

  /** What Kubernetes sets for a Service that is called weir. */
  private static final Pattern KUBERNETES = Pattern.compile("WEIR_(SERVICE_.*|PORT(_.*)?)");

  private static final Pattern PLAIN_BYTES = Pattern.compile("\\d{1,18}");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)");

  private final String file;
  private final String path;
  private final Map<String, @Nullable Object> values;
  private final Map<String, String> environment;
  private final Set<String> variables;
  private final Set<String> known = new TreeSet<>();

  private Section(
      String file,
      String path,
      Map<String, @Nullable Object> values,
      Map<String, String> environment,
      Set<String> variables) {
    this.file = file;
    this.path = path;
    this.values = values;
    this.environment = environment;
    this.variables = variables;
  }

  /**
   * The whole of a file.
   *
   * @param file the file; null for one that says nothing
   */
  public static Section of(@Nullable Path file, Map<String, String> environment)
      throws SettingsException {
    String name = file == null ? "settings" : file.toString();
    Object content = file == null ? null : load(file);
    return new Section(name, "", map(content, name), environment, new TreeSet<>());
  }

  private static @Nullable Object load(Path file) throws SettingsException {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      return new Load(settings).loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new SettingsException(file + " cannot be read: " + ErrorText.of(e));
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new SettingsException(file + place + ": is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new SettingsException(file + ": is no YAML: " + e.getMessage());
    }
  }

  private static Map<String, @Nullable Object> map(@Nullable Object value, String what)
      throws SettingsException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, one) -> map.put(String.valueOf(key), one));
    } else if (value != null) {
      throw new SettingsException(what + ": has to be a map of names to values");
    }
    return map;
  }

  /** What this section is called, for messages. */
  public String path() {
    return path.isEmpty() ? file : file + ": " + path;
  }

  public boolean has(String key) {
    known.add(key);
    return raw(key) != null;
  }

  private @Nullable Object raw(String key) {
    known.add(key);
    String variable = variable(key);
    variables.add(variable);
    String override = environment.get(variable);
    return override == null ? values.get(key) : override;
  }

  private String variable(String key) {
    String full = path.isEmpty() ? key : path + "." + key;
    return "WEIR_" + full.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  private @Nullable String scalar(String key) throws SettingsException {
    Object value = raw(key);
    if (value instanceof Map || value instanceof List) {
      throw wrong(key, "has to be one value");
    }
    return value == null ? null : String.valueOf(value);
  }

  public SettingsException wrong(String key, String message) {
    return new SettingsException(
        file + ": " + (path.isEmpty() ? key : path + "." + key) + ": " + message);
  }

  public String text(String key, String otherwise) throws SettingsException {
    String text = scalar(key);
    return text == null ? otherwise : text;
  }

  public String text(String key) throws SettingsException {
    String text = scalar(key);
    if (text == null) {
      throw wrong(key, "is missing");
    }
    return text;
  }

  @Nullable String optional(String key) throws SettingsException {
    return scalar(key);
  }

  @Nullable Path file(String key) throws SettingsException {
    String text = scalar(key);
    return text == null ? null : Path.of(text);
  }

  public boolean flag(String key, boolean otherwise) throws SettingsException {
    String text = text(key, String.valueOf(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(key, "has to be true or false, not " + text);
    }
    return text.equals("true");
  }

  public int number(String key, int otherwise) throws SettingsException {
    String text = text(key, String.valueOf(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong(key, "has to be a whole number, not " + text);
    }
  }

  public Duration time(String key, Duration otherwise) throws SettingsException {
    String text = scalar(key);
    Duration time =
        text == null ? otherwise : text.equals("0") ? Duration.ZERO : Lateness.time(text);
    if (time == null) {
      throw wrong(key, "has to be a time as 500ms, 30s, 5m, 1h or 2d, not " + text);
    }
    return time;
  }

  /** A size in bytes, as {@code 512KiB}. */
  public long bytes(String key, long otherwise) throws SettingsException {
    String text = text(key, String.valueOf(otherwise));
    if (PLAIN_BYTES.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw wrong(key, "has to be a size as 4096, 512KiB, 32MiB or 1GiB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** A size in bytes that fits an array. */
  public int size(String key, int otherwise) throws SettingsException {
    long bytes = bytes(key, otherwise);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, "has to be below 2GiB");
    }
    return (int) bytes;
  }

  /** Several values; one stands for a list of it, and commas part them in a variable. */
  public List<String> list(String key) throws SettingsException {
    Object value = raw(key);
    List<String> list = new ArrayList<>();
    if (value instanceof List<?> several) {
      several.forEach(one -> list.add(String.valueOf(one)));
    } else if (value instanceof Map) {
      throw wrong(key, "has to be a list");
    } else if (value != null) {
      list.addAll(List.of(String.valueOf(value).split("\\s*,\\s*")));
    }
    return list;
  }

  /**
   * A secret, which never stands in the file itself: {@code NAME-file} names a file that holds it,
   * {@code NAME-env} an environment variable.
   */
  @Nullable String secret(String key) throws SettingsException {
    String fromFile = scalar(key + "-file");
    String fromEnvironment = scalar(key + "-env");
    if (values.containsKey(key)) {
      throw wrong(key, "secrets do not stand in the settings: use " + key + "-file or -env");
    }
    if (fromFile != null && fromEnvironment != null) {
      throw wrong(key + "-file", "there is " + key + "-env, too: give one of them");
    }
    if (fromFile != null) {
      try {
        return Files.readString(Path.of(fromFile), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw wrong(key + "-file", "cannot read " + fromFile + ": " + ErrorText.of(e));
      }
    }
    return fromEnvironment == null ? null : fromEnvironment(key + "-env", fromEnvironment);
  }

  /** A section in this one; empty if it is not there. */
  public Section section(String key) throws SettingsException {
    known.add(key);
    String inner = path.isEmpty() ? key : path + "." + key;
    return new Section(
        file, inner, map(values.get(key), file + ": " + inner), environment, variables);
  }

  /** The names of what is in this section, all of which are known by that. */
  public List<String> names() {
    known.addAll(values.keySet());
    return List.copyOf(values.keySet());
  }

  /** What a section in this one is read to. */
  interface Reader<T> {
    T read(String name, Section section) throws SettingsException, IOException;
  }

  /** Reads all sections in this one, each to its end. */
  public <T> List<T> each(Reader<T> reader) throws SettingsException {
    List<T> all = new ArrayList<>();
    for (String name : names()) {
      Section section = section(name);
      try {
        all.add(reader.read(name, section));
      } catch (IllegalArgumentException | IOException e) {
        throw new SettingsException(section.path() + ": " + e.getMessage());
      }
      section.end();
    }
    return all;
  }

  private Map<String, String> texts(String key) throws SettingsException {
    Section inner = section(key);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : inner.names()) {
      texts.put(name, inner.text(name));
    }
    return texts;
  }

  /**
   * Texts by names that are the operator's own, under {@code NAME}; and those that are secret,
   * under {@code secret-NAME}, which names the environment variables that hold them.
   */
  public Map<String, String> textsAndSecrets(String key) throws SettingsException {
    Map<String, String> all = texts(key);
    for (Map.Entry<String, String> secret : texts("secret-" + key).entrySet()) {
      all.put(secret.getKey(), fromEnvironment("secret-" + key, secret.getValue()));
    }
    return all;
  }

  private String fromEnvironment(String key, String variable) throws SettingsException {
    variables.add(variable);
    String value = environment.get(variable);
    if (value == null) {
      throw wrong(key, "there is no environment variable " + variable);
    }
    return value;
  }

  /** All that is known has been asked for: what else is there is a mistake. */
  public void end() throws SettingsException {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw wrong(
            key, "there is no such setting; did you mean " + ClosestName.to(key, known) + "?");
      }
    }
  }

  /** Likewise for the environment; to be called once all sections have been read. */
  public void endEnvironment(Set<String> others) throws SettingsException {
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith("WEIR_")
          && !variables.contains(variable)
          && !others.contains(variable)
          && !KUBERNETES.matcher(variable).matches()) {
        throw new SettingsException(
            "environment variable "
                + variable
                + ": there is no such setting; did you mean "
                + ClosestName.to(variable, variables)
                + "?");
      }
    }
  }
}
