package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.explain.Explanation.Verdict;
import dev.weir.internal.drl.DrlRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Explains one event of a replay. */
final class EventInquiry {

  private final RuleQuestions questions;
  private final HostReplay replay;
  private final NearMissReasons nearness;
  private final List<Event> facts;
  private final List<RaisedAlert> findings;
  private final List<SuspectHistory> courses;

  EventInquiry(RuleQuestions questions, HostReplay replay, Origin place) {
    this.questions = questions;
    this.replay = replay;
    this.nearness = new NearMissReasons(questions, replay);
    this.facts = replay.facts(place);
    this.findings = replay.findings(facts.get(0));
    this.courses = replay.courses().of(facts.get(0));
  }

  Explanation explain(String eventId, Origin place, List<String> remarks) {
    List<RuleAnswer> rules =
        facts.stream()
            .flatMap(fact -> rules(fact).stream())
            .sorted(Comparator.comparingLong(RuleAnswer::failing))
            .toList();
    List<SuspectAnswer> suspects = courses.stream().map(this::suspect).toList();
    List<String> notes = new ArrayList<>(remarks);
    notes.addAll(notes());
    return new Explanation(
        eventId,
        place,
        EventRef.of(facts.get(facts.size() - 1)),
        verdict(rules),
        because(rules, suspects),
        findings,
        suspects,
        rules,
        List.copyOf(notes));
  }

