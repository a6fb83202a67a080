package dev.weir.rule;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What ECS says of the values that a field can have. */
final class EcsValues {

  /** Fields of "allowed values" in ECS 9. */
  private static final Map<String, List<String>> VOCABULARY =
      Map.of(
          "host.os.type",
          List.of("linux", "macos", "unix", "windows", "ios", "android"),
          "event.kind",
          List.of(
              "alert",
              "asset",
              "enrichment",
              "event",
              "metric",
              "state",
              "pipeline_error",
              "signal"),
          "event.category",
          List.of(
              "api",
              "authentication",
              "configuration",
              "database",
              "driver",
              "email",
              "file",
              "host",
              "iam",
              "intrusion_detection",
              "library",
              "malware",
              "network",
              "package",
              "process",
              "registry",
              "session",
              "threat",
              "vulnerability",
              "web"),
          "event.type",
          List.of(
              "access",
              "admin",
              "allowed",
              "change",
              "connection",
              "creation",
              "deletion",
              "denied",
              "device",
              "end",
              "error",
              "group",
              "indicator",
              "info",
              "installation",
              "protocol",
              "start",
              "user"),
          "event.outcome",
          List.of("failure", "success", "unknown"));

  private static final Pattern PATH =
      Pattern.compile("process\\.(?:\\w+\\.)*(?:executable|working_directory)|file\\.path");

  private static final Pattern PROGRAM_NAME =
      Pattern.compile(
          "process\\.(?:(?:parent|entry_leader|session_leader|group_leader|previous)\\.)*name");

  private EcsValues() {}

  /** All values that a field may have; null where there is no such list. */
  static @Nullable List<String> of(String field) {
    return VOCABULARY.get(field);
  }

  static boolean isPath(String field) {
    return PATH.matcher(field).matches();
  }

  static boolean isProgramName(String field) {
    return PROGRAM_NAME.matcher(field).matches();
  }
}
