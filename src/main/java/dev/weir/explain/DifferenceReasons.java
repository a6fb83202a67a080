package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.explain.Difference.Kind;
import dev.weir.explain.Difference.Reason;
import dev.weir.explain.Difference.Side;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.text.Durations;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reasons why one rule set raises an alert and the other does not. Follows the alert's events
 * through the one that does not: whether they were suspects, what became of the suspect, and which
 * condition failed in the end.
 */
final class DifferenceReasons {

  private final DiffSide has;
  private final DiffSide lacks;

  /** The reasons for alerts that {@code has} raises and {@code lacks} does not. */
  DifferenceReasons(DiffSide has, DiffSide lacks) {
    this.has = has;
    this.lacks = lacks;
  }

  /** Why an alert is not raised; {@code instead} is the decision of the side that lacks it. */
  Reason of(Alert alert, Decision instead) {
    DrlRule rule = lacks.withId(alert.rule().id());
    if (rule == null) {
      return reason(
          Kind.NO_RULE, null, lacks + " has no rule with the id " + alert.rule().id(), "");
    }
    RuleRef ref = lacks.questions().ref(rule);
    if (instead.faults().stream().anyMatch(fault -> fault.rule().equals(rule.name()))) {
      return reason(Kind.FAULT, ref, lacks.its(ref) + " failed and was skipped", "");
    }
    if (isExpired(ref, instead.event())) {
      return reason(Kind.EXPIRED, ref, lacks.its(ref) + " has expired", "on " + ref.expires());
    }
    for (Event event : alert.sequence()) {
      List<SuspectHistory> histories = has.histories().of(event);
      if (!histories.isEmpty()) {
        return ofSuspect(usedBy(alert, histories), rule, instead.event());
      }
    }
    return unmet(rule, List.of(instead.event()));
  }

  private Reason ofSuspect(SuspectHistory used, DrlRule rule, Event event) {
    Suspect suspect = used.suspect();
    SuspectHistory other =
        lacks.histories().of(suspect).stream()
            .filter(history -> history.suspect().getDetection().equals(suspect.getDetection()))
            .reduce((older, newer) -> newer)
            .orElse(null);
    if (other == null) {
      return notSuspected(used);
    }
    SuspectOutcome fate = other.fate();
    RuleRef by = fate.by();
    // an alert by this very event may have used the suspect after the join had failed
    if (by != null && !(fate.kind() == SuspectOutcome.Kind.ALERTED && !other.goneBefore(event))) {
      return switch (fate.kind()) {
        case EXCLUDED -> excluded(by, other);
        case REPLACED -> replaced(by, other);
        case ALERTED ->
            reason(
                Kind.USED_UP,
                by,
                "the suspect was already used by another event in " + lacks,
                fate.with() + ", " + Durations.words(fate.millis()) + " after it");
        default -> reason(Kind.REMOVED, by, "removed by " + lacks.its(by), "" + fate);
      };
    }
    Suspect its = other.suspect();
    return switch (NearMissReasons.suspectsPattern(rule)) {
      case 0 -> unmet(rule, List.of(its, event));
      case 1 -> unmet(rule, List.of(event, its));
      default -> unknown(rule);
    };
  }

  private Reason notSuspected(SuspectHistory history) {
    String name = history.madeBy().name();
    DrlRule rule = lacks.withName(name);
    if (rule == null) {
      String label = lacks + " has no rule \"" + name + "\", which makes it a suspect";
      return reason(Kind.NO_RULE, null, label, "");
    }
    RuleRef ref = lacks.questions().ref(rule);
    String label =
        (lacks.side() == Side.NEW ? "no longer suspected by " : "not suspected by ")
            + lacks.its(ref);
    Suspect suspect = history.suspect();
    String details = failing(lacks, rule, suspect) + inItsPlace(rule, suspect);
    return reason(Kind.NOT_SUSPECTED, ref, label, details);
  }

  private Reason excluded(RuleRef by, SuspectHistory excluded) {
    String label =
        (lacks.side() == Side.NEW ? "excluded by " : "no longer excluded by ") + lacks.its(by);
    return reason(Kind.EXCLUDED, by, label, contrast(by, excluded.suspect()));
  }

  /** Why the other side's exclusion of the same name does not exclude. */
  private String contrast(RuleRef exclusion, Suspect suspect) {
    DrlRule rule = has.withName(exclusion.name());
    if (rule == null) {
      return lacks.side() == Side.OLD ? has + " has no such rule" : "";
    }
    if (isExpired(has.questions().ref(rule), suspect)) {
      return has + "'s has expired";
    }
    if (has.faults().containsKey(rule.name())) {
      return has + "'s failed";
    }
    String failing = failing(has, rule, suspect);
    return failing.isEmpty() ? "" : "in " + has + " " + failing;
  }

