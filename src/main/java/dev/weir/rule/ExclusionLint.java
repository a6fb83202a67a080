package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import dev.weir.rule.Condition.FieldTest;
import dev.weir.rule.Condition.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exclusions that take out more than they should, and suspects of no detection. */
final class ExclusionLint {

  private static final Pattern DETECTION = Pattern.compile("(?s).*\\bdetection\\b.*");
  private static final Pattern NAMED =
      Pattern.compile("(?s)(?:\\$?\\w+\\.)?detection\\s*==\\s*\"((?:[^\"\\\\]++|\\\\.)*)\"");

  private static final Pattern INSERTED =
      Pattern.compile("\\bnew\\s+Suspect\\s*\\(\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*)\"\\s*,)?");

  /** What is inserted here was made elsewhere, perhaps under a name that cannot be seen. */
  private static final Pattern INSERTED_UNSEEN =
      Pattern.compile("\\binsert\\w*\\s*\\(\\s*(?!new\\b)");

  /** Whatever may become a suspect has these, so to ask for their presence asks for nothing. */
  private static final Pattern EVERY_EXEC_HAS =
      Pattern.compile(
          "@timestamp|(?:event|agent|host|user)\\..*"
              + "|process\\.(?:parent\\.)?(?:entity_id|name|executable|command_line|args|pid)");

  private ExclusionLint() {}

  static void check(
      RuleText rule,
      List<Condition> conditions,
      RuleSet rules,
      @Nullable Set<String> detections,
      List<RuleIssue> issues) {
    RuleMetadata said = rules.rules().get(rule.name());
    if (said != null && said.exclusion()) {
      checkWords(rule, said, issues);
      checkReach(rule, issues);
    } else {
      checkUnmarked(rule, issues);
    }
    if (detections != null) {
      checkNames(rule, conditions, detections, issues);
    }
  }

  /** The names under which suspects are inserted; null if they cannot all be seen. */
  static @Nullable Set<String> detections(RuleSet rules) {
    Set<String> detections = new TreeSet<>();
    for (DrlFile file : rules.files().rules()) {
      Matcher inserted = INSERTED.matcher(file.code());
      while (inserted.find()) {
        if (inserted.group(1) == null) {
          return null;
        }
        detections.add(inserted.group(1));
      }
      if (INSERTED_UNSEEN.matcher(file.code()).find()) {
        return null;
      }
    }
    return detections;
  }

  private static void checkWords(RuleText rule, RuleMetadata said, List<RuleIssue> issues) {
    if (said.owner().isBlank()) {
      issues.add(
          rule.issue(WARNING, "the exclusion has no @owner, so nobody answers for it")
              .withHint("add @owner(\"team@example.org\")"));
    }
    if (said.reason().isBlank()) {
      issues.add(
          rule.issue(WARNING, "the exclusion has no @reason, so nobody knows when it may go")
              .withHint("add @reason(\"TICKET-1: why this is harmless\")"));
    }
  }

  private static void checkReach(RuleText rule, List<RuleIssue> issues) {
    if (!rule.consequence().matches("(?s).*\\b(?:delete|retract)\\s*\\(.*")) {
      issues.add(
          rule.issue(WARNING, "is marked @exclusion and deletes no suspect, so it excludes nothing")
              .withHint("write delete($suspect); after then"));
      return;
    }
    for (RuleText.PatternText pattern : rule.patterns()) {
      if (pattern.type().equals("Suspect")) {
        boolean named =
            pattern.conditions().stream()
                .anyMatch(condition -> DETECTION.matcher(condition.text()).matches());
        if (!named) {
          issues.add(
              rule.issueAt(
                      pattern.offset(),
                      WARNING,
                      "names no detection, so the exclusion takes out suspects of all of them")
                  .withHint("add detection == \"...\""));
        }
        if (rule.isPlain() && rule.patterns().size() == 1) {
          checkSelects(rule, pattern, issues);
        }
      }
    }
  }

  /** Whether anything but the detection tells the excluded suspects from the others. */
  private static void checkSelects(
      RuleText rule, RuleText.PatternText suspect, List<RuleIssue> issues) {
    if (suspect.bindings().stream().anyMatch(one -> !one.matches("\\$?\\w+\\s*:\\s*\\w+"))) {
      return; // a condition is bound, too
    }
    List<Condition> conditions =
        suspect.conditions().stream()
            .filter(condition -> !NAMED.matcher(condition.text()).matches())
            .toList();
    Set<String> asked = new TreeSet<>();
    for (Condition condition : conditions) {
      FieldTest test = condition.test();
      if (test == null || !isHeldByAll(condition, test)) {
        return;
      }
      asked.add(FieldNames.ecs(test.field()));
    }
    String whose = asked.isEmpty() ? "" : " whose " + String.join(" and ", asked) + " is recorded";
    issues.add(
        rule.issueAt(suspect.offset(), WARNING, "the exclusion takes out every suspect" + whose)
            .withHint("say what tells the harmless ones from the others"));
  }

  private static boolean isHeldByAll(Condition condition, FieldTest test) {
    if (condition.kind() != Kind.TEST && condition.kind() != Kind.LIST) {
      return false;
    }
    return switch (test.method()) {
      case "like" -> test.values().stream().anyMatch(value -> Glob.isAny(value.text()));
      case "present" -> EVERY_EXEC_HAS.matcher(FieldNames.ecs(test.field())).matches();
      default -> false;
    };
  }

  /** One suspect that is deleted and not raised, without being counted as excluded. */
  private static void checkUnmarked(RuleText rule, List<RuleIssue> issues) {
    if (!rule.isPlain() || rule.patterns().size() != 1) {
      return;
    }
    RuleText.PatternText pattern = rule.patterns().get(0);
    Pattern deletes =
        Pattern.compile(
            "\\b(?:delete|retract)\\s*\\(\\s*" + Pattern.quote(pattern.binding()) + "\\s*\\)");
    if (pattern.type().equals("Suspect")
        && !pattern.binding().isEmpty()
        && deletes.matcher(rule.consequence()).find()
        && !rule.consequence().contains(".raise(")) {
      issues.add(
          rule.issue(WARNING, "deletes suspects without @exclusion, so its hits are not counted")
              .withHint("add @exclusion, @owner and @reason"));
    }
  }

  private static void checkNames(
      RuleText rule, List<Condition> conditions, Set<String> detections, List<RuleIssue> issues) {
    for (Condition condition : conditions) {
      for (Condition test : condition.tests()) {
        Matcher named = NAMED.matcher(test.text());
        if (named.matches() && !detections.contains(named.group(1))) {
          String meant = Nearest.meant(named.group(1), detections);
          String known =
              detections.isEmpty()
                  ? "a rule makes one with insert(new Suspect(\"" + named.group(1) + "\", $event));"
                  : "there is " + String.join(", ", detections);
          issues.add(
              rule.issueAt(
                      rule.file().code().indexOf('"', test.offset()),
                      WARNING,
                      "no rule inserts a suspect of the detection \"" + named.group(1) + "\"")
                  .withHint(meant.isEmpty() ? known : meant));
        }
      }
    }
  }
}
