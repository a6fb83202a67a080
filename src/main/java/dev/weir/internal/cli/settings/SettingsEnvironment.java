package dev.weir.internal.cli.settings;

import dev.weir.internal.text.ClosestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment variables of the process, which override settings: {@code
 * WEIR_SOURCES_BULK_LISTEN} is {@code listen} of {@code bulk} of {@code sources}.
 */
final class SettingsEnvironment {

  /** What Kubernetes sets for a Service that is called weir. */
  private static final Pattern KUBERNETES = Pattern.compile("WEIR_(SERVICE_.*|PORT(_.*)?)");

  /** Read by the launcher. */
  private static final String LAUNCHER = "WEIR_JAVA_OPTS";

  private static final Logger LOG = LoggerFactory.getLogger(SettingsEnvironment.class);

  private final Map<String, String> values;
  private final Set<String> known = new TreeSet<>();

  SettingsEnvironment(Map<String, String> values) {
    this.values = values;
  }

  /** The variable that overrides a setting. */
  static String variable(String setting) {
    return "WEIR_" + setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  @Nullable String get(String variable) {
    known.add(variable);
    return values.get(variable);
  }

  /**
   * What is wrong with variables that start with {@code WEIR_} and look like a misspelt setting.
   * Others only get a warning: they may be another program's.
   */
  List<String> unknown() {
    List<String> problems = new ArrayList<>();
    for (String variable : new TreeSet<>(values.keySet())) {
      if (variable.startsWith("WEIR_")
          && !known.contains(variable)
          && !variable.equals(LAUNCHER)
          && !KUBERNETES.matcher(variable).matches()) {
        String question = ClosestName.question(variable, known);
        if (question.isEmpty()) {
          LOG.warn("the environment variable {} is no setting of Weir and has no effect", variable);
        } else {
          problems.add("unknown environment variable " + variable + "; " + question);
        }
      }
    }
    return problems;
  }
}
