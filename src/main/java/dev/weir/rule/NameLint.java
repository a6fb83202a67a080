package dev.weir.rule;

import dev.weir.internal.drl.DrlAnnotation;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.text.ClosestName;
import java.util.List;
import java.util.Set;

/** Finds misspelt names that compile: of annotations, and in {@code field(...)}. */
final class NameLint {

  private static final List<String> ANNOTATIONS =
      List.of(
          "id",
          "version",
          "severity",
          "riskScore",
          "description",
          "message",
          "author",
          "license",
          "guide",
          "tags",
          "references",
          "attack",
          "exclusion",
          "owner",
          "reason");

  /** Fields of ECS that look like misspelt fields with an accessor. */
  private static final Set<String> RIGHT =
      Set.of(
          "event.end",
          "event.url",
          "host.mac",
          "process.end",
          "process.io",
          "process.pgid",
          "process.ppid",
          "process.tty",
          "process.vpid",
          "process.parent.end",
          "process.parent.pgid",
          "process.parent.ppid",
          "process.parent.tty",
          "process.parent.vpid",
          "source.mac",
          "destination.mac");

  private NameLint() {}

  static void check(DrlRule rule, List<RuleIssue> issues) {
    for (DrlAnnotation annotation : rule.annotations().values()) {
      String name = annotation.name();
      String meant = ANNOTATIONS.contains(name) ? "" : ClosestName.question("@" + name, withAt());
      if (!meant.isEmpty()) {
        issues.add(
            Issues.warning(rule.place(annotation.offset()), "unknown annotation @" + name)
                .withHint(meant));
      }
    }
    rule.namedFields().forEach(field -> check(rule, field, issues));
  }

  private static void check(DrlRule rule, Text field, List<RuleIssue> issues) {
    String name = field.value();
    if (FieldNames.isAccessor(name)) {
      issues.add(
          Issues.warning(rule.place(field.start()), "no event has a field \"" + name + "\"")
              .withHint("write " + name + " without field(...), or its name in ECS, with dots"));
      return;
    }
    if (RIGHT.contains(name) || FieldNames.ecsNames().contains(name)) {
      return;
    }
    List<String> near =
        ClosestName.plausible(name, FieldNames.ecsNames()).stream()
            .filter(one -> ClosestName.distance(name, one) <= 2)
            .toList();
    if (!near.isEmpty()) {
      issues.add(
          Issues.warning(rule.place(field.start()), "ECS has no field \"" + name + "\"")
              .withHint("did you mean " + String.join(" or ", near) + "?"));
    }
  }

  private static List<String> withAt() {
    return ANNOTATIONS.stream().map(name -> "@" + name).toList();
  }
}
