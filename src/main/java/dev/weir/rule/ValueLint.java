package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.ERROR;
import static dev.weir.rule.RuleIssue.Severity.WARNING;

import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.rule.Condition.FieldTest;
import dev.weir.rule.Condition.Value;
import java.util.List;
import java.util.regex.Pattern;

/** Values that a field is tested for and cannot have. */
final class ValueLint {

  /** On Windows a path begins with a drive, a server's name or a device. */
  private static final Pattern BEGINS_A_PATH = Pattern.compile("(?s)(?:[/.*?\\\\]|[A-Za-z?*]:).*");

  /** Of all programs only threads of the kernel have a slash in their names: kworker/0:1. */
  private static final Pattern KERNEL_THREAD =
      Pattern.compile("(?s)(?:k\\w+|migration|cpuhp|watchdog|irq|jbd2|rcu\\w+|idle_inject)/.*");

  private static final Pattern NO_PATTERN =
      Pattern.compile(".*\\.\\s*(?:like|cidrMatch)\\s*\\(\\s*\\)");

  private final RuleText rule;
  private final List<RuleIssue> issues;

  private ValueLint(RuleText rule, List<RuleIssue> issues) {
    this.rule = rule;
    this.issues = issues;
  }

  static void check(RuleText rule, Condition condition, List<RuleIssue> issues) {
    ValueLint lint = new ValueLint(rule, issues);
    for (Condition test : condition.tests()) {
      FieldTest asked = test.test();
      if (asked != null) {
        lint.check(asked);
      } else if (NO_PATTERN.matcher(test.text()).matches()) {
        issues.add(
            rule.issueAt(test.offset(), WARNING, "a list without a pattern matches nothing")
                .withHint("write the patterns between the parentheses, or take the test out"));
      }
    }
  }

  private void check(FieldTest test) {
    String field = FieldNames.ecs(test.field());
    for (Value value : test.values()) {
      if (test.method().equals("cidrMatch")) {
        checkBlock(value);
      } else {
        checkText(test, field, value);
      }
    }
  }

  private void checkBlock(Value value) {
    if (!isBlock(value.text())) {
      add(
          rule.issueAt(
              value.offset(), ERROR, quoted(value) + " is no address or block, so the rule fails"),
          "write an address or a block, as in \"169.254.169.254\" or \"10.0.0.0/8\"");
    }
  }

  private void checkText(FieldTest test, String field, Value value) {
    String text = value.text();
    boolean like = test.method().equals("like");
    if (text.isEmpty()) {
      warn(
          value,
          "\"\" matches an empty text only, not a missing field",
          "for a field without any value write !" + written(test) + ".present");
    } else if (!text.equals(text.strip())) {
      warn(
          value,
          quoted(value) + " begins or ends with a blank, and so must the value that it matches",
          text.isBlank() ? "" : "write \"" + text.strip() + "\"");
    } else if (EcsField.isKeyword(field)
        && (like ? Glob.shortest(text) : text.length()) > EcsField.KEYWORD_LIMIT) {
      warn(
          value,
          "a value this long can never match: "
              + field
              + " counts as missing over 1,024 UTF-16 units",
          "");
    } else if (field.endsWith(".ip") || field.endsWith("_ip")) {
      warn(
          value,
          field + " is compared as text here, so ::ffff:10.0.0.1 is not 10.0.0.1",
          "write " + written(test) + ".cidrMatch(\"" + block(text) + "\")");
    } else if (!like && text.contains("*") && !field.endsWith("args")) {
      warn(
          value,
          "a star in has(...) is a star and stands for nothing else",
          "write " + written(test) + ".like(\"" + text + "\")");
    } else if (EcsValues.of(field) != null) {
      checkVocabulary(field, like, value);
    } else if (EcsValues.isPath(field) && !BEGINS_A_PATH.matcher(text).matches()) {
      warn(
          value,
          quoted(value) + " can never match: " + field + " is a path, which begins with /",
          "write \"/" + text + "\" or \"*/" + text + "\"");
    } else if (EcsValues.isProgramName(field)
        && text.contains("/")
        && !KERNEL_THREAD.matcher(text).matches()) {
      String last = text.substring(text.lastIndexOf('/') + 1);
      warn(
          value,
          quoted(value) + " can never match: " + field + " is a name without a path",
          "write \"" + last + "\", or ask for " + executable(field));
    }
  }

  private void checkVocabulary(String field, boolean like, Value value) {
    List<String> allowed = EcsValues.of(field);
    if (allowed == null
        || (like
            ? allowed.stream().anyMatch(one -> Glob.matches(value.text(), one))
            : allowed.contains(value.text()))) {
      return;
    }
    String meant = Nearest.meant(value.text(), allowed);
    warn(
        value,
        quoted(value) + " can never match: ECS knows no such " + field,
        meant.isEmpty() ? "it is one of " + String.join(", ", allowed) : meant);
  }

  private void warn(Value value, String text, String hint) {
    add(rule.issueAt(value.offset(), WARNING, text), hint);
  }

  private void add(RuleIssue issue, String hint) {
    issues.add(issue.withHint(hint));
  }

  private static String quoted(Value value) {
    String text = value.text();
    return "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
  }

  /** The field as the rule writes it. */
  static String written(FieldTest test) {
    String of = test.of().isEmpty() ? "" : test.of() + ".";
    return of
        + (FieldNames.isAccessor(test.field()) ? test.field() : "field(\"" + test.field() + "\")");
  }

  private static String executable(String nameField) {
    String executable = nameField.substring(0, nameField.lastIndexOf('.')) + ".executable";
    String accessor = FieldNames.accessor(executable);
    return FieldNames.isAccessor(accessor) ? accessor : "field(\"" + executable + "\")";
  }

  /** {@code 169.254.*} as a block; what is no such pattern stays as it is. */
  private static String block(String text) {
    if (!text.matches("(\\d{1,3}\\.){1,3}\\*")) {
      return text;
    }
    int parts = (int) text.chars().filter(c -> c == '.').count();
    return text.replace("*", "0") + ".0".repeat(3 - parts) + "/" + 8 * parts;
  }

  static boolean isBlock(String text) {
    try {
      return Values.of("0.0.0.0").cidrMatch(text, "0.0.0.0");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
