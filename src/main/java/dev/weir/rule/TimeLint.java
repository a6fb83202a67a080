package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.EventTypes;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds joins without a bounded span, and rules past their date. */
final class TimeLint {

  private static final Set<String> TEMPORAL =
      Set.of(
          ("after before coincides during finishes finishedby includes meets metby overlaps"
                  + " overlappedby starts startedby")
              .split(" ", -1));

  private static final Pattern SEVERAL_UNITS = Pattern.compile("\\d+[a-z]+\\d.*");

  private TimeLint() {}

  static void check(DrlRule rule, Findings findings) {
    boolean bound = false;
    for (Condition condition : rule.everyCondition()) {
      bound |= condition.expression().walk().anyMatch(TimeLint::boundsTime);
      for (Condition test : condition.tests()) {
        test.expression()
            .walk(Operation.class)
            .filter(one -> one.is("after") || one.is("before"))
            .filter(one -> !one.negated() && isOpen(one.range()))
            .forEach(one -> warnOfRange(rule, test, one, findings));
        test.expression()
            .walk(Operation.class)
            .filter(one -> TEMPORAL.contains(one.operator()))
            .forEach(one -> checkUnits(rule, test, one, findings));
      }
    }
    checkDirection(rule, findings);
    if (!bound) {
      checkJoin(rule, findings);
    }
  }

  static void checkExpiry(DrlRule rule, Instant now, Findings findings) {
    DrlRule.Attribute date = rule.attributes().get("date-expires");
    Instant expires = rule.expires();
    if (date != null && expires != null && !expires.isAfter(now)) {
      findings.warn(
          rule.place(date.offset()),
          "has expired: it does not apply to events from " + date.value() + " on",
          "remove the rule, or give it a later date");
    }
  }

  /** Whether it compares times, by an operator or by the timestamps themselves. */
  private static boolean boundsTime(Expression part) {
    if (part instanceof Operation operation) {
      return TEMPORAL.contains(operation.operator());
    }
    return part.name().endsWith("timestamp") || part.name().endsWith("Timestamp");
  }

  private static void checkUnits(
      DrlRule rule, Condition test, Operation operation, Findings findings) {
    operation.range().stream()
        .filter(bound -> SEVERAL_UNITS.matcher(bound).matches())
        .forEach(
            bound ->
                findings.error(
                    rule.place(test.offset()),
                    "Drools reads only the first unit of " + bound,
                    "write the span in one unit, as in 90s for 1m30s"));
  }

  /** A suspect is inserted when its event is decided, so it is never later than the next one. */
  private static void checkDirection(DrlRule rule, Findings findings) {
    Set<String> suspects =
        rule.everyPattern().stream()
            .filter(pattern -> pattern.simpleType().equals("Suspect"))
            .map(DrlPattern::binding)
            .collect(Collectors.toSet());
    for (DrlPattern pattern : rule.everyPattern()) {
      if (EventTypes.NAMES.contains(pattern.simpleType())) {
        for (Condition condition : pattern.conditions()) {
          for (Condition test : condition.tests()) {
            if (test.expression() instanceof Operation operation
                && isBackwards(operation, suspects)) {
              findings.warn(
                  rule.place(test.offset()),
                  "an event is never before the suspect that it is joined with",
                  "write after instead of before, as in this after[0s, 1s] $suspect");
            }
          }
        }
      }
    }
  }

  private static boolean isBackwards(Operation operation, Set<String> suspects) {
    boolean before = operation.is("before");
    if ((!before && !operation.is("after")) || operation.negated()) {
      return false;
    }
    String first = operation.parts().get(before ? 0 : 1).name();
    String second = operation.parts().get(before ? 1 : 0).name();
    return first.equals("this") && suspects.contains(second);
  }

  private static boolean isOpen(List<String> range) {
    return range.size() != 2 || range.contains("*");
  }

  private static void warnOfRange(
      DrlRule rule, Condition test, Operation operation, Findings findings) {
    String word = operation.operator();
    String written =
        operation.range().isEmpty()
            ? word + " without a range"
            : word + "[" + String.join(", ", operation.range()) + "]";
    findings.warn(
        rule.place(test.offset()),
        written + " joins over any span, so suspects are kept until memory runs short",
        "write both ends, as in " + word + "[0s, 1s]");
  }

  private static void checkJoin(DrlRule rule, Findings findings) {
    List<DrlPattern> patterns = rule.everyPattern();
    if (patterns.stream().noneMatch(pattern -> pattern.type().equals("Suspect"))) {
      return;
    }
    patterns.stream()
        .filter(pattern -> EventTypes.NAMES.contains(pattern.type()))
        .findFirst()
        .ifPresent(
            event ->
                findings.warn(
                    rule.place(event.offset()),
                    "joins a suspect with an event however far apart, so suspects are kept until"
                        + " memory runs short",
                    "add a span, as in this after[0s, 1s] $suspect"));
  }
}
