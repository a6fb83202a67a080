package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.explain.Explanation.NearMiss;
import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlPattern;
import dev.weir.internal.drl.DrlRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains why a rule of two patterns did not join a suspect with an event. */
final class NearMissReasons {

  /** The most candidates that are looked at, the nearest in time first. */
  private static final int MAX_CANDIDATES = 200;

  /** The most misses that are reported. */
  private static final int MAX_MISSES = 3;

  /** A candidate at a greater distance is reported only if there is none better. */
  private static final int FAR = 4;

  /** Up to so many spans apart, the time is a little off; up to so many, a lot. */
  private static final int A_LITTLE = 4;

  private static final int A_LOT = 10;

  private final RuleQuestions questions;
  private final HostReplay replay;

  NearMissReasons(RuleQuestions questions, HostReplay replay) {
    this.questions = questions;
    this.replay = replay;
  }

  /** The pattern, of two, that takes the suspect; -1 if the rule is of another shape. */
  static int suspectsPattern(DrlRule rule) {
    if (rule.patterns().size() != 2) {
      return -1;
    }
    boolean first = RuleQuestions.takesSuspects(rule.patterns().get(0));
    boolean second = RuleQuestions.takesSuspects(rule.patterns().get(1));
    if (first == second) {
      return -1;
    }
    return first ? 0 : 1;
  }

  /** Whether a rule joins suspects of this one's detection with events, or with other suspects. */
  boolean joins(DrlRule rule, Suspect suspect) {
    return !rule.isExclusion() && pattern(rule, suspect) >= 0;
  }

  /** The pattern of a rule of two that takes suspects of this one's detection; -1 if none does. */
  private int pattern(DrlRule rule, Suspect suspect) {
    int only = suspectsPattern(rule);
    for (int pattern = 0; pattern < 2; pattern++) {
      if ((pattern == only || joinsSuspects(rule)) && isOfDetection(rule, pattern, suspect)) {
        return pattern;
      }
    }
    return -1;
  }

  /** Whether a rule raises an alert of two suspects; one that deletes one of them joins nothing. */
  private static boolean joinsSuspects(DrlRule rule) {
    return rule.patterns().size() == 2
        && rule.patterns().stream().allMatch(RuleQuestions::takesSuspects)
        && rule.raisesAlerts();
  }

  /** The events, or suspects made of them, nearest to being joined with a suspect. */
  List<NearMiss> events(DrlRule rule, SuspectHistory course) {
    Suspect suspect = course.suspect();
    int suspects = pattern(rule, suspect);
    DrlPattern others = rule.patterns().get(1 - suspects);
    if (joinsSuspects(rule)) {
      return nearest(
          beside(suspect)
              .filter(other -> isOfDetection(rule, 1 - suspects, other.suspect()))
              .map(other -> miss(rule, suspects, gone(course, other), other.suspect(), course)));
    }
    return nearest(
        replay.near(suspect).stream()
            .filter(event -> RuleQuestions.takes(others, event))
            .limit(MAX_CANDIDATES)
            .map(event -> miss(rule, suspects, goneBefore(course, event), event, course)));
  }

  /** The suspects nearest to being joined with an event. */
  List<NearMiss> suspects(DrlRule rule, Event event) {
    int suspects = suspectsPattern(rule);
    return nearest(
        beside(event)
            .filter(course -> joins(rule, course.suspect()))
            .map(
                course ->
                    miss(
                        rule,
                        suspects,
                        goneBefore(course, event),
                        event,
                        course.suspect(),
                        event)));
  }

  /** What removed one of two suspects before a rule could join them; null if nothing did. */
  private static @Nullable SuspectOutcome gone(SuspectHistory course, SuspectHistory other) {
    SuspectOutcome fate = goneBefore(course, other.suspect());
    boolean excluded = other.fate().kind() == SuspectOutcome.Kind.EXCLUDED;
    return fate == null && excluded ? other.fate() : fate;
  }

  private static @Nullable SuspectOutcome goneBefore(SuspectHistory course, Event event) {
    return course.goneBefore(event) ? course.fate() : null;
  }

