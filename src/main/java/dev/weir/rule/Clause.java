package dev.weir.rule;

import dev.weir.rule.Condition.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be left out of a rule: a condition of a pattern, an operand in a condition, or a value
 * of a list. Alike only if it is the same.
 */
public final class Clause {

  /** The most values of a list that are clauses; of a longer list none is. */
  public static final int MAX_VALUES = 100;

  private final RuleText rule;
  private final int pattern;
  private final Condition condition;
  private final @Nullable Condition whole;
  private final String idle;

  private Clause(
      RuleText rule, int pattern, Condition condition, @Nullable Condition whole, String idle) {
    this.rule = rule;
    this.pattern = pattern;
    this.condition = condition;
    this.whole = whole;
    this.idle = idle;
  }

  /**
   * The clauses of the rules' patterns.
   *
   * @param rules the rules
   * @return them in the order written, each before those that it is made of
   */
  public static List<Clause> of(RuleSet rules) {
    IdleClauses idle = new IdleClauses(rules);
    List<Clause> clauses = new ArrayList<>();
    for (RuleText rule : rules.texts().values()) {
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
      RuleText rule, int pattern, Condition whole, IdleClauses idle, List<Clause> clauses) {
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
   * The rule it stands in.
   *
   * @return the rule
   */
  public RuleText rule() {
    return rule;
  }

  /**
   * The pattern it stands in.
   *
   * @return its number, from 0
   */
  public int pattern() {
    return pattern;
  }

  /**
   * What it says.
   *
   * @return the condition that can be left out
   */
  public Condition condition() {
    return condition;
  }

  /**
   * The condition that it is a part of.
   *
   * @return it; null for one that the pattern itself asks for
   */
  public @Nullable Condition whole() {
    return whole;
  }

  /**
   * Whether it is one of several of which one is enough. Left out, such a one counts as false,
   * another as true.
   *
   * @return true for an operand of {@code ||} and a value of a list
   */
  public boolean isAlternative() {
    return whole != null && whole.kind() != Kind.ALL;
  }

  /**
   * Why it makes no difference to these rules, whatever the events.
   *
   * @return some words; empty if it may make one
   */
  public String idle() {
    return idle;
  }

  /** The rule without it, under another name. */
  String ruleWithout(String name) {
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
