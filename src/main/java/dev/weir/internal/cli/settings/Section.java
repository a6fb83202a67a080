package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.settings.Setting.Kind;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.text.ClosestName;
import dev.weir.internal.text.Durations;
import dev.weir.internal.yaml.YamlNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A section of a settings file. What is wrong with it is collected and replaced by a default, so
 * that one reading finds everything. A setting that no method asked for is an error. A variable of
 * the environment overrides its setting.
 */
public final class Section {

  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})|(\\d{1,9})([KMG])iB");

  /** Above 0. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final SettingsFile file;
  private final String path;
  private final int line;
  private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  /** The root of a file. */
  Section(SettingsFile file) {
    this(file, "", 0, file.root());
  }

  private Section(SettingsFile file, String path, int line, @Nullable YamlNode map) {
    this.file = file;
    this.path = path;
    this.line = line;
    for (YamlNode.Entry entry : map == null ? List.<YamlNode.Entry>of() : map.entries()) {
      YamlNode key = entry.key();
      if (!key.isScalar()) {
        file.problem(key.line(), "a setting must have a name");
      } else if (entries.putIfAbsent(key.text("a name"), entry) != null) {
        file.problem(key.line(), "`" + key.text("a name") + "` is set twice");
      }
    }
  }

  /** Reads all settings of a file and of the environment; a file of null has no settings. */
  static <T> T read(@Nullable Path path, Map<String, String> environment, Reader<T> reader) {
    SettingsFile file = new SettingsFile(path, environment);
    Optional<T> settings = new Section(file).read(reader);
    file.checkUnknownVariables();
    return file.checked(settings);
  }

  /** The same, but ignores settings that the reader does not ask for. */
  public static <T> T readPart(
      @Nullable Path path, Map<String, String> environment, Reader<T> reader) {
    SettingsFile file = new SettingsFile(path, environment);
    return file.checked(
        new Section(file).attempt(Optional.empty(), section -> Optional.of(reader.read(section))));
  }

  /** A section in this one; empty if it is not there. */
  public Section section(String key) {
    known.add(key);
    YamlNode value = value(key);
    if (value != null && !value.isMap()) {
      problem(key, "must be a map of names to values");
    }
    return new Section(file, pathOf(key), lineOf(key), value);
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

  private void asked(String key, Setting question) {
    file.asked(pathOf(key), question);
  }

  /** What is wrong with this section as a whole. */
  void problem(@Nullable String message) {
    file.problem(line, path.isEmpty() ? String.valueOf(message) : "`" + path + "`: " + message);
  }

  /** What is wrong with a setting, as words that follow its name. */
  void problem(String key, @Nullable String message) {
    file.problem(lineOf(key), pathOf(key), message);
  }

  public boolean has(String key) {
    return override(key) != null || value(key) != null;
  }

  private @Nullable String override(String key) {
    known.add(key);
    return file.environment().get(SettingsEnvironment.variable(pathOf(key)));
  }

  private @Nullable YamlNode value(String key) {
    YamlNode.Entry entry = entries.get(key);
    return entry == null || entry.value().isNull() ? null : entry.value();
  }

  @Nullable String optional(String key) {
    asked(key, Setting.of(Kind.TEXT, null));
    String override = override(key);
    YamlNode value = value(key);
    if (override != null || value == null) {
      return override;
    }
    if (value.isScalar()) {
      return value.text(key);
    }
    problem(key, "must be a single value");
    return null;
  }

  public String text(String key, String otherwise) {
    asked(key, Setting.of(Kind.TEXT, otherwise));
    String text = optional(key);
    return text == null ? otherwise : text;
  }

  /** A required text. */
  public String text(String key) {
    asked(key, Setting.required(Kind.TEXT));
    if (!has(key)) {
      problem(key, "is missing");
    }
    return text(key, "");
  }

  /** One of some words. */
  String choice(String key, String otherwise, Collection<String> words) {
    asked(key, Setting.of(Kind.CHOICE, otherwise).oneOf(words));
    String text = text(key, otherwise);
    if (words.contains(text)) {
      return text;
    }
    problem(key, "must be one of " + String.join(", ", words) + "; not `" + text + "`");
    return otherwise;
  }

  @Nullable Path file(String key) {
    asked(key, Setting.of(Kind.PATH, null));
    String text = optional(key);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      problem(key, "must be the path of a file or folder");
      return null;
    }
  }

  Path file(String key, Path otherwise) {
    asked(key, Setting.of(Kind.PATH, otherwise));
    Path file = file(key);
    return file == null ? otherwise : file;
  }

  boolean flag(String key, boolean otherwise) {
    asked(key, Setting.of(Kind.FLAG, otherwise));
    String word = String.valueOf(otherwise);
    return choice(key, word, List.of("true", "false")).equals("true");
  }

  /** A whole number that is not less than {@code least}. */
  int number(String key, int otherwise, int least) {
    asked(key, Setting.of(Kind.NUMBER, otherwise).atLeast(least));
    String text = optional(key);
    try {
      int number = text == null ? otherwise : Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
      problem(key, "must be at least " + least);
    } catch (NumberFormatException e) {
      problem(key, "must be a whole number, not `" + text + "`");
    }
    return otherwise;
  }

  int positive(String key, int otherwise) {
    return number(key, otherwise, 1);
  }

  /** A duration that may be 0. */
  Duration time(String key, Duration otherwise) {
    return time(key, otherwise, Duration.ZERO);
  }

  Duration positiveTime(String key, Duration otherwise) {
    return time(key, otherwise, SHORTEST);
  }

  /** A duration that is not shorter than {@code least}. */
  Duration time(String key, Duration otherwise, Duration least) {
    asked(key, Setting.of(Kind.TIME, otherwise).atLeast(least));
    String text = optional(key);
    Duration time = text == null ? otherwise : Durations.parse(text);
    if (time == null) {
      problem(key, "must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `" + text + "`");
    } else if (time.compareTo(least) < 0) {
      problem(key, "must be at least " + least.toMillis() + "ms");
    } else {
      return time;
    }
    return otherwise;
  }

  /** A number of bytes that is not less than {@code least}, such as {@code 512KiB}. */
  long bytes(String key, long otherwise, long least) {
    asked(key, Setting.of(Kind.SIZE, otherwise).atLeast(least));
    String text = text(key, String.valueOf(otherwise));
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      problem(key, "must be a size such as 4096, 512KiB, 32MiB or 1GiB, not `" + text + "`");
      return otherwise;
    }
    long bytes =
        matcher.group(1) != null
            ? Long.parseLong(text)
            : Long.parseLong(matcher.group(2)) << (10 * (1 + "KMG".indexOf(matcher.group(3))));
    if (bytes < least) {
      problem(key, "must be at least " + least);
      return otherwise;
    }
    return bytes;
  }

  /** A number of bytes that fits an array. */
  int size(String key, int otherwise, int least) {
    long bytes = bytes(key, otherwise, least);
    if (bytes > Integer.MAX_VALUE) {
      problem(key, "must be below 2GiB");
      return otherwise;
    }
    return (int) bytes;
  }

  /** A list of values, or a single text with commas between them. */
  public List<String> list(String key) {
    asked(key, Setting.of(Kind.LIST, null));
    YamlNode value = value(key);
    if (override(key) == null && value != null && value.isList()) {
      List<YamlNode> values = value.list(key);
      if (!values.stream().allMatch(YamlNode::isScalar)) {
        problem(key, "must be a list of single values");
        return List.of();
      }
      return values.stream().map(one -> one.text(key)).toList();
    }
    String text = optional(key);
    return text == null ? List.of() : List.of(text.split("\\s*,\\s*"));
  }

  /** A list that must be there; {@code hint} says what to do. */
  List<String> required(String key, String hint) {
    asked(key, Setting.required(Kind.LIST));
    List<String> list = list(key);
    if (list.isEmpty()) {
      problem(key, "is missing; " + hint);
    }
    return list;
  }

  /** A URL; one that is not valid is not shown, because it may contain a secret. */
  URI url(String key, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      problem(key, "must be a URL such as https://host:9200");
      return URI.create("");
    }
  }

  /**
   * A secret, which is never in the file itself: {@code NAME-file} names a file that holds it,
   * {@code NAME-env} an environment variable.
   */
  @Nullable String secret(String key) {
    asked(key + "-file", Setting.of(Kind.SECRET, null));
    asked(key + "-env", Setting.of(Kind.SECRET, null));
    Path file = file(key + "-file");
    String variable = optional(key + "-env");
    if (entries.containsKey(key)) {
      known.add(key);
      problem(
          key,
          "is a secret, which must not be in the settings; use `%1$s-file` or `%1$s-env`"
              .formatted(key));
    } else if (file != null && variable != null) {
      problem(key + "-file", "and `" + key + "-env` are both set; set only one");
    } else if (file != null) {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        problem(key + "-file", "names " + file + ", which cannot be read: " + ErrorText.of(e));
      }
    }
    return variable == null ? null : valueOf(key + "-env", variable);
  }

  private @Nullable String valueOf(String key, String variable) {
    String value = file.environment().get(variable);
    if (value == null) {
      problem(key, "names the environment variable " + variable + ", which is not set");
    }
    return value;
  }

  /**
   * Texts whose names are the operator's own, in section {@code key}; and secret ones, in section
   * {@code secret-key}, which names the environment variables that hold them.
   */
  public Map<String, String> textsAndSecrets(String key) {
    Map<String, String> all = section(key).texts();
    Section secrets = section("secret-" + key);
    secrets
        .texts()
        .forEach(
            (name, variable) -> {
              String value = secrets.valueOf(name, variable);
              if (value != null) {
                all.put(name, value);
              }
            });
    return all;
  }

  private Map<String, String> texts() {
    file.asked(path, Setting.of(Kind.TEXTS, null));
    Map<String, String> texts = new LinkedHashMap<>();
    entries.keySet().forEach(name -> texts.put(name, text(name)));
    return texts;
  }

  /** Makes something of a section. */
  public interface Reader<T> {
    T read(Section section) throws IOException;
  }

  /** Makes something of all settings of this section; nothing if that fails. */
  <T> Optional<T> read(Reader<T> reader) {
    Optional<T> made = attempt(Optional.empty(), section -> Optional.of(reader.read(section)));
    end();
    return made;
  }

  /** Makes something of this section. */
  <T> T attempt(T otherwise, Reader<T> reader) {
    int before = file.problems();
    try {
      return reader.read(this);
    } catch (IllegalArgumentException | IOException e) {
      if (file.problems() == before) { // else it may only be a consequence
        problem(e.getMessage());
      }
      return otherwise;
    }
  }

  /**
   * Reads all sections in this one, each by its {@code type}, which defaults to its name; if there
   * are none, one of the default type.
   */
  <T> List<T> readEach(String defaultType, Map<String, Reader<T>> readers) {
    Set<String> types = new TreeSet<>(readers.keySet());
    file.asked(path, Setting.of(Kind.SECTIONS, defaultType).oneOf(types));
    List<T> all = new ArrayList<>();
    for (String name : entries.isEmpty() ? Set.of(defaultType) : entries.keySet()) {
      Section section = section(name);
      YamlNode value = value(name);
      if (value == null || value.isMap()) {
        section
            .type(types)
            .flatMap(type -> section.read(Objects.requireNonNull(readers.get(type))))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  /** Of a misspelt type, the closest, so that the rest of the section is checked, too. */
  private Optional<String> type(Set<String> types) {
    String set = optional("type");
    String type = set == null ? name() : set;
    if (types.contains(type)) {
      return Optional.of(type);
    }
    String question = ClosestName.question(type, types);
    String words = "one of " + String.join(", ", types);
    if (set != null) {
      String end = question.isEmpty() ? "" : "; " + question;
      problem("type", "must be " + words + "; not `" + type + "`" + end);
    } else if (question.isEmpty()) {
      file.problem(line, "`" + path + "` needs a `type`: " + words);
    } else {
      file.problem(
          line,
          "unknown setting `%s`; %s A name of your own needs a `type`".formatted(path, question));
    }
    return ClosestName.plausible(type, types).stream().findFirst();
  }

  /** Reports every setting in this section that was not asked for. */
  public void end() {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        file.problem(
            lineOf(key),
            "unknown setting `%s`; did you mean `%s`?"
                .formatted(pathOf(key), ClosestName.to(key, known)));
      }
    }
  }
}
