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

  private final RuleText rule;
  private final int pattern;
  private final Condition condition;
  private final @Nullable Condition whole;

  private Clause(RuleText rule, int pattern, Condition condition, @Nullable Condition whole) {
    this.rule = rule;
    this.pattern = pattern;
    this.condition = condition;
    this.whole = whole;
  }

  /**
   * The clauses of a rule's patterns.
   *
   * @param rule the rule
   * @return them in the order written, each before those that it is made of
   */
  public static List<Clause> of(RuleText rule) {
    List<Clause> clauses = new ArrayList<>();
    for (int i = 0; i < rule.patterns().size(); i++) {
      for (Condition condition : rule.patterns().get(i).conditions()) {
        clauses.add(new Clause(rule, i, condition, null));
        addParts(rule, i, condition, clauses);
      }
    }
    return clauses;
  }

  private static void addParts(RuleText rule, int pattern, Condition whole, List<Clause> clauses) {
    for (Condition part : whole.parts()) {
      if (whole.kind() != Kind.NOT) { // what is negated is no more than the negation
        clauses.add(new Clause(rule, pattern, part, whole));
      }
      addParts(rule, pattern, part, clauses);
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
