package dev.weir.rule;

import dev.weir.event.EcsField;
import dev.weir.event.Values;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.Glob;
import dev.weir.internal.text.ClosestName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds values that a field is compared with and cannot have. */
final class ValueLint {

  private static final Set<String> KERNEL_THREADS =
      Set.of("migration", "cpuhp", "watchdog", "irq", "jbd2", "idle_inject");

  /** Tests that read an address or a block, and throw for any other text. */
  private static final Set<String> OF_ADDRESSES = Set.of("cidrMatch", "mentionsAddress");

  private final DrlRule rule;
  private final FieldTest test;
  private final String field;
  private final Text value;
  private final Findings findings;

  private ValueLint(DrlRule rule, FieldTest test, Text value, Findings findings) {
    this.rule = rule;
    this.test = test;
    this.field = FieldNames.ecs(test.field());
    this.value = value;
    this.findings = findings;
  }

  static void check(DrlRule rule, Condition condition, Findings findings) {
    for (Condition test : condition.tests()) {
      FieldTest asked = test.test();
      if (asked != null && !asked.isRegex()) {
        asked.values().forEach(value -> new ValueLint(rule, asked, value, findings).check());
      } else if (test.expression() instanceof Call call
          && Set.of("like", "likeExact", "regex", "regexIgnoreCase", "cidrMatch")
              .contains(call.name())
          && call.arguments().isEmpty()) {
        findings.warn(
            rule.place(test.offset()),
            "a list without a pattern matches nothing",
            "write patterns between the parentheses, or remove the test");
      }
    }
  }

  /** Finds strings that are no address in lists that a function returns to several rules. */
  static void checkLists(DrlRules rules, Findings findings) {
    Set<String> lists =
        rules.rules().stream()
            .flatMap(rule -> rule.code().walk(Call.class))
            .filter(call -> OF_ADDRESSES.contains(call.name()))
            .flatMap(call -> call.arguments().stream())
            .map(Expression::name)
            .collect(Collectors.toSet());
    for (DrlFile file : rules.files()) {
      file.functions().stream()
          .filter(function -> function.returnsTexts() && lists.contains(function.name()))
          .flatMap(function -> function.body().walk(Text.class))
          .filter(text -> !isBlock(text.value()))
          .forEach(
              text ->
                  findings.error(
                      file.place(text.start()),
                      file.code(text)
                          + " is no address or block, so the rules that use the list fail",
                      "write an address or a block, as in \"169.254.169.254\""));
    }
  }

  private void check() {
    String text = value.value();
    String code = rule.file().written(value);
    boolean like = test.isLike();
    if (test.method().equals("cidrMatch")) {
      if (!isBlock(text)) {
        findings.error(
            rule.place(value.start()),
            quoted() + " is no address or block, so the rule fails",
            "write an address or a block, as in \"169.254.169.254\" or \"10.0.0.0/8\"");
      }
    } else if (text.isEmpty()) {
      warn(
          "\"\" matches only an empty value, not a missing field",
          "for a field without any value write !" + written(test) + ".present");
    } else if (!text.equals(text.strip())) {
      warn(
          quoted() + " begins or ends with a space, and so must the value that it matches",
          code.isBlank() || code.equals(code.strip()) ? "" : "write \"" + code.strip() + "\"");
    } else if (EcsField.isKeyword(field)
        && (like ? Glob.shortest(text) : text.length()) > EcsField.KEYWORD_LIMIT) {
      warn(
          "a value this long can never match: "
              + field
              + " counts as missing over 1,024 UTF-16 units",
          "");
    } else if (field.endsWith(".ip") || field.endsWith("_ip")) {
      warn(
          field + " is compared as a string here, so ::ffff:10.0.0.1 is not 10.0.0.1",
          "write " + written(test) + ".cidrMatch(\"" + block(code) + "\")");
    } else if (!like && text.contains("*") && !field.endsWith("args")) {
      warn(
          "* in has(...) matches only a star",
          "write " + written(test) + ".like(\"" + code + "\")");
    } else if (EcsValues.of(field) != null) {
      checkVocabulary(like);
    } else if (EcsValues.isPath(field) && !beginsPath(text)) {
      warn(
          quoted() + " can never match: " + field + " is a path, which begins with /",
          "write \"/" + code + "\" or \"*/" + code + "\"");
    } else if (EcsValues.isProgramName(field) && text.contains("/") && !isKernelThread(text)) {
      String last = code.substring(code.lastIndexOf('/') + 1);
      warn(
          quoted() + " can never match: " + field + " is a name without a path",
          "write \"" + last + "\", or ask for " + executable());
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

  private void checkVocabulary(boolean like) {
    List<String> allowed = EcsValues.of(field);
    if (allowed == null
        || (like
            ? allowed.stream().anyMatch(one -> Glob.matches(value.value(), one))
            : allowed.contains(value.value()))) {
      return;
    }
    String meant = ClosestName.question(value.value(), allowed);
    warn(
        quoted() + " can never match: ECS has no such " + field,
        meant.isEmpty() ? "it is one of " + String.join(", ", allowed) : meant);
  }

  private void warn(String text, String hint) {
    findings.warn(rule.place(value.start()), text, hint);
  }

  private String quoted() {
    String text = rule.file().written(value);
    return "\"" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
  }

  /** The field as the rule writes it. */
  static String written(FieldTest test) {
    String of = test.of().isEmpty() ? "" : test.of() + ".";
    return of
        + (FieldNames.isAccessor(test.field()) ? test.field() : "field(\"" + test.field() + "\")");
  }

  private String executable() {
    String executable = field.substring(0, field.lastIndexOf('.')) + ".executable";
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
