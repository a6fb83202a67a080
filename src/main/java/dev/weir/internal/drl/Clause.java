package dev.weir.internal.drl;

import dev.weir.internal.drl.Condition.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be left out of a rule: a condition of a pattern, an operand in a condition, or a value
 * of a list.
 *
 * @param rule the rule it is in
 * @param pattern the number, from 0, of the pattern it is in
 * @param condition the condition that can be left out
 * @param whole the condition that it is a part of; null for one of the pattern itself
 * @param idle why it makes no difference to these rules, whatever the events; empty if it may make
 *     one
 */
public record Clause(
    DrlRule rule, int pattern, Condition condition, @Nullable Condition whole, String idle) {

  /** The most values of a list that are clauses; of a longer list none is. */
  public static final int MAX_VALUES = 100;

  /** The clauses of the rules' patterns in the order written, each before those within it. */
  public static List<Clause> of(DrlRules rules) {
    IdleClauses idle = new IdleClauses(rules.detections());
    List<Clause> clauses = new ArrayList<>();
    for (DrlRule rule : rules.rules()) {
      for (int i = 0; i < rule.patterns().size(); i++) {
        List<Condition> conditions = rule.patterns().get(i).conditions();
        for (Condition condition : conditions) {
          String why = idle.why(condition, conditions, false);
          clauses.add(new Clause(rule, i, condition, null, why));
          addParts(rule, i, condition, idle, clauses);
        }
      }
    }
    return clauses;
  }

  private static void addParts(
      DrlRule rule, int pattern, Condition whole, IdleClauses idle, List<Clause> clauses) {
    if (whole.kind() == Kind.LIST && whole.parts().size() > MAX_VALUES) {
      return;
    }
    for (Condition part : whole.parts()) {
      if (whole.kind() != Kind.NOT) { // what is negated is no more than the negation
        String why = idle.why(part, whole.parts(), whole.kind() != Kind.ALL);
        clauses.add(new Clause(rule, pattern, part, whole, why));
      }
      addParts(rule, pattern, part, idle, clauses);
    }
  }

  /**
   * Whether it is one of several of which one is enough: an operand of {@code ||} or a value of a
   * list. Left out, such a clause counts as false, another as true.
   */
  public boolean isAlternative() {
    return whole != null && whole.kind() != Kind.ALL;
  }

  /** The rule without it, under another name. */
  public String ruleWithout(String name) {
    int from = condition.offset();
    int to = from + condition.length();
    if (whole == null || whole.kind() != Kind.LIST) {
      return rule.source(name, from, to, isAlternative() ? "false" : "true");
    }
    int at = whole.parts().indexOf(condition);
    if (at == 0) {
      return rule.source(name, from, whole.parts().get(1).offset(), "");
    }
    Condition before = whole.parts().get(at - 1);
    return rule.source(name, before.offset() + before.length(), to, "");
  }

  @Override
  public String toString() {
    return condition.text();
  }
}
