package dev.weir.cases;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs cases in memory, each alone in a detector of its own, so that no case can help or hinder
 * another. Nothing looks at a clock: a case gives the same whenever it is run.
 */
public final class CaseRun {

  /** Alerts by their events' ids. */
  static final Comparator<List<String>> ORDER = Comparator.comparing(ids -> String.join("\t", ids));

  private CaseRun() {}

  /**
   * Runs one case to the end of its events.
   *
   * @param rules the rules that decide it
   * @param one the case
   * @return what it gave
   */
  public static CaseResult of(RuleSet rules, RuleCase one) {
    Found found = new Found();
    Detector.Builder builder = Detector.builder(rules).listener(found).untilTheEnd();
    builder.maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
    try (Detector detector = builder.build()) {
      one.events().forEach(detector::accept);
      detector.finish();
      found.alerts.sort(ORDER);
      found.byDetection.values().forEach(alerts -> alerts.sort(ORDER));
      return new CaseResult(
          one, found.alerts, detector.stats().excluded(), found.faults, found.byDetection);
    }
  }

  /** What a pair calls an event. */
  static String id(Event event) {
    return event.getEventId().isPresent() ? event.getEventId().toString() : "-";
  }

  private static final class Found implements DetectorListener {
    private final List<List<String>> alerts = new ArrayList<>();
    private final Map<String, List<List<String>>> byDetection = new LinkedHashMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();

    @Override
    public void onAlert(Alert alert) {
      List<String> ids = alert.sequence().stream().map(CaseRun::id).toList();
      alerts.add(ids);
      byDetection.computeIfAbsent(alert.rule().name(), none -> new ArrayList<>()).add(ids);
    }

    @Override
    public void onRuleFault(String rule, Event event, Throwable fault) {
      faults.putIfAbsent(rule, "on event " + id(event) + ": " + fault);
    }
  }
}
