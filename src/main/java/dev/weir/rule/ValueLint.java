package dev.weir.rule;

import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.Glob;
import dev.weir.internal.text.ClosestName;
import java.util.List;
import java.util.Set;

/** Finds values that a field is compared with and cannot have. */
final class ValueLint {

  private static final Set<String> KERNEL_THREADS =
      Set.of("migration", "cpuhp", "watchdog", "irq", "jbd2", "idle_inject");

  private final DrlRule rule;
  private final Findings findings;

  private ValueLint(DrlRule rule, Findings findings) {
    this.rule = rule;
    this.findings = findings;
  }

  static void check(DrlRule rule, Condition condition, Findings findings) {
    ValueLint lint = new ValueLint(rule, findings);
    for (Condition test : condition.tests()) {
      FieldTest asked = test.test();
      if (asked != null) {
        lint.check(asked);
      } else if (test.expression() instanceof Call call
          && Set.of("like", "cidrMatch").contains(call.name())
          && call.arguments().isEmpty()) {
        findings.warn(
            rule.place(test.offset()),
            "a list without a pattern matches nothing",
            "write patterns between the parentheses, or remove the test");
      }
    }
  }

  private void check(FieldTest test) {
    String field = FieldNames.ecs(test.field());
    for (Text value : test.values()) {
      if (test.method().equals("cidrMatch")) {
        checkBlock(value);
      } else {
        checkText(test, field, value);
      }
    }
  }

  private void checkBlock(Text value) {
    if (!isBlock(value.value())) {
      findings.error(
          rule.place(value.start()),
          quoted(value) + " is no address or block, so the rule fails",
          "write an address or a block, as in \"169.254.169.254\" or \"10.0.0.0/8\"");
    }
  }

  private void checkText(FieldTest test, String field, Text value) {
    String text = value.value();
    String code = rule.file().written(value);
    boolean like = test.method().equals("like");
    if (text.isEmpty()) {
      warn(
          value,
          "\"\" matches only an empty value, not a missing field",
          "for a field without any value write !" + written(test) + ".present");
    } else if (!text.equals(text.strip())) {
      warn(
          value,
          quoted(value) + " begins or ends with a space, and so must the value that it matches",
          code.isBlank() || code.equals(code.strip()) ? "" : "write \"" + code.strip() + "\"");
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
          field + " is compared as a string here, so ::ffff:10.0.0.1 is not 10.0.0.1",
          "write " + written(test) + ".cidrMatch(\"" + block(code) + "\")");
    } else if (!like && text.contains("*") && !field.endsWith("args")) {
      warn(
          value,
          "* in has(...) matches only a star",
          "write " + written(test) + ".like(\"" + code + "\")");
    } else if (EcsValues.of(field) != null) {
      checkVocabulary(field, like, value);
    } else if (EcsValues.isPath(field) && !beginsPath(text)) {
      warn(
          value,
          quoted(value) + " can never match: " + field + " is a path, which begins with /",
          "write \"/" + code + "\" or \"*/" + code + "\"");
    } else if (EcsValues.isProgramName(field) && text.contains("/") && !isKernelThread(text)) {
      String last = code.substring(code.lastIndexOf('/') + 1);
      warn(
          value,
          quoted(value) + " can never match: " + field + " is a name without a path",
          "write \"" + last + "\", or ask for " + executable(field));
    }
  }

  /** On Windows a path begins with a drive, a server's name or a device. */
  private static boolean beginsPath(String text) {
    char first = text.charAt(0);
    boolean drive = Character.isLetter(first) && text.startsWith(":", 1);
    return drive || "/.*?\\".indexOf(first) >= 0;
  }

  /** Of all programs only kernel threads have a slash in their names, as in kworker/0:1. */
  private static boolean isKernelThread(String text) {
    String name = text.substring(0, text.indexOf('/'));
    return KERNEL_THREADS.contains(name) || name.startsWith("k") || name.startsWith("rcu");
  }

  private void checkVocabulary(String field, boolean like, Text value) {
    List<String> allowed = EcsValues.of(field);
    if (allowed == null
        || (like
            ? allowed.stream().anyMatch(one -> Glob.matches(value.value(), one))
            : allowed.contains(value.value()))) {
      return;
    }
    String meant = ClosestName.question(value.value(), allowed);
    warn(
        value,
        quoted(value) + " can never match: ECS has no such " + field,
        meant.isEmpty() ? "it is one of " + String.join(", ", allowed) : meant);
  }

  private void warn(Text value, String text, String hint) {
    findings.warn(rule.place(value.start()), text, hint);
  }

  private String quoted(Text value) {
    String text = rule.file().written(value);
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
    int parts = (int) text.chars().filter(c -> c == '.').count();
    String block = text.replace("*", "0") + ".0".repeat(Math.max(0, 3 - parts)) + "/" + 8 * parts;
    boolean prefix = text.endsWith(".*") && text.indexOf('*') == text.length() - 1;
    return prefix && isBlock(block) ? block : text;
  }

  static boolean isBlock(String text) {
    try {
      return Values.of("0.0.0.0").cidrMatch(text, "0.0.0.0");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
