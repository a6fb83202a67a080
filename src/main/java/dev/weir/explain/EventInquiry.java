package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.explain.Explanation.NearMiss;
import dev.weir.explain.Explanation.RaisedAlert;
import dev.weir.explain.Explanation.RuleAnswer;
import dev.weir.explain.Explanation.SuspectAnswer;
import dev.weir.explain.Explanation.Verdict;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.session.Firing;
import dev.weir.internal.text.Durations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The explanation of one event of a replay. */
final class EventInquiry {

  /** How a suspect ends without an alert; the verdicts have the same names. */
  private static final Set<SuspectOutcome.Kind> REMOVED =
      EnumSet.of(
          SuspectOutcome.Kind.EXCLUDED, SuspectOutcome.Kind.REPLACED, SuspectOutcome.Kind.REMOVED);

  private static final int MAX_EXCLUSIONS = 100;

  private final RuleQuestions questions;
  private final HostReplay replay;
  private final NearMissReasons nearMisses;
  private final List<Event> facts;
  private final Event first;
  private final List<RaisedAlert> alerts;
  private final List<SuspectHistory> histories;

  EventInquiry(RuleQuestions questions, HostReplay replay, Origin place) {
    this.questions = questions;
    this.replay = replay;
    this.nearMisses = new NearMissReasons(questions, replay);
    this.facts = replay.facts(place);
    this.first = facts.get(0);
    this.alerts = replay.alerts(first).stream().map(this::alert).toList();
    this.histories = replay.histories().of(first);
  }

  Explanation explain(String eventId, Origin place, List<String> documentNotes) {
    List<RuleAnswer> rules =
        facts.stream()
            .flatMap(fact -> rules(fact).stream())
            .sorted(Comparator.comparingLong(RuleAnswer::failing))
            .toList();
    List<SuspectAnswer> suspects = histories.stream().map(this::suspect).toList();
    List<String> notes = new ArrayList<>(documentNotes);
    addNotes(notes);
    return new Explanation(
        eventId,
        place,
        EventRef.of(facts.get(facts.size() - 1)),
        verdict(rules),
        because(rules, suspects),
        alerts,
        suspects,
        rules,
        List.copyOf(notes));
  }

  private List<RuleAnswer> rules(Event fact) {
    List<RuleAnswer> answers = new ArrayList<>();
    for (DrlRule rule : questions.rules()) {
      for (int i = 0; i < rule.patterns().size(); i++) {
        if (!rule.isExclusion() && RuleQuestions.takes(rule.patterns().get(i), fact)) {
          answers.add(rule(rule, i, fact));
        }
      }
    }
    return answers;
  }

  private RuleAnswer rule(DrlRule rule, int pattern, Event fact) {
    List<ConditionCheck> checks = questions.alone(rule, pattern, fact);
    boolean fired = fired(rule, fact);
    boolean pair = NearMissReasons.suspectsPattern(rule) == 1 - pattern;
    boolean met = checks.stream().allMatch(ConditionCheck::holds);
    return new RuleAnswer(
        questions.ref(rule),
        fact.getClass().getSimpleName(),
        fired,
        checks,
        rule.patterns().size() > 1,
        pair && met && !fired ? nearMisses.suspects(rule, fact) : List.of(),
        note(rule, pair));
  }

  private static String note(DrlRule rule, boolean pair) {
    if (!rule.isPlain()) {
      return "the rule uses not, exists, or, from and the like, which are not evaluated here";
    }
    return rule.patterns().size() > 1 && !pair
        ? "the rule does not join one suspect with one event, so near misses are not searched for"
        : "";
  }

  private boolean fired(DrlRule rule, Event fact) {
    Decision decision = replay.decision(fact);
    return decision != null
        && decision.firings().stream()
            .filter(firing -> firing.rule().name().equals(rule.name()))
            .anyMatch(firing -> firing.facts().contains(fact));
  }

  private RaisedAlert alert(HostReplay.Raised raised) {
    Firing firing = raised.firing();
    DrlRule rule = questions.rule(raised.alert().rule().name());
    List<ConditionCheck> checks =
        firing != null && rule.patterns().size() == firing.facts().size()
            ? questions.together(rule, firing.facts())
            : List.of();
    return RaisedAlert.of(raised.alert(), TimeBound.span(rule), checks);
  }

  /** The exclusions that could have removed a suspect, the nearest first. */
  private List<RuleAnswer> exclusions(SuspectHistory history) {
    return questions.rules().stream()
        .filter(DrlRule::isExclusion)
        .filter(rule -> rule.patterns().size() == 1)
        .filter(rule -> RuleQuestions.takes(rule.patterns().get(0), history.suspect()))
        .filter(rule -> nearMisses.isOfDetection(rule, 0, history.suspect()))
        .map(rule -> exclusion(rule, history))
        .sorted(Comparator.comparingLong(RuleAnswer::failing))
        .limit(MAX_EXCLUSIONS)
        .toList();
  }

  private RuleAnswer exclusion(DrlRule rule, SuspectHistory history) {
    RuleRef by = history.fate().by();
    return new RuleAnswer(
        questions.ref(rule),
        "Suspect",
        by != null && by.name().equals(rule.name()),
        questions.alone(rule, 0, history.suspect()),
        false,
        List.of(),
        note(rule, true));
  }