  /** Names the rule that only one side matched, or excluded, the newer suspect by. */
  private Reason replaced(RuleRef by, SuspectHistory replaced) {
    Event newer = replaced.ended();
    String label = "replaced by a newer suspect in " + lacks;
    String details = replaced.fate().toString();
    List<SuspectHistory> there = newer == null ? List.of() : has.histories().of(newer);
    List<SuspectHistory> here = newer == null ? List.of() : lacks.histories().of(newer);
    if (there.isEmpty() && !here.isEmpty()) {
      DrlRule maker = has.withName(here.get(0).madeBy().name());
      if (maker != null) {
        RuleRef ref = has.questions().ref(maker);
        return new Reason(
            Kind.REPLACED,
            has.side(),
            ref,
            label + ", which does not match " + has.its(ref),
            details + ", and " + failing(has, maker, here.get(0).suspect()));
      }
    }
    for (SuspectHistory history : there) {
      RuleRef exclusion = history.fate().by();
      if (history.fate().kind() == SuspectOutcome.Kind.EXCLUDED && exclusion != null) {
        return new Reason(
            Kind.REPLACED,
            has.side(),
            exclusion,
            label + ", which is excluded by " + has.its(exclusion),
            details);
      }
    }
    return reason(Kind.REPLACED, by, label, details);
  }

  /** The first condition of a rule that is not met by facts, one for each pattern. */
  private Reason unmet(DrlRule rule, List<Event> facts) {
    if (rule.patterns().size() == facts.size()) {
      for (ConditionCheck check : lacks.questions().together(rule, facts)) {
        if (!check.holds()) {
          RuleRef ref = lacks.questions().ref(rule).atLine(check.line());
          String label = "not met: " + check.text() + " of " + lacks.its(ref);
          String details = Phrases.inDepth(check) + allowed(check, rule);
          return reason(Kind.NOT_MET, ref, label, details);
        }
      }
    }
    return unknown(rule);
  }

  /** The other side's condition on the time, if this one is on the time. */
  private String allowed(ConditionCheck check, DrlRule rule) {
    DrlRule other = has.withId(lacks.questions().id(rule));
    if (check.about() != ConditionCheck.About.TIME || other == null) {
      return "";
    }
    return other.patterns().stream()
        .flatMap(pattern -> pattern.conditions().stream())
        .filter(condition -> TimeBound.of(condition) != null)
        .findFirst()
        .map(condition -> "; " + has + " has " + condition.text())
        .orElse("");
  }

  private Reason unknown(DrlRule rule) {
    RuleRef ref = lacks.questions().ref(rule);
    return reason(Kind.UNKNOWN, ref, lacks.its(ref) + " did not fire", "the reason is unknown");
  }

  private Reason reason(Kind kind, @Nullable RuleRef rule, String label, String details) {
    return new Reason(kind, lacks.side(), rule, label, details);
  }

  /** The first condition of a rule that a suspect, or the event it was made of, does not meet. */
  private static String failing(DiffSide side, DrlRule rule, Suspect suspect) {
    return Phrases.failing(checks(side, rule, suspect));
  }

  /** The condition in the same place of the other side's rule, if it is met there. */
  private String inItsPlace(DrlRule rule, Suspect suspect) {
    List<ConditionCheck> unmet = checks(lacks, rule, suspect);
    DrlRule other = has.withName(rule.name());
    List<ConditionCheck> met = other == null ? List.of() : checks(has, other, suspect);
    for (int i = 0; i < unmet.size() && unmet.size() == met.size(); i++) {
      if (!unmet.get(i).holds()) {
        return met.get(i).holds() ? "; in " + has + " " + Phrases.inDepth(met.get(i)) : "";
      }
    }
    return "";
  }

  private static List<ConditionCheck> checks(DiffSide side, DrlRule rule, Suspect suspect) {
    for (int i = 0; i < rule.patterns().size(); i++) {
      Event fact =
          RuleQuestions.takesSuspects(rule.patterns().get(i)) ? suspect : suspect.getEvent();
      if (RuleQuestions.takes(rule.patterns().get(i), fact)) {
        return side.questions().alone(rule, i, fact);
      }
    }
    return List.of();
  }

  private static SuspectHistory usedBy(Alert alert, List<SuspectHistory> histories) {
    return histories.stream()
        .filter(history -> history.fate().alertId().equals(alert.id()))
        .findFirst()
        .orElse(histories.get(0));
  }

  private static boolean isExpired(RuleRef rule, Event event) {
    Instant expires = rule.expires();
    return expires != null && !expires.isAfter(Instant.ofEpochMilli(event.getTimestamp()));
  }
}
