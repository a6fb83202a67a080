package dev.weir.cases;

import dev.weir.internal.drl.Clause;
import dev.weir.internal.drl.DrlRule;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of a rule set by its cases: which parts of the rules could be removed without any
 * case failing.
 *
 * <p>The measure is modified condition/decision coverage (MC/DC). A clause is a condition of a
 * pattern, an operand of {@code ||} or {@code &&}, or a value of a list. A case decides a clause if
 * it passes, fails without the clause, and has facts for which the clause alone makes the
 * difference: it is the only one of several alternatives that holds, or the only one of several
 * conditions that fails, in a rule that fires in some case. A case decides an exclusion if it
 * passes and has other alerts without it; a rule that raises alerts if that rule raises one; any
 * other rule if it fires. Immutable.
 */
public final class Coverage {

  /** Whether cases decide a part of the rules. */
  public enum State {
    /** A case decides it. */
    DECIDED,
    /** No case decides it. */
    UNDECIDED,
    /** No case can decide it, because it makes no difference in these rules. */
    IDLE,
    /** It was not analyzed. */
    NOT_ANALYZED
  }

  /** A rule as a whole, or one of its clauses. */
  public static final class Part {
    private final DrlRule rule;
    private final @Nullable Clause clause;
    private final State state;
    private final @Nullable RuleCase by;
    private final RuleIssue issue;

    Part(
        DrlRule rule,
        @Nullable Clause clause,
        State state,
        @Nullable RuleCase by,
        RuleIssue issue) {
      this.rule = rule;
      this.clause = clause;
      this.state = state;
      this.by = by;
      this.issue = issue;
    }

    DrlRule rule() {
      return rule;
    }

    @Nullable Clause clause() {
      return clause;
    }

    /** {@return whether cases decide it} */
    public State state() {
      return state;
    }

    /** {@return the first case that decides it; null if none does} */
    public @Nullable RuleCase by() {
      return by;
    }

    /** {@return the state as a warning at its location; file names are relative to the folder} */
    public RuleIssue issue() {
      return issue;
    }
  }

  private final List<Part> parts;