  private SuspectAnswer suspect(SuspectHistory history) {
    List<SuspectAnswer.Partners> partners = new ArrayList<>();
    if (history.fate().kind() != SuspectOutcome.Kind.ALERTED) {
      for (DrlRule rule : questions.rules()) {
        if (nearMisses.joins(rule, history.suspect())) {
          partners.add(
              new SuspectAnswer.Partners(questions.ref(rule), nearMisses.events(rule, history)));
        }
      }
    }
    return new SuspectAnswer(
        history.suspect().getDetection(),
        history.madeBy(),
        history.fate(),
        List.copyOf(partners),
        exclusions(history));
  }

  private Verdict verdict(List<RuleAnswer> rules) {
    if (!alerts.isEmpty()) {
      return Verdict.ALERTED;
    }
    boolean unmatched = histories.isEmpty() && rules.stream().noneMatch(RuleAnswer::met);
    return histories.stream()
        .map(history -> history.fate().kind())
        .filter(REMOVED::contains)
        .findFirst()
        .map(kind -> Verdict.valueOf(kind.name()))
        .orElse(unmatched ? Verdict.NO_MATCH : Verdict.NO_PARTNER);
  }

  private String because(List<RuleAnswer> rules, List<SuspectAnswer> suspects) {
    if (!alerts.isEmpty()) {
      return alerts.stream().map(this::because).collect(Collectors.joining("; and "));
    }
    if (!suspects.isEmpty()) {
      return suspects.stream().map(this::because).collect(Collectors.joining("; and "));
    }
    if (rules.isEmpty()) {
      return "no rule covers this kind of event: "
          + new ConditionText(first, Map.of()).value("event.category");
    }
    return because(rules.get(0));
  }

  private String because(RaisedAlert alert) {
    List<EventRef> own = facts.stream().map(EventRef::of).toList();
    String others =
        alert.sequence().stream()
            .filter(event -> !own.contains(event))
            .map(
                event -> {
                  long millis = event.time().toEpochMilli() - first.getTimestamp();
                  return Phrases.named(event, ", " + Phrases.apart(millis));
                })
            .collect(Collectors.joining(", and "));
    return alert.rule() + (others.isEmpty() ? "" : " joins it with " + others);
  }

  private String because(SuspectAnswer suspect) {
    SuspectOutcome fate = suspect.fate();
    String made = suspect.madeBy() + " made it a suspect, but ";
    if (fate.kind() != SuspectOutcome.Kind.WAITED) {
      String more =
          fate.kind() == SuspectOutcome.Kind.EXCLUDED && fate.by() != null ? fate.by().more() : "";
      return made + "it was " + fate + (more.isEmpty() ? "" : " - " + more);
    }
    OptionalLong span = replay.span();
    String time = span.isPresent() ? " within " + Durations.words(span.getAsLong()) : "";
    return made
        + fate
        + time
        + suspect.partners().stream()
            .flatMap(partners -> partners.misses().stream().limit(1))
            .min(Comparator.comparingInt(miss -> miss.failed().size()))
            .map(EventInquiry::nearest)
            .orElse("");
  }

  private String because(RuleAnswer nearest) {
    if (!nearest.met()) {
      String failing = Phrases.failing(nearest.checks());
      return "it matches no rule; the nearest is " + nearest.rule() + ", but " + failing;
    }
    if (nearest.joins()) {
      return "it meets the conditions of "
          + nearest.rule()
          + " on the event itself, but there was no suspect to join it with"
          + nearest.misses().stream().findFirst().map(EventInquiry::nearest).orElse(" on its host");
    }
    return "it meets the conditions of "
        + nearest.rule()
        + (nearest.fired() ? ", which raised no alert" : ", but the rule did not fire");
  }

  private static String nearest(NearMiss miss) {
    return "; the nearest is " + Phrases.of(miss);
  }

  private void addNotes(List<String> notes) {
    for (Event fact : facts) {
      Decision decision = replay.decision(fact);
      if (decision != null) {
        for (Decision.Fault fault : decision.faults()) {
          notes.add("rule \"" + fault.rule() + "\" failed and was skipped: " + fault.exception());
        }
      }
    }
    for (DrlRule rule : questions.rules()) {
      Instant expires = rule.expires();
      if (rule.isExclusion()
          && expires != null
          && !expires.isAfter(Instant.ofEpochMilli(first.getTimestamp()))
          && histories.stream().anyMatch(one -> one.fate().kind() != SuspectOutcome.Kind.EXCLUDED)
          && matchesSuspect(rule)) {
        notes.add(questions.ref(rule) + " would have excluded it, but expired " + expires);
      }
    }
    for (DrlRule rule : questions.rules()) {
      if (rule.consequence().mentions("baseline") && matchesSuspect(rule)) {
        notes.add(
            questions.ref(rule) + " depends on earlier days, which an explanation does not know");
      }
    }
    if (replay.late() > 0) {
      notes.add(
          replay.late()
              + " events near it were left out because memory did not suffice; a larger heap may"
              + " change the answer");
    }
  }

  /** Whether a rule with one pattern matches a suspect of the event. */
  private boolean matchesSuspect(DrlRule rule) {
    return rule.patterns().size() == 1
        && histories.stream()
            .map(history -> questions.alone(rule, 0, history.suspect()))
            .anyMatch(checks -> checks.stream().allMatch(ConditionCheck::holds));
  }
}
