package dev.weir.rule;

import dev.weir.event.Values;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import java.util.function.Predicate;

/** Checks regular expressions. */
final class RegexLint {

  private RegexLint() {}

  /** Finds expressions of Java, which a sender of events can make slow, and malformed ones. */
  static void check(DrlRule rule, Findings findings) {
    Predicate<Expression> isJava =
        part ->
            part instanceof Call call
                ? call.name().equals("matches")
                : part instanceof Operation operation
                    && operation.operator().equals("matches")
                    && !Comparison.isOfValues(operation.parts().get(0));
    rule.code()
        .walk()
        .filter(isJava)
        .forEach(
            part ->
                findings.warn(
                    rule.place(part.start()),
                    "\"matches\" takes exponential time for some values",
                    "write regex(\"...\"), as in processName.regex(\"...\") or"
                        + " field(\"host.id\").regex(\"...\")"));
    rule.code()
        .walk(Call.class)
        .filter(call -> call.name().equals("regex") || call.name().equals("regexIgnoreCase"))
        .flatMap(call -> call.arguments().stream())
        .filter(Text.class::isInstance)
        .map(Text.class::cast)
        .forEach(text -> check(rule, text, findings));
  }

  private static void check(DrlRule rule, Text text, Findings findings) {
    try {
      Values.of("").regex(text.value());
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      findings.error(
          rule.place(text.start()),
          rule.file().code(text)
              + " is no regular expression"
              + why.substring(why.lastIndexOf(": ")),
          "the syntax is that of RE2, without back references and look-around");
    }
  }
}
