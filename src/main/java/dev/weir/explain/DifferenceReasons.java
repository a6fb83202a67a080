package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.explain.Difference.Kind;
import dev.weir.explain.Difference.Reason;
import dev.weir.explain.Difference.Side;
import dev.weir.internal.drl.DrlRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one rule set raises an alert and the other does not. Follows the alert's events through the
 * one that does not: whether it suspected them, what became of the suspect, and which condition of
 * the pairing failed in the end.
 */
final class DifferenceReasons {

  private final DiffSide has;
  private final DiffSide lacks;

  /**
   * Reasons for alerts that one side has.
   *
   * @param has the side that raises them
   * @param lacks the side that does not
   */
  DifferenceReasons(DiffSide has, DiffSide lacks) {
    this.has = has;
    this.lacks = lacks;
  }

  /** Why an alert is not raised, given what the side that lacks it decided instead. */
  Reason of(Alert alert, Decision instead) {
    DrlRule rule = lacks.ofId(alert.rule().id());
    if (rule == null) {
      String label = lacks + " has no rule of the id " + alert.rule().id();
      return new Reason(Kind.NO_RULE, lacks.side(), null, label, "");
    }
    RuleRef ref = lacks.questions().ref(rule);
    if (threw(instead, rule.name())) {
      return new Reason(
          Kind.FAULT, lacks.side(), ref, lacks.its(ref) + " threw and was left out", "");
    }
    if (isExpired(ref, instead.event())) {
      String label = lacks.its(ref) + " has expired";
      return new Reason(Kind.EXPIRED, lacks.side(), ref, label, "on " + ref.expires());
    }
    for (Event event : alert.sequence()) {
      List<SuspectHistory> courses = has.courses().of(event);
      if (!courses.isEmpty()) {
        return ofSuspect(used(courses, alert), rule, instead.event());
      }
    }
    Reason unmet = unmet(rule, List.of(instead.event()));
    return unmet == null ? unknown(rule) : unmet;
  }

  private Reason ofSuspect(SuspectHistory course, DrlRule rule, Event event) {
    Suspect suspect = course.suspect();
    SuspectHistory other = null;
    for (SuspectHistory candidate : lacks.courses().of(suspect)) {
      if (candidate.suspect().getDetection().equals(suspect.getDetection())) {
        other = candidate;
      }
    }
    if (other == null) {
      return notSuspected(course);
    }
    // taken out by the event itself it may have been after the pairing had failed
    SuspectOutcome fate = other.fate();
    RuleRef by = fate.by();
    if (by != null && !(fate.kind() == SuspectOutcome.Kind.ALERTED && !other.goneBefore(event))) {
      return switch (fate.kind()) {
        case EXCLUDED -> excluded(by, other);
        case REPLACED -> replaced(by, other);
        case ALERTED ->
            new Reason(
                Kind.USED_UP,
                lacks.side(),
                by,
                "used up before by another event in " + lacks,
                fate.with() + ", " + Durations.words(fate.millis()) + " after it");
        default ->
            new Reason(
                Kind.TAKEN_OUT, lacks.side(), by, "taken out by " + lacks.its(by), "" + fate);
      };
    }
    int pattern = NearMissReasons.suspectsPattern(rule);
    Reason unmet = null;
    if (pattern >= 0) {
      Suspect its = other.suspect();
      unmet = unmet(rule, pattern == 0 ? List.of(its, event) : List.of(event, its));
    }
    return unmet == null ? unknown(rule) : unmet;
  }

  private Reason notSuspected(SuspectHistory course) {
    DrlRule rule = lacks.ofName(course.maker());
    if (rule == null) {
      String label = lacks + " has no rule \"" + course.maker() + "\", which suspects it";
      return new Reason(Kind.NO_RULE, lacks.side(), null, label, "");
    }
    RuleRef ref = lacks.questions().ref(rule);
    String label =
        (lacks.side() == Side.NEW ? "no longer suspected by " : "not suspected by ")
            + lacks.its(ref);
    return new Reason(
        Kind.NOT_SUSPECTED,
        lacks.side(),
        ref,
        label,
        failing(lacks, rule, course.suspect()) + inItsPlace(rule, course.suspect()));
  }

  private Reason excluded(RuleRef by, SuspectHistory excluded) {
    String label =
        (lacks.side() == Side.NEW ? "excluded by " : "no longer excluded by ") + lacks.its(by);
    return new Reason(Kind.EXCLUDED, lacks.side(), by, label, contrast(by, excluded.suspect()));
  }

