package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Group;
import dev.weir.internal.drl.Expression.Literal;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import dev.weir.internal.drl.FieldNames;
import dev.weir.internal.drl.FieldRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields compared with a string or a number by operators. A field holds any number of values,
 * which no operator looks at: some of these do not compile, and others are never true.
 */
final class Comparison {

  private static final Set<String> OPERATORS =
      Set.of("==", "!=", "<", "<=", ">", ">=", "contains", "matches", "soundslike", "str");

  /** Accessors that give a string or a number. */
  static final Set<String> SINGLE =
      Set.of(
          "timestamp",
          "hostId",
          "processEntityId",
          "processParentEntityId",
          "processEntryLeaderEntityId");

  private Comparison() {}

  /** An error for each in a rule. */
  static List<RuleIssue> in(DrlRule rule) {
    List<RuleIssue> issues = new ArrayList<>();
    for (Condition condition : rule.everyCondition()) {
      for (Condition test : condition.tests()) {
        RuleIssue issue = check(rule, test);
        if (issue != null) {
          issues.add(issue);
        }
      }
    }
    return issues;
  }

  private static @Nullable RuleIssue check(DrlRule rule, Condition test) {
    if (test.expression() instanceof Call call
        && call.name().equals("equals")
        && call.arguments().size() == 1
        && isLiteral(call.arguments().get(0))) {
      return issue(rule, call.owner(), "equals(...)", call.arguments().get(0));
    }
    if (!(test.expression() instanceof Operation operation) || operation.parts().size() < 2) {
      return null;
    }
    String operator = operation.operator();
    Expression left = operation.parts().get(0);
    Expression right = operation.parts().get(1);
    if (operator.equals("in") || (operator.equals("memberOf") && right instanceof Group)) {
      return issue(rule, left, operator, null);
    }
    if (isNumber(right) && isKey(left)) {
      return RuleIssue.at(
              rule.place(left.start()),
              rule.file().code(left) + " is a text, and is compared with a number here")
          .withHint("write the value in double quotation marks, after == or !=");
    }
    if (OPERATORS.contains(operator) && isLiteral(right)) {
      String word =
          operation.range().isEmpty()
              ? operator
              : operator + "[" + String.join(", ", operation.range()) + "]";
      return issue(rule, left, word, right);
    }
    return isLiteral(left) && (operator.equals("==") || operator.equals("!="))
        ? issue(rule, right, operator, left)
        : null;
  }

  private static boolean isNumber(Expression expression) {
    return expression instanceof Literal literal && Character.isDigit(literal.text().charAt(0));
  }

  private static boolean isKey(Expression expression) {
    FieldRef ref = FieldRef.of(expression);
    return ref != null
        && !ref.named()
        && SINGLE.contains(ref.field())
        && !ref.field().equals("timestamp");
  }

  private static boolean isLiteral(Expression expression) {
    return expression instanceof Text
        || (expression instanceof Literal literal
            && !Set.of("true", "false").contains(literal.text()));
  }

  private static @Nullable RuleIssue issue(
      DrlRule rule, @Nullable Expression field, String operator, @Nullable Expression literal) {
    if (field == null || !isOfValues(field)) {
      return null;
    }
    String name = rule.file().code(field);
    String text =
        "\"%s\" does not look at the values of %s, of which there may be several"
            .formatted(operator, name);
    boolean isNull = literal instanceof Literal value && value.text().equals("null");
    String hint = name + ".has(\"...\") or " + name + ".like(\"...\", \"...\")";
    if ((literal instanceof Text || isNull) && (operator.equals("==") || operator.equals("!="))) {
      boolean negated = operator.equals("!=") == !isNull;
      String value = literal instanceof Text ? rule.file().code(literal) : "";
      hint = (negated ? "!" : "") + name + (isNull ? ".present" : ".has(" + value + ")");
    }
    Expression first = literal != null && literal.start() < field.start() ? literal : field;
    return RuleIssue.at(rule.place(first.start()), text).withHint("write " + hint);
  }

  /** Whether it is a field that holds any number of values. */
  static boolean isOfValues(Expression expression) {
    FieldRef ref = FieldRef.of(expression);
    return ref != null && hasValues(ref);
  }

  private static boolean hasValues(FieldRef field) {
    return field.named()
        || (FieldNames.isAccessor(field.field()) && !SINGLE.contains(field.field()));
  }
}
