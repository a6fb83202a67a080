package dev.weir.cases;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The run of a case in memory. Each case has its own detector, so cases are independent. No clock
 * is read, so a case always gives the same result.
 */
public final class CaseRun {

  /** Orders alerts by the ids of their events. */
  static final Comparator<List<String>> ORDER = Comparator.comparing(ids -> String.join("\t", ids));

  private CaseRun() {}

  /**
   * {@return the result of a case}
   *
   * @param rules the rules
   * @param one the case
   */
  public static CaseResult of(RuleSet rules, RuleCase one) {
    return of(rules, one, detector -> {});
  }

  /**
   * Runs one case.
   *
   * @param rules the rules
   * @param one the case
   * @param begun receives the detector that runs the case, to watch it; only this method feeds it
   * @return the result
   */
  public static CaseResult of(RuleSet rules, RuleCase one, Consumer<Detector> begun) {
    Recorder recorder = new Recorder(one);
    one.detections().stream()
        .filter(name -> !rules.rules().containsKey(name))
        .forEach(name -> recorder.faults.put(name, "is no rule, but only its alerts count"));
    Detector.Builder builder = Detector.builder(rules).listener(recorder).untilTheEnd();
    builder.maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
    try (Detector detector = builder.build()) {
      begun.accept(detector);
      one.events().forEach(detector::accept);
      detector.finish();
      recorder.alerts.sort(ORDER);
      recorder.byDetection.values().forEach(alerts -> alerts.sort(ORDER));
      return new CaseResult(
          one,
          List.copyOf(recorder.alerts),
          Map.copyOf(detector.stats().excluded()),
          Map.copyOf(recorder.faults),
          Map.copyOf(recorder.byDetection));
    }
  }

  /** An event's id in a pair. */
  static String id(Event event) {
    return event.getEventId().isPresent() ? event.getEventId().toString() : "-";
  }

  /** The facts of documents for some rules, without documents that a detector rejects. */
  static List<Event> facts(RuleSet rules, List<byte[]> documents) {
    return facts(new EventReader(rules.tree()::factTypes), documents);
  }

  /** The facts of documents for any rules. */
  static List<Event> facts(List<byte[]> documents) {
    return facts(new EventReader(), documents);
  }

  private static List<Event> facts(EventReader reader, List<byte[]> documents) {
    List<Event> facts = new ArrayList<>();
    for (byte[] document : documents) {
      if (reader.read(document) instanceof Reading.Accepted accepted) {
        facts.addAll(accepted.facts());
      }
    }
    return facts;
  }

  private static final class Recorder implements DetectorListener {
    private final List<List<String>> alerts = new ArrayList<>();
    private final Map<String, List<List<String>>> byDetection = new LinkedHashMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();
    private final RuleCase ruleCase;

    Recorder(RuleCase ruleCase) {
      this.ruleCase = ruleCase;
    }

    @Override
    public void onAlert(Alert alert) {
      if (!ruleCase.counts(alert.rule().name())) {
        return;
      }
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
