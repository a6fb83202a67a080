package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session made of an event.
 *
 * @param event the event
 * @param firings the rules that fired
 * @param alerts what was raised
 * @param faults the rules that threw
 */
record Decision(Event event, List<Firing> firings, List<Alert> alerts, List<Fault> faults) {

  /**
   * A rule that threw and was left out.
   *
   * @param rule its name, empty where it is not known
   * @param fault what it threw, in words
   */
  record Fault(String rule, String fault) {}

  /** Listens to a session, and hands out each decision whole. */
  static final class Journal implements DetectionSession.Listener {
    private final List<Firing> firings = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    @Override
    public void fired(Firing firing) {
      firings.add(firing);
    }

    @Override
    public void alert(Alert alert) {
      alerts.add(alert);
    }

    @Override
    public void fault(String rule, Event event, Throwable fault) {
      faults.add(new Fault(rule, String.valueOf(fault)));
    }

    /** What has been told since the last decision. */
    Decision of(Event event) {
      Decision decision =
          new Decision(event, List.copyOf(firings), List.copyOf(alerts), List.copyOf(faults));
      firings.clear();
      alerts.clear();
      faults.clear();
      return decision;
    }
  }
}
