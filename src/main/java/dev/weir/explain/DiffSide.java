package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.explain.Difference.Side;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.session.DetectionSession;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the two rule sets, its session, and what has become of its suspects. */
final class DiffSide implements AutoCloseable {

  private final Side side;
  private final RuleSet rules;
  private final RuleQuestions questions;
  private final Decision.Journal journal = new Decision.Journal();
  private final DetectionSession session;
  private final SuspectHistories courses;
  private final Map<String, Long> faults = new TreeMap<>();

  DiffSide(Side side, RuleSet rules, long maxBytes) {
    this.side = side;
    this.rules = rules;
    this.questions = new RuleQuestions(rules);
    this.session = new DetectionSession(rules, maxBytes, journal);
    this.courses = new SuspectHistories(maxBytes, document -> false);
  }

  DetectionSession session() {
    return session;
  }

  RuleQuestions questions() {
    return questions;
  }

  SuspectHistories courses() {
    return courses;
  }

  Map<String, Long> faults() {
    return faults;
  }

  Decision decide(Event event) {
    session.fire(event);
    Decision decision = journal.of(event);
    courses.take(decision);
    decision.faults().forEach(fault -> faults.merge(fault.rule(), 1L, Long::sum));
    return decision;
  }

  /** The rule of an {@code @id}. */
  @Nullable DrlRule ofId(String id) {
    for (RuleMetadata rule : rules.rules().values()) {
      if (rule.id().equals(id)) {
        return rules.tree().rule(rule.name());
      }
    }
    return null;
  }

  @Nullable DrlRule ofName(String name) {
    return rules.tree().rule(name);
  }

  /** A rule of this side, as in {@code NEW's "Known agents" (exclusions/executable.drl:5)}. */
  String its(RuleRef rule) {
    return side + "'s " + rule;
  }

  Side side() {
    return side;
  }

  @Override
  public void close() {
    session.close();
    questions.close();
  }

  @Override
  public String toString() {
    return side.toString();
  }
}
