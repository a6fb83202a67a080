package dev.weir.cases;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A case event by event: which facts there were at each, and which rules came to something. */
final class CaseSteps implements DetectionSession.Listener {

  /**
   * The decision on one event.
   *
   * @param event the event
   * @param before the suspects made before it, though they should be gone again
   * @param made the suspects made by it
   */
  record Step(Event event, List<Suspect> before, List<Suspect> made) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final Set<String> fired = new HashSet<>();
  private final Set<String> alerted = new HashSet<>();

  private CaseSteps() {}

  /** Goes through a case's events in the order in which a detector decides them. */
  static CaseSteps of(RuleSet rules, RuleCase one) {
    CaseSteps steps = new CaseSteps();
    EventReader reader = new EventReader();
    List<Event> events = new ArrayList<>();
    for (byte[] json : one.events()) {
      if (reader.read(json) instanceof Reading.Accepted accepted) {
        events.addAll(accepted.facts());
      }
    }
    events.sort(Comparator.comparing(Event::order));
    try (DetectionSession session = new DetectionSession(rules, Long.MAX_VALUE, steps)) {
      for (Event event : events) {
        List<Suspect> before = List.copyOf(steps.suspects);
        session.fire(event);
        List<Suspect> made = steps.suspects.subList(before.size(), steps.suspects.size());
        steps.steps.add(new Step(event, before, List.copyOf(made)));
      }
    }
    return steps;
  }

  /** In the order decided. */
  List<Step> steps() {
    return steps;
  }

  /** The rules that fired. */
  Set<String> fired() {
    return fired;
  }

  /** The rules that raised an alert. */
  Set<String> alerted() {
    return alerted;
  }

  @Override
  public void alert(Alert alert) {
    alerted.add(alert.rule().name());
  }

  @Override
  public void fired(Firing firing) {
    fired.add(firing.rule().name());
    suspects.addAll(firing.suspected());
  }

  @Override
  public void fault(String rule, Event event, Throwable fault) {
    // the case fails for it
  }
}
