package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.FieldRef;
import dev.weir.internal.drl.Glob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds exclusions that an intruder can meet: an alternative that rests on what the user of a
 * process sets, and on nothing that the kernel reports.
 */
final class TrustLint {

  private static final Set<String> EXECUTABLES =
      Set.of(
          "process.executable",
          "process.parent.executable",
          "process.entry_leader.executable",
          "process.session_leader.executable",
          "process.group_leader.executable");

  /** What else a user without rights cannot choose. */
  private static final List<String> REPORTED =
      List.of("user.", "container.image.", "process.hash.", "destination.");

  /** What whoever starts a process sets. */
  private static final Set<String> SET_BY_USER =
      Set.of(
          "name", "title", "args", "args_count", "command_line", "working_directory", "env_vars");

  /** Folders where any user can write; patterns are compared in lower case. */
  private static final List<String> WRITABLE =
      List.of(
          "./",
          "/tmp/",
          "/var/tmp/",
          "/dev/shm/",
          "/dev/mqueue/",
          "/run/user/",
          "/home/",
          "/proc/",
          "memfd:",
          "/memfd:",
          "/private/tmp/",
          "/users/",
          "c:\\users\\",
          "c:\\windows\\temp\\",
          "c:\\programdata\\",
          "c:\\temp\\");

  /** Programs that do what their caller says. */
  private static final List<String> GENERAL =
      List.of(
          "sh",
          "bash",
          "dash",
          "zsh",
          "ksh",
          "python*",
          "platform-python*",
          "perl*",
          "ruby*",
          "node",
          "php",
          "php?",
          "php?.?",
          "lua*",
          "java",
          "curl",
          "wget",
          "busybox",
          "env",
          "pwsh*",
          "powershell*.exe",
          "cmd.exe",
          "curl.exe",
          "python*.exe");

  private final DrlRule rule;
  private final DrlRules tree;

  private TrustLint(DrlRule rule, DrlRules tree) {
    this.rule = rule;
    this.tree = tree;
  }

  static void check(DrlRule rule, DrlRules tree, Findings findings) {
    if (rule.isExclusion() && rule.isPlain() && rule.patterns().size() == 1) {
      new TrustLint(rule, tree).check(rule.patterns().get(0), findings);
    }
  }

  private void check(DrlPattern suspect, Findings findings) {
    Set<String> accepted = accepted();
    for (List<Condition> way : Condition.alternatives(suspect.conditions())) {
      Map<String, String> reasons = new LinkedHashMap<>();
      int offset = -1;
      boolean trusted = !suspect.bindsOnlyProperties();
      for (Condition condition : way) {
        String field = field(condition);
        String reason = field == null ? "" : reason(condition, field);
        trusted |= reason == null;
        if (reason != null && !reason.isEmpty()) {
          reasons.putIfAbsent(String.valueOf(field), reason);
          offset = offset < 0 ? condition.offset() : offset;
        }
      }
      if (!trusted && !accepted.containsAll(reasons.keySet())) {
        findings.warn(
            rule.place(offset),
            "an intruder can meet this exclusion: " + String.join("; ", reasons.values()),
            "add what the kernel reports, such as processExecutable in a folder of root,"
                + " processParentExecutable, userName or containerImageName; or accept it with"
                + " @userControlled(\""
                + String.join("\", \"", reasons.keySet())
                + "\")");
      }
    }
  }

  private Set<String> accepted() {
    DrlRule.Annotation annotation = rule.annotations().get("userControlled");
    return annotation == null
        ? Set.of()
        : annotation.values().stream().map(Text::value).collect(Collectors.toSet());
  }

  /** The field that a condition tests, or that the function it calls reads; null if neither. */
  private @Nullable String field(Condition condition) {
    FieldTest test = condition.test();
    if (test != null && test.of().isEmpty() && FieldRef.of(callee(condition)) != null) {
      return FieldNames.ecs(test.field());
    }
    List<String> read =
        condition.expression().walk(Call.class).flatMap(call -> fieldsOf(call, 0)).toList();
    return read.stream()
        .filter(TrustLint::isReported)
        .findFirst()
        .orElse(read.stream().filter(TrustLint::isSetByUser).findFirst().orElse(null));
  }

  private static @Nullable Expression callee(Condition condition) {
    return condition.expression() instanceof Call call ? call.owner() : null;
  }

  /** The fields that a function of the rules reads, itself or by another. */
  private Stream<String> fieldsOf(Call call, int depth) {
    String name = call.name();
    if (call.owner() != null && name.startsWith("get") && name.length() > 3) {
      String accessor = name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4);
      return FieldNames.isAccessor(accessor) ? Stream.of(FieldNames.ecs(accessor)) : Stream.of();
    }
    return call.owner() != null || depth > 3
        ? Stream.of()
        : tree.files().stream()
            .flatMap(file -> file.functions().stream())
            .filter(function -> function.name().equals(name))
            .flatMap(function -> function.body().walk(Call.class))
            .flatMap(inner -> fieldsOf(inner, depth + 1));
  }

  /** Why an intruder can meet a condition; empty if it does not matter, null if none can. */
  private @Nullable String reason(Condition condition, String field) {
    if (condition.kind() == Kind.NOT) {
      return "";
    }
    if (isSetByUser(field)) {
      return "whoever starts a process sets its " + field;
    }
    FieldTest test = condition.test();
    if (test == null || test.isRegex()) {
      return isReported(field) ? null : "";
    }
    if (test.values().isEmpty()
        || !isReported(field)
        || test.values().stream().anyMatch(one -> Glob.isAny(one.value()))) {
      return "";
    }
    return EXECUTABLES.contains(field)
        ? test.values().stream()
            .map(TrustLint::reasonOfPath)
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .orElse(null)
        : null;
  }

  private static String reasonOfPath(Text path) {
    String pattern = path.value().toLowerCase(Locale.ROOT).replaceFirst("^[a-z?]:\\\\", "c:\\\\");
    String start = pattern.split("[*?]", 2)[0];
    boolean open = !start.equals(pattern);
    if (WRITABLE.stream()
        .anyMatch(place -> start.startsWith(place) || (open && place.startsWith(start)))) {
      return "any user can write to a place that \"" + path.value() + "\" matches";
    }
    String name =
        pattern.substring(Math.max(pattern.lastIndexOf('/'), pattern.lastIndexOf('\\')) + 1);
    return GENERAL.stream().anyMatch(general -> Glob.covers(general, name))
        ? "\"" + path.value() + "\" does what its caller says"
        : "";
  }

  private static boolean isReported(String field) {
    return EXECUTABLES.contains(field)
        || field.contains("code_signature")
        || REPORTED.stream().anyMatch(field::startsWith);
  }

  private static boolean isSetByUser(String field) {
    return field.startsWith("process.")
        && SET_BY_USER.contains(field.substring(field.lastIndexOf('.') + 1));
  }
}
