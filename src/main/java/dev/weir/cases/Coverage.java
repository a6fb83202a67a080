package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a rule set its cases decide, and what could be left out without any of them noticing.
 *
 * <p>The measure is modified condition/decision coverage (MC/DC). A clause is a condition of a
 * pattern, an operand of {@code ||} or {@code &&}, or a value of a list. It is decided if a case
 * holds facts for which it alone makes the difference, all else of its pattern being met: of
 * several alternatives it alone holds; of several conditions it alone fails, and the rule fires in
 * some case. And that case, which passes, has to fail with the clause left out, so that nobody can
 * leave it out unnoticed. An exclusion is decided if a case that passes has other alerts without
 * it, a rule that raises alerts if a case makes it do so, any other rule if a case makes it fire.
 * Immutable.
 */
public final class Coverage {

  /** How a part of the rules stands with the cases. */
  public enum State {
    /** A case decides it. */
    DECIDED,
    /** No case decides it. */
    UNDECIDED,
    /** No case could decide it: it makes no difference to these rules. */
    IDLE,
    /** It has not been looked into. */
    NOT_ASKED
  }

  /**
   * A rule as a whole, or a part of it.
   *
   * @param rule the rule
   * @param clause the clause; null where it is no single one
   * @param state how it stands
   * @param by the first case that decides it; null unless it is decided
   * @param issue the state in words, as a warning at its place; its file is relative to the rules'
   *     folder
   */
  public record Part(
      DrlRule rule, @Nullable Clause clause, State state, @Nullable RuleCase by, RuleIssue issue) {}

  private final List<Part> parts;

  private Coverage(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Looks into a rule set and its cases. Takes about as long as to load the rules thrice and to run
   * the cases twice.
   *
   * @param rules the rules
   * @param cases their cases, of which those that fail decide no clause
   * @return what the cases decide
   */
  public static Coverage of(RuleSet rules, List<RuleCase> cases) {
    List<Clause> clauses = Clause.of(rules.tree());
    List<Clause> asked =
        clauses.stream()
            .filter(clause -> clause.idle().isEmpty() && DecisiveClauses.canBeAsked(clause))
            .toList();
    CoverageSearch search = new CoverageSearch(rules, asked, cases);
    List<Part> parts = new ArrayList<>();
    for (DrlRule rule : rules.tree().rules()) {
      parts.add(part(rules, search, rule));
      clauses.stream()
          .filter(clause -> clause.rule() == rule)
          .forEach(clause -> parts.add(part(search, clause)));
      UncoveredConditions.of(rule).forEach(issue -> parts.add(unasked(rule, null, issue)));
    }
    return new Coverage(parts);
  }

  /**
   * All parts of the rules.
   *
   * @return each rule, followed by its clauses in the order written
   */
  public List<Part> parts() {
    return parts;
  }

  /**
   * What a reader should look at. Of a part that is undecided with all that it is made of, only the
   * whole is told.
   *
   * @return parts that are undecided or were not looked into, in the order written
   */
  public List<Part> findings() {
    List<Part> findings = new ArrayList<>();
    Set<Part> told = new HashSet<>();
    for (Part part : parts) {
      if (part.state() == State.NOT_ASKED) {
        findings.add(part);
      } else if (part.state() == State.UNDECIDED && !told.contains(part)) {
        List<Part> within = parts.stream().filter(other -> isWithin(other, part)).toList();
        long open = within.stream().filter(other -> other.state() == State.UNDECIDED).count();
        boolean folded =
            open > 0 && within.stream().noneMatch(other -> other.state() == State.DECIDED);
        if (folded) {
          told.addAll(within);
        }
        findings.add(folded ? withMore(part, open) : part);
      }
    }
    return findings;
  }

  /**
   * How many parts cases decide.
   *
   * @return the number
   */
  public int decided() {
    return count(State.DECIDED);
  }

  /**
   * How many parts cases could decide.
   *
   * @return the number of those that are decided or undecided
   */
  public int all() {
    return count(State.DECIDED) + count(State.UNDECIDED);
  }

  /** The counts, as in {@code covers 118 of 120 clauses}. */
  @Override
  public String toString() {
    int unasked = count(State.NOT_ASKED);
    String rest = unasked == 0 ? "" : ", " + unasked + " not looked into";
    return "covers " + decided() + " of " + all() + " clauses" + rest;
  }

  private int count(State state) {
    return (int) parts.stream().filter(part -> part.state() == state).count();
  }

  private static Part part(RuleSet rules, CoverageSearch search, DrlRule rule) {
    RuleCase by = search.decides(rule);
    if (by != null) {
      return decided(rule, null, by, RuleIssues.warning(rule.place(), decided(by)));
    }
    RuleMetadata said = rules.rules().get(rule.name());
    RuleIssue issue;
    if (said != null && said.exclusion()) {
      issue =
          RuleIssues.warning(rule.place(), "no case needs this exclusion")
              .withHint("write a case with excluded-by: \"" + rule.name() + "\"");
    } else if (rule.raisesAlerts()) {
      issue =
          RuleIssues.warning(rule.place(), "no case makes this rule alert")
              .withHint("write a case with the pair that is to alert");
    } else {
      issue = RuleIssues.warning(rule.place(), "no case makes this rule fire");
    }
    return new Part(rule, null, State.UNDECIDED, null, issue);
  }

  private static Part part(CoverageSearch search, Clause clause) {
    DrlRule rule = clause.rule();
    if (!clause.idle().isEmpty()) {
      return new Part(rule, clause, State.IDLE, null, issue(clause, clause.idle()));
    }
    if (!search.hasAsked(clause)) {
      return unasked(rule, clause, issue(clause, "not looked into: " + shortened(clause)));
    }
    RuleCase by = search.decides(clause);
    return by == null
        ? new Part(
            rule,
            clause,
            State.UNDECIDED,
            null,
            issue(clause, "no case needs " + shortened(clause)))
        : decided(rule, clause, by, issue(clause, decided(by)));
  }

  private static Part decided(DrlRule rule, @Nullable Clause clause, RuleCase by, RuleIssue issue) {
    return new Part(rule, clause, State.DECIDED, by, issue);
  }

  private static String decided(RuleCase by) {
    return "decided by the case \"" + by.fullName() + "\"";
  }

  private static Part unasked(DrlRule rule, @Nullable Clause clause, RuleIssue issue) {
    return new Part(rule, clause, State.NOT_ASKED, null, issue);
  }

  private static Part withMore(Part part, long open) {
    RuleIssue issue = part.issue();
    String text =
        issue.text() + (open == 1 ? ", nor its clause" : ", nor its " + open + " clauses");
    RuleIssue more =
        new RuleIssue(
            issue.file(),
            issue.line(),
            issue.column(),
            issue.severity(),
            text,
            issue.hint(),
            issue.snippet());
    return new Part(part.rule(), part.clause(), part.state(), null, more);
  }

  private static RuleIssue issue(Clause clause, String words) {
    return RuleIssues.warning(clause.rule().place(clause.condition().offset()), words);
  }

  private static String shortened(Clause clause) {
    String text = clause.toString();
    return text.length() <= 70 ? text : text.substring(0, 66) + " ...";
  }

  private static boolean isWithin(Part part, Part whole) {
    Clause inner = part.clause();
    Clause outer = whole.clause();
    if (inner == null || inner == outer || part.rule() != whole.rule()) {
      return false;
    }
    int from = inner.condition().offset();
    return outer == null
        || (from >= outer.condition().offset()
            && from < outer.condition().offset() + outer.condition().length());
  }
}
