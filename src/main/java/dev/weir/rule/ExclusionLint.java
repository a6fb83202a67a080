package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.Glob;
import dev.weir.internal.text.ClosestName;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds exclusions that remove more than they should, and names of unknown detections. */
final class ExclusionLint {

  /** What every exec event has, beside all of {@code event.*} and the like. */
  private static final Set<String> OF_EVERY_PROCESS =
      Set.of("entity_id", "name", "executable", "command_line", "args", "pid");

  private static final Set<String> OF_EVERY_EVENT = Set.of("event", "agent", "host", "user");

  private final DrlRule rule;
  private final Findings findings;

  private ExclusionLint(DrlRule rule, Findings findings) {
    this.rule = rule;
    this.findings = findings;
  }

  static void check(
      DrlRule rule,
      @Nullable RuleMetadata metadata,
      @Nullable Set<String> detections,
      Findings findings) {
    ExclusionLint lint = new ExclusionLint(rule, findings);
    if (metadata != null && metadata.exclusion()) {
      lint.checkOwner(metadata);
      lint.checkReach();
    } else {
      lint.checkUnmarked();
    }
    if (detections != null) {
      lint.checkNames(detections);
    }
  }

  private void checkOwner(RuleMetadata metadata) {
    if (metadata.owner().isBlank()) {
      warn(
          rule.start(),
          "the exclusion has no @owner, so nobody is responsible for it",
          "add @owner(\"team@example.org\")");
    }
    if (metadata.reason().isBlank()) {
      warn(
          rule.start(),
          "the exclusion has no @reason, so nobody knows when it can be removed",
          "add @reason(\"TICKET-1: why this is harmless\")");
    }
  }

  private void checkReach() {
    if (!rule.deletes()) {
      warn(
          rule.start(),
          "is marked @exclusion and deletes no suspect, so it excludes nothing",
          "write delete($suspect); after then");
      return;
    }
    for (DrlPattern pattern : rule.patterns()) {
      if (pattern.type().equals("Suspect")) {
        boolean named =
            pattern.conditions().stream()
                .anyMatch(condition -> condition.expression().mentions("detection"));
        if (!named) {
          warn(
              pattern.offset(),
              "names no detection, so the exclusion removes suspects of all of them",
              "add detection == \"...\"");
        }
        if (rule.isPlain() && rule.patterns().size() == 1 && pattern.bindsOnlyProperties()) {
          checkSelects(pattern);
        }
      }
    }
  }

  /** Whether anything but the detection distinguishes the excluded suspects from the others. */
  private void checkSelects(DrlPattern suspect) {
    Set<String> fields = new TreeSet<>();
    for (Condition condition : suspect.conditions()) {
      if (detectionNamed(condition) == null) {
        FieldTest test = condition.test();
        if (test == null || !isMetByAll(condition, test)) {
          return;
        }
        fields.add(FieldNames.ecs(test.field()));
      }
    }
    String whose =
        fields.isEmpty() ? "" : " whose " + String.join(" and ", fields) + " is recorded";
    warn(
        suspect.offset(),
        "the exclusion removes every suspect" + whose,
        "add a condition that only the harmless ones meet");
  }

  private static boolean isMetByAll(Condition condition, FieldTest test) {
    if (condition.kind() != Kind.TEST && condition.kind() != Kind.LIST) {
      return false;
    }
    return switch (test.method()) {
      case "like", "likeExact" ->
          test.values().stream().anyMatch(value -> Glob.isAny(value.value()));
      case "present" -> isInEveryExec(FieldNames.ecs(test.field()));
      default -> false;
    };
  }

  /** Whether every event that may become a suspect has the field. */
  private static boolean isInEveryExec(String field) {
    int dot = field.indexOf('.');
    String group = dot < 0 ? field : field.substring(0, dot);
    String name = field.substring(field.startsWith("process.parent.") ? 15 : dot + 1);
    return field.equals("@timestamp")
        || (dot > 0 && OF_EVERY_EVENT.contains(group))
        || (group.equals("process") && OF_EVERY_PROCESS.contains(name));
  }

  /** A rule that deletes its one suspect, puts nothing in its place, and is not counted. */
  private void checkUnmarked() {
    if (!rule.isPlain() || rule.patterns().size() != 1) {
      return;
    }
    DrlPattern pattern = rule.patterns().get(0);
    if (pattern.type().equals("Suspect")
        && rule.deletes(pattern.binding())
        && rule.actions().noneMatch(call -> call.name().matches("raise|insert"))) {
      warn(
          rule.start(),
          "deletes suspects without @exclusion, so its hits are not counted",
          "add @exclusion, @owner and @reason");
    }
  }

  private void checkNames(Set<String> detections) {
    for (Condition condition : rule.everyCondition()) {
      for (Condition test : condition.tests()) {
        Text named = detectionNamed(test);
        if (named != null && !detections.contains(named.value())) {
          String written = rule.file().written(named);
          String meant = ClosestName.question(named.value(), detections);
          String known =
              detections.isEmpty()
                  ? "a rule creates one with insert(new Suspect(\""
                      + named.value()
                      + "\", $event));"
                  : "detections are " + String.join(", ", detections);
          warn(
              named.start(),
              "no rule inserts a suspect of the detection \"" + written + "\"",
              meant.isEmpty() ? known : meant);
        }
      }
    }
  }

  /** The detection that a test asks for; null if it asks for something else. */
  private static @Nullable Text detectionNamed(Condition test) {
    Operation equals = test.operation("==");
    return equals != null
            && equals.parts().get(0).isNamed("detection")
            && equals.parts().get(1) instanceof Text text
        ? text
        : null;
  }

  private void warn(int offset, String text, String hint) {
    findings.warn(rule.place(offset), text, hint);
  }
}