  private Coverage(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Measures the coverage. Takes about as long as loading the rules three times and running the
   * cases twice.
   *
   * @param rules the rules
   * @param cases their cases; failing cases decide nothing
   * @return the coverage
   */
  public static Coverage of(RuleSet rules, List<RuleCase> cases) {
    RuleSet shared = rules.withSharedBase();
    return of(shared, cases, clause -> true, one -> CaseRun.of(shared, one).passed(), count -> {});
  }

  /** The coverage of the rules and of some of their clauses: each takes compiling a variant. */
  static Coverage of(
      RuleSet rules,
      List<RuleCase> cases,
      Predicate<Clause> wanted,
      Predicate<RuleCase> passes,
      IntConsumer measured) {
    List<Clause> clauses = Clause.of(rules.tree()).stream().filter(wanted).toList();
    List<Clause> analyzable =
        clauses.stream()
            .filter(clause -> clause.idle().isEmpty() && DecisiveClauses.canBeAnalyzed(clause))
            .toList();
    CoverageSearch search = new CoverageSearch(rules, analyzable, cases, passes, measured);
    List<Part> parts = new ArrayList<>();
    for (DrlRule rule : rules.tree().rules()) {
      parts.add(part(search, rule));
      clauses.stream()
          .filter(clause -> clause.rule().equals(rule))
          .forEach(clause -> parts.add(part(search, clause)));
      UncoveredConditions.of(rule)
          .forEach(issue -> parts.add(new Part(rule, null, State.NOT_ANALYZED, null, issue)));
    }
    return new Coverage(parts);
  }

  /** {@return each rule, followed by its clauses in the order written} */
  public List<Part> parts() {
    return parts;
  }

  /**
   * {@return the parts that are undecided or not analyzed, in the order written} If a part and
   * everything in it is undecided, only the whole part is reported.
   */
  public List<Part> findings() {
    List<Part> findings = new ArrayList<>();
    Set<Part> folded = new HashSet<>();
    for (Part part : parts) {
      if (part.state() == State.NOT_ANALYZED) {
        findings.add(part);
      } else if (part.state() == State.UNDECIDED && !folded.contains(part)) {
        List<Part> within = parts.stream().filter(other -> isWithin(other, part)).toList();
        long open = within.stream().filter(other -> other.state() == State.UNDECIDED).count();
        boolean fold =
            open > 0 && within.stream().noneMatch(other -> other.state() == State.DECIDED);
        if (fold) {
          folded.addAll(within);
        }
        findings.add(fold ? withMore(part, open) : part);
      }
    }
    return findings;
  }

  /** {@return the number of decided parts} */
  public int decided() {
    return count(State.DECIDED);
  }

  /** {@return the number of decided and undecided parts} */
  public int all() {
    return count(State.DECIDED) + count(State.UNDECIDED);
  }

  /** The counts, as in {@code covers 118 of 120 clauses}. */
  @Override
  public String toString() {
    int skipped = count(State.NOT_ANALYZED);
    String rest = skipped == 0 ? "" : ", " + skipped + " not analyzed";
    return "covers " + decided() + " of " + all() + " clauses" + rest;
  }

  private int count(State state) {
    return (int) parts.stream().filter(part -> part.state() == state).count();
  }

  private static Part part(CoverageSearch search, DrlRule rule) {
    RuleCase by = search.decides(rule);
    String text;
    String hint = "";
    if (by != null) {
      text = decided(by);
    } else if (rule.isExclusion()) {
      text = "no case needs this exclusion";
      hint = "write a case with excluded-by: \"" + rule.name() + "\"";
    } else if (rule.raisesAlerts()) {
      text = "no case makes this rule alert";
      hint = "write a case with a pair that alerts";
    } else {
      text = "no case makes this rule fire";
    }
    RuleIssue issue = CaseLint.issue(rule.place(), text).asWarning().withHint(hint);
    return new Part(rule, null, by == null ? State.UNDECIDED : State.DECIDED, by, issue);
  }

  private static Part part(CoverageSearch search, Clause clause) {
    if (!clause.idle().isEmpty()) {
      return part(clause, State.IDLE, null, clause.idle());
    }
    String shown = clause.toString();
    shown = shown.length() <= 70 ? shown : shown.substring(0, 66) + " ...";
    if (!search.analyzed(clause)) {
      return part(clause, State.NOT_ANALYZED, null, "not analyzed: " + shown);
    }
    RuleCase by = search.decides(clause);
    return by == null
        ? part(clause, State.UNDECIDED, null, "no case needs " + shown)
        : part(clause, State.DECIDED, by, decided(by));
  }

  private static Part part(Clause clause, State state, @Nullable RuleCase by, String text) {
    DrlRule rule = clause.rule();
    RuleIssue issue = CaseLint.issue(rule.place(clause.condition().offset()), text);
    return new Part(rule, clause, state, by, issue.asWarning());
  }

  private static String decided(RuleCase by) {
    return "decided by the case \"" + by.fullName() + "\"";
  }

  private static Part withMore(Part part, long open) {
    RuleIssue issue = part.issue();
    String text = issue.text() + (open == 1 ? " or its clause" : " or its " + open + " clauses");
    return new Part(part.rule(), part.clause(), part.state(), null, issue.withText(text));
  }

  private static boolean isWithin(Part part, Part whole) {
    Clause inner = part.clause();
    Clause outer = whole.clause();
    if (inner == null || inner.equals(outer) || !part.rule().equals(whole.rule())) {
      return false;
    }
    int from = inner.condition().offset();
    return outer == null
        || (from >= outer.condition().offset()
            && from < outer.condition().offset() + outer.condition().length());
  }
}