  /** Suspects of an event's host, without those of itself, the nearest first. */
  private Stream<SuspectHistory> beside(Event event) {
    return replay.histories().all().stream()
        .filter(
            course ->
                course.suspect().hostKey().equals(event.hostKey())
                    || (event.getPrincipal() != null
                        && event.getPrincipal().equals(course.suspect().getPrincipal())))
        .filter(course -> course.suspect().document() != event.document())
        .sorted(
            Comparator.comparingLong(
                course -> Math.abs(course.suspect().getTimestamp() - event.getTimestamp())))
        .limit(MAX_CANDIDATES);
  }

  private List<NearMiss> nearest(Stream<NearMiss> misses) {
    List<NearMiss> ranked =
        misses
            .sorted(
                Comparator.comparingInt(this::distance)
                    .thenComparingLong(miss -> Math.abs(miss.millis())))
            .toList();
    int best = ranked.isEmpty() ? 0 : distance(ranked.get(0));
    return ranked.stream()
        .filter(miss -> distance(miss) <= Math.max(best, FAR))
        .limit(MAX_MISSES)
        .toList();
  }

  /** How far it is from a match: a time that is a little off is nearest. */
  private int distance(NearMiss miss) {
    int distance = 0;
    for (ConditionCheck check : miss.failed()) {
      distance +=
          switch (check.about()) {
            case TIME -> time(Math.abs(miss.millis()));
            case ITSELF -> 2;
            case OTHER -> 3;
            case KEY -> 4;
          };
    }
    return distance;
  }

  private int time(long millis) {
    long span = replay.span().orElse(0);
    if (millis <= A_LITTLE * span) {
      return 1;
    }
    return millis <= A_LOT * span ? 3 : FAR + 1;
  }

  private NearMiss miss(
      DrlRule rule,
      int suspects,
      @Nullable SuspectOutcome fate,
      Event event,
      SuspectHistory explained) {
    return miss(rule, suspects, fate, event, explained.suspect(), explained.suspect());
  }

  private NearMiss miss(
      DrlRule rule,
      int suspects,
      @Nullable SuspectOutcome fate,
      Event event,
      Suspect suspect,
      Event explained) {
    Event other = explained == suspect ? event : suspect;
    List<ConditionCheck> checks =
        questions.together(rule, suspects == 0 ? List.of(suspect, event) : List.of(event, suspect));
    List<ConditionCheck> failed = checks.stream().filter(check -> !check.holds()).toList();
    return new NearMiss(
        EventRef.of(other),
        other.getTimestamp() - explained.getTimestamp(),
        words(checks, failed, fate, suspect, event),
        failed,
        fate);
  }

  private static String words(
      List<ConditionCheck> checks,
      List<ConditionCheck> failed,
      @Nullable SuspectOutcome fate,
      Suspect suspect,
      Event event) {
    List<String> has = new ArrayList<>();
    words(checks, ConditionCheck.About.KEY).forEach(has::add);
    List<String> lacks = failed.stream().map(Phrases::inDepth).collect(Collectors.toList());
    if (failed.isEmpty()) {
      words(checks, ConditionCheck.About.TIME).forEach(has::add);
      if (event.precedes(suspect) && !(event instanceof Suspect)) {
        lacks.add("it comes before the suspect in the order of events");
      } else if (fate == null) {
        lacks.add("the rule did not fire");
      }
    }
    if (fate != null) {
      lacks.add("the suspect was gone by then: " + fate);
    }
    return String.join(", ", has) + (has.isEmpty() ? "" : ", but ") + String.join(", and ", lacks);
  }

  private static Stream<String> words(List<ConditionCheck> checks, ConditionCheck.About about) {
    return checks.stream()
        .filter(check -> check.about() == about && check.holds())
        .map(ConditionCheck::words);
  }

  /** Whether a suspect has the detection's name that a pattern asks for, if it asks for one. */
  boolean isOfDetection(DrlRule rule, int pattern, Suspect suspect) {
    Set<String> named =
        rule.patterns().get(pattern).conditions().stream()
            .filter(condition -> condition.expression().mentions("detection"))
            .map(Condition::text)
            .collect(Collectors.toSet());
    return questions.alone(rule, pattern, suspect).stream()
        .filter(check -> named.contains(check.text()))
        .allMatch(ConditionCheck::holds);
  }
}
