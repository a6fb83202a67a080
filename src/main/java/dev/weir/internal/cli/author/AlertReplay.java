package dev.weir.internal.cli.author;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The events of an alert, decided once more by themselves. */
final class AlertReplay implements DetectionSession.Listener {

  private final List<Alert> alerts = new ArrayList<>();
  private final List<Firing> firings = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /** The rules do not say of the events what the alert says. */
  static final class NoAlert extends Exception {
    private static final long serialVersionUID = 1L;

    NoAlert(String message) {
      super(message);
    }
  }

  private AlertReplay() {}

  static AlertReplay of(RuleSet rules, List<byte[]> documents) throws PastAlert.Unusable {
    EventReader reader = new EventReader();
    List<Event> facts = new ArrayList<>();
    for (byte[] document : documents) {
      Reading reading = reader.read(document);
      if (!(reading instanceof Reading.Accepted accepted)) {
        throw new PastAlert.Unusable(
            "an event under the alert's weir.sequence takes no part: " + reading);
      }
      facts.addAll(accepted.facts());
    }
    facts.sort(Comparator.comparing(Event::order));
    AlertReplay replay = new AlertReplay();
    try (DetectionSession session = new DetectionSession(rules, Long.MAX_VALUE, replay)) {
      facts.forEach(session::fire);
    }
    return replay;
  }

  /** The alert that the events gave once, if these rules still give it. */
  Alert alertOf(PastAlert past, RuleSet rules, Path folder) throws NoAlert {
    if (rules.rules().values().stream().noneMatch(rule -> rule.id().equals(past.ruleId()))) {
      throw new NoAlert(
          String.format(
              "the alert is of the rule \"%s\" (%s), and the rules in %s have none of this id",
              past.ruleName(), past.ruleId(), folder));
    }
    return alert(past.ruleId())
        .orElseThrow(
            () ->
                new NoAlert(
                    "with the rules in "
                        + folder
                        + " the alert's events do not alert"
                        + (excludedBy().isEmpty() ? "" : ": they are excluded by " + excludedBy())
                        + (faults.isEmpty() ? "" : ": " + faults)));
  }

  /** The alert of a rule. */
  Optional<Alert> alert(String ruleId) {
    return alerts.stream().filter(alert -> alert.rule().id().equals(ruleId)).findFirst();
  }

  /** The suspect that an alert was made of: what an exclusion could have taken out. */
  Optional<Suspect> suspect(Alert alert) {
    return firings.stream()
        .filter(firing -> firing.rule().equals(alert.rule()))
        .flatMap(firing -> firing.facts().stream())
        .filter(Suspect.class::isInstance)
        .map(Suspect.class::cast)
        .filter(suspect -> alert.sequence().contains(suspect.getEvent()))
        .findFirst();
  }

  /** The exclusions that took a suspect out. */
  List<String> excludedBy() {
    return firings.stream()
        .filter(firing -> firing.rule().exclusion() && !firing.released().isEmpty())
        .map(firing -> firing.rule().name())
        .distinct()
        .toList();
  }

  /** What rules threw. */
  List<String> faults() {
    return faults;
  }

  @Override
  public void alert(Alert alert) {
    alerts.add(alert);
  }

  @Override
  public void fired(Firing firing) {
    firings.add(firing);
  }

  @Override
  public void fault(String rule, Event event, Throwable fault) {
    faults.add("rule \"" + rule + "\" failed: " + fault);
  }
}
