package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that compile though they are misspelt: of annotations, and in {@code field(...)}. */
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

  private static final Pattern FIELD = Pattern.compile("\\bfield\\s*\\(\\s*\"([^\"\\\\]*)\"");

  /** Fields of ECS that look like slips of those with an accessor. */
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

  static void check(RuleText rule, List<RuleIssue> issues) {
    for (String name : rule.annotations()) {
      String meant = ANNOTATIONS.contains(name) ? "" : Nearest.meant("@" + name, withAt());
      if (!meant.isEmpty()) {
        int at = rule.find(Pattern.compile("@\\s*" + Pattern.quote(name) + "\\b"));
        issues.add(rule.issueAt(at, WARNING, "Weir knows no annotation @" + name).withHint(meant));
      }
    }
    String code = rule.file().code();
    Matcher field = FIELD.matcher(code).region(rule.start(), rule.end());
    while (field.find()) {
      check(rule, field.group(1), code.indexOf('"', field.start()), issues);
    }
  }

  private static void check(RuleText rule, String name, int offset, List<RuleIssue> issues) {
    if (FieldNames.isAccessor(name)) {
      issues.add(
          rule.issueAt(offset, WARNING, "no event has a field \"" + name + "\"")
              .withHint("write " + name + " without field(...), or its name in ECS, with dots"));
      return;
    }
    if (RIGHT.contains(name) || FieldNames.ecsNames().contains(name)) {
      return;
    }
    List<String> near =
        Nearest.of(name, FieldNames.ecsNames()).stream()
            .filter(one -> Nearest.distance(name, one) <= 2)
            .toList();
    if (!near.isEmpty()) {
      issues.add(
          rule.issueAt(offset, WARNING, "ECS knows no field \"" + name + "\"")
              .withHint("did you mean " + String.join(" or ", near) + "?"));
    }
  }

  private static List<String> withAt() {
    return ANNOTATIONS.stream().map(name -> "@" + name).toList();
  }
}
