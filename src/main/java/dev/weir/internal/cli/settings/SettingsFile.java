package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A settings file with the variables that override it, and everything that is wrong with them. */
final class SettingsFile {

  private record Problem(int line, String message) {}

  private final @Nullable Path file;
  private final String name;
  private final SettingsEnvironment environment;
  private final Map<String, Setting> asked = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** A file of null has no settings. */
  SettingsFile(@Nullable Path file, Map<String, String> environment) {
    this.file = file;
    this.name = file == null ? "settings" : file.toString();
    this.environment = new SettingsEnvironment(environment);
  }

  /** The root of the file; null if the file is null or empty. */
  @Nullable YamlNode root() {
    if (file == null) {
      return null;
    }
    YamlNode root =
        YamlNode.read(
            content(file),
            (line, column, problem) -> {
              throw new SettingsException(place(file, line) + ": not valid YAML: " + problem);
            });
    if (root != null && !root.isMap() && !root.isNull()) {
      throw new SettingsException(file + ": settings must be a map of names to values");
    }
    return root;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new SettingsException("cannot read " + file + ": " + ErrorText.of(e));
    }
  }

  private static String place(Object file, int line) {
    return line == 0 ? file.toString() : file + ":" + line;
  }

  /** Notes what is asked of a setting; of several questions, the first is the most precise. */
  void asked(String setting, Setting question) {
    asked.putIfAbsent(setting, question);
  }

  /** What was asked of each setting, by its path. */
  Map<String, Setting> asked() {
    return asked;
  }

  SettingsEnvironment environment() {
    return environment;
  }

  void problem(int line, String message) {
    problems.add(new Problem(line, place(name, line) + ": " + message));
  }

  /** A problem of a setting, which may come from a variable. */
  void problem(int line, String setting, @Nullable String message) {
    String variable = SettingsEnvironment.variable(setting);
    if (environment.get(variable) == null) {
      problem(line, "`" + setting + "` " + message);
    } else {
      variableProblem("environment variable %s: `%s` %s".formatted(variable, setting, message));
    }
  }

  private void variableProblem(String message) {
    problems.add(new Problem(Integer.MAX_VALUE, message));
  }

  int problems() {
    return problems.size();
  }

  void checkUnknownVariables() {
    environment.unknown().forEach(this::variableProblem);
  }

  /** What was read, unless anything is wrong; the exception then has one line for each problem. */
  <T> T checked(Optional<T> read) {
    if (!problems.isEmpty()) {
      throw new SettingsException(
          problems.stream()
              .sorted(Comparator.comparingInt(Problem::line))
              .map(Problem::message)
              .collect(Collectors.joining("\n")));
    }
    return read.orElseThrow();
  }
}