  /** What the side that does not exclude has in an exclusion's place. */
  private String contrast(RuleRef exclusion, Suspect suspect) {
    DrlRule rule = has.ofName(exclusion.name());
    if (rule == null) {
      return lacks.side() == Side.OLD ? has + " has no such rule" : "";
    }
    RuleRef ref = has.questions().ref(rule);
    if (isExpired(ref, suspect)) {
      return has + "'s has expired";
    }
    if (has.faults().containsKey(rule.name())) {
      return has + "'s threw";
    }
    String failing = failing(has, rule, suspect);
    return failing.isEmpty() ? "" : "in " + has + " " + failing;
  }

  /** The rule that made the difference is the one that the newer suspect met on one side only. */
  private Reason replaced(RuleRef by, SuspectHistory replaced) {
    Event newer = replaced.ended();
    String label = "replaced by a newer suspect in " + lacks;
    String details = replaced.fate().toString();
    if (newer == null) {
      return new Reason(Kind.REPLACED, lacks.side(), by, label, details);
    }
    List<SuspectHistory> there = has.courses().of(newer);
    List<SuspectHistory> here = lacks.courses().of(newer);
    if (there.isEmpty() && !here.isEmpty()) {
      DrlRule maker = has.ofName(here.get(0).maker());
      if (maker != null) {
        RuleRef ref = has.questions().ref(maker);
        return new Reason(
            Kind.REPLACED,
            has.side(),
            ref,
            label + ", which is none to " + has.its(ref),
            details + ", and " + failing(has, maker, here.get(0).suspect()));
      }
    }
    for (SuspectHistory course : there) {
      RuleRef excludes = course.fate().by();
      if (course.fate().kind() == SuspectOutcome.Kind.EXCLUDED && excludes != null) {
        return new Reason(
            Kind.REPLACED,
            has.side(),
            excludes,
            label + ", which is excluded by " + has.its(excludes),
            details);
      }
    }
    return new Reason(Kind.REPLACED, lacks.side(), by, label, details);
  }

  /** The first condition of a rule that facts, one for each pattern, do not meet. */
  private @Nullable Reason unmet(DrlRule rule, List<Event> facts) {
    if (rule.patterns().size() != facts.size()) {
      return null;
    }
    for (ConditionCheck check : lacks.questions().together(rule, facts)) {
      if (!check.holds()) {
        RuleRef ref = lacks.questions().ref(rule);
        RuleRef there =
            new RuleRef(
                ref.name(), ref.file(), check.line(), ref.owner(), ref.reason(), ref.expires());
        String label = "not met: " + check.text() + " of " + lacks.its(there);
        return new Reason(
            Kind.NOT_MET,
            lacks.side(),
            there,
            label,
            Phrases.inDepth(check) + allowed(check, rule));
      }
    }
    return null;
  }

  /** What the other side allows, where it is the time. */
  private String allowed(ConditionCheck check, DrlRule rule) {
    DrlRule others = has.ofId(lacks.questions().id(rule));
    if (check.about() != ConditionCheck.About.TIME || others == null) {
      return "";
    }
    return others.patterns().stream()
        .flatMap(pattern -> pattern.conditions().stream())
        .filter(condition -> TimeBound.of(condition) != null)
        .findFirst()
        .map(condition -> "; " + has + " says " + condition.text())
        .orElse("");
  }

  private Reason unknown(DrlRule rule) {
    RuleRef ref = lacks.questions().ref(rule);
    return new Reason(
        Kind.UNKNOWN, lacks.side(), ref, lacks.its(ref) + " did not fire", "why is not known");
  }

  /** The first condition of a rule that a suspect, or the event it was made of, does not meet. */
  private static String failing(DiffSide side, DrlRule rule, Suspect suspect) {
    return checks(side, rule, suspect).stream()
        .filter(check -> !check.holds())
        .findFirst()
        .map(Phrases::inDepth)
        .orElse("");
  }

  /** What the condition says that stands in the same place on the side that meets it. */
  private String inItsPlace(DrlRule rule, Suspect suspect) {
    List<ConditionCheck> unmet = checks(lacks, rule, suspect);
    DrlRule others = has.ofName(rule.name());
    List<ConditionCheck> met = others == null ? List.of() : checks(has, others, suspect);
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

  private static SuspectHistory used(List<SuspectHistory> courses, Alert alert) {
    return courses.stream()
        .filter(course -> course.fate().alertId().equals(alert.id()))
        .findFirst()
        .orElse(courses.get(0));
  }

  private static boolean threw(Decision decision, String rule) {
    return decision.faults().stream().anyMatch(fault -> fault.rule().equals(rule));
  }

  private static boolean isExpired(RuleRef rule, Event event) {
    Instant expires = rule.expires();
    return expires != null && !expires.isAfter(Instant.ofEpochMilli(event.getTimestamp()));
  }
}
