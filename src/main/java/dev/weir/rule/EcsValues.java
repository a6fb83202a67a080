package dev.weir.rule;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that fields can have according to ECS. */
final class EcsValues {

  /** Fields of "allowed values" in ECS 9. */
  private static final Map<String, List<String>> VOCABULARY =
      Map.of(
          "host.os.type",
          words("linux macos unix windows ios android"),
          "event.kind",
          words("alert asset enrichment event metric state pipeline_error signal"),
          "event.category",
          words(
              "api authentication configuration database driver email file host iam"
                  + " intrusion_detection library malware network package process registry session"
                  + " threat vulnerability web"),
          "event.type",
          words(
              "access admin allowed change connection creation deletion denied device end error"
                  + " group indicator info installation protocol start user"),
          "event.outcome",
          words("failure success unknown"));

  /** The processes that an event may describe beside its own. */
  private static final Set<String> PROCESSES =
      Set.of("parent", "entry_leader", "session_leader", "group_leader", "previous");

  private EcsValues() {}

  private static List<String> words(String words) {
    return List.of(words.split(" ", -1));
  }

  /** All values that a field may have; null where there is no such list. */
  static @Nullable List<String> of(String field) {
    return VOCABULARY.get(field);
  }

  static boolean isPath(String field) {
    return field.equals("file.path")
        || (field.startsWith("process.")
            && (field.endsWith(".executable") || field.endsWith(".working_directory")));
  }

  static boolean isProgramName(String field) {
    List<String> words = List.of(field.split("\\.", -1));
    return words.size() > 1
        && words.get(0).equals("process")
        && words.get(words.size() - 1).equals("name")
        && PROCESSES.containsAll(words.subList(1, words.size() - 1));
  }
}