  private List<RuleAnswer> rules(Event fact) {
    List<RuleAnswer> answers = new ArrayList<>();
    for (DrlRule rule : questions.rules()) {
      for (int i = 0; i < rule.patterns().size(); i++) {
        if (!questions.isExclusion(rule) && RuleQuestions.takes(rule.patterns().get(i), fact)) {
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
        pair && met && !fired ? nearness.suspects(rule, fact) : List.of(),
        note(rule, pair));
  }

  private static String note(DrlRule rule, boolean pair) {
    if (!rule.isPlain()) {
      return "it asks for more than facts that meet patterns (not, exists, or, from), which is not"
          + " asked here";
    }
    return rule.patterns().size() > 1 && !pair
        ? "it joins something else than one suspect and one event, so what came near is not"
            + " searched for"
        : "";
  }

  private boolean fired(DrlRule rule, Event fact) {
    Decision decision = replay.decision(fact);
    return decision != null
        && decision.firings().stream()
            .anyMatch(
                firing ->
                    firing.rule().name().equals(rule.name()) && firing.facts().contains(fact));
  }

  private SuspectAnswer suspect(SuspectHistory course) {
    List<SuspectAnswer.Partners> partners = new ArrayList<>();
    if (course.fate().kind() != SuspectOutcome.Kind.ALERTED) {
      for (DrlRule rule : questions.rules()) {
        if (nearness.joins(rule, course.suspect())) {
          partners.add(
              new SuspectAnswer.Partners(questions.ref(rule), nearness.events(rule, course)));
        }
      }
    }
    return new SuspectAnswer(
        course.suspect().getDetection(), course.madeBy(), course.fate(), List.copyOf(partners));
  }

  private Verdict verdict(List<RuleAnswer> rules) {
    if (!findings.isEmpty()) {
      return Verdict.ALERTED;
    }
    for (SuspectHistory course : courses) {
      switch (course.fate().kind()) {
        case EXCLUDED -> {
          return Verdict.EXCLUDED;
        }
        case REPLACED -> {
          return Verdict.REPLACED;
        }
        case TAKEN_OUT -> {
          return Verdict.TAKEN_OUT;
        }
        default -> {}
      }
    }
    return courses.isEmpty() && rules.stream().noneMatch(RuleAnswer::met)
        ? Verdict.NOT_WANTED
        : Verdict.NO_PARTNER;
  }

  private String because(List<RuleAnswer> rules, List<SuspectAnswer> suspects) {
    if (!findings.isEmpty()) {
      return findings.stream().map(this::because).collect(Collectors.joining("; and "));
    }
    if (!suspects.isEmpty()) {
      return suspects.stream().map(this::because).collect(Collectors.joining("; and "));
    }
    if (rules.isEmpty()) {
      return "no rule looks at such events: "
          + new ConditionText(facts.get(0), Map.of()).value("event.category");
    }
    return because(rules.get(0));
  }

  private String because(RaisedAlert finding) {
    long itself = facts.get(0).getTimestamp();
    String others =
        finding.sequence().stream()
            .filter(event -> !event.equals(EventRef.of(facts.get(0))))
            .filter(event -> !event.equals(EventRef.of(facts.get(facts.size() - 1))))
            .map(
                event ->
                    event.program()
                        + (event.program().isEmpty() ? "" : " ")
                        + event
                        + ", "
                        + Phrases.apart(event.time().toEpochMilli() - itself))
            .collect(Collectors.joining(", and "));
    return finding.rule() + (others.isEmpty() ? "" : " joins it with " + others);
  }

  private String because(SuspectAnswer suspect) {
    SuspectOutcome fate = suspect.fate();
    String was = suspect.madeBy() + " made it suspect, ";
    if (fate.kind() != SuspectOutcome.Kind.WAITED) {
      String more = fate.by() == null ? "" : fate.by().more();
      boolean excluded = fate.kind() == SuspectOutcome.Kind.EXCLUDED;
      String but = fate.kind() == SuspectOutcome.Kind.REPLACED ? "but " : "but it was ";
      return was + but + fate + (excluded && !more.isEmpty() ? " - " + more : "");
    }
    OptionalLong span = replay.span();
    String time = span.isPresent() ? " within " + Durations.words(span.getAsLong()) : "";
    return was
        + "but nothing came"
        + time
        + " that a rule joins with it"
        + suspect.partners().stream()
            .flatMap(partners -> partners.misses().stream().limit(1))
            .min(Comparator.comparingInt(miss -> miss.failed().size()))
            .map(miss -> "; nearest is " + Phrases.of(miss))
            .orElse("");
  }

  private String because(RuleAnswer nearest) {
    if (!nearest.met()) {
      String first =
          nearest.checks().stream()
              .filter(check -> !check.holds())
              .findFirst()
              .map(Phrases::inDepth)
              .orElse("");
      return "no rule wants it; nearest is " + nearest.rule() + ", but " + first;
    }
    if (nearest.joins()) {
      return "it meets what "
          + nearest.rule()
          + " asks of it alone, but there was no suspect to join it with"
          + nearest.misses().stream()
              .findFirst()
              .map(miss -> "; nearest is " + Phrases.of(miss))
              .orElse(" on its host");
    }
    return "it meets what "
        + nearest.rule()
        + (nearest.fired() ? " asks, which raised no alert" : " asks, but the rule did not fire");
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Event fact : facts) {
      Decision decision = replay.decision(fact);
      if (decision != null) {
        decision
            .faults()
            .forEach(
                fault ->
                    notes.add(
                        "rule \""
                            + fault.rule()
                            + "\" threw and was left out of the decision: "
                            + fault.fault()));
      }
    }
    if (courses.stream().anyMatch(course -> course.fate().kind() != SuspectOutcome.Kind.EXCLUDED)) {
      notes.addAll(expired());
    }
    notes.addAll(habits());
    if (replay.late() > 0) {
      notes.add(
          replay.late()
              + " events near it did not fit into memory in their order; a larger heap may change"
              + " the answer");
    }
    return notes;
  }

  /** Rules that ask what was seen long before, of which only what is near is known here. */
  private List<String> habits() {
    return questions.rules().stream()
        .filter(rule -> rule.consequence().mentions("baseline"))
        .filter(
            rule ->
                rule.patterns().size() == 1
                    && courses.stream()
                        .anyMatch(
                            course ->
                                questions.alone(rule, 0, course.suspect()).stream()
                                    .allMatch(ConditionCheck::holds)))
        .map(
            rule ->
                questions.ref(rule)
                    + " goes by what was seen in days before, which an explanation does not know")
        .toList();
  }

  /** Exclusions that would have taken it out, had they not expired. */
  private List<String> expired() {
    List<String> notes = new ArrayList<>();
    Instant now = Instant.ofEpochMilli(facts.get(0).getTimestamp());
    for (DrlRule rule : questions.rules()) {
      RuleRef ref = questions.ref(rule);
      Instant expires = ref.expires();
      if (questions.isExclusion(rule)
          && expires != null
          && !expires.isAfter(now)
          && rule.patterns().size() == 1
          && courses.stream()
              .anyMatch(
                  course ->
                      questions.alone(rule, 0, course.suspect()).stream()
                          .allMatch(ConditionCheck::holds))) {
        notes.add(ref + " would have excluded it, but expired " + expires);
      }
    }
    return notes;
  }
}
