package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Finds joins without a bounded span, and rules past their date. */
final class TimeLint {

  private static final Set<String> TEMPORAL =
      Set.of(
          ("after before coincides during finishes finishedby includes meets metby overlaps"
                  + " overlappedby starts startedby")
              .split(" ", -1));

  private static final Set<String> EVENTS =
      Set.of(
          "ProcessEvent",
          "NetworkEvent",
          "OtherEvent",
          "AnyEvent",
          "CrossHostEvent",
          "PrincipalEvent",
          "Event");

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
      }
    }
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
        .filter(pattern -> EVENTS.contains(pattern.type()))
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
