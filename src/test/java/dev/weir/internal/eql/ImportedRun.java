package dev.weir.internal.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Queries, imported as rules of one set, and what a detector raises of them. */
final class ImportedRun implements DetectorListener {

  /**
   * How a detector is fed.
   *
   * @param lanes the number of lanes
   * @param lateness how long events wait
   * @param restartAfter the number of events after which another detector continues; 0 for never
   */
  record Way(int lanes, Duration lateness, int restartAfter) {}

  private final Map<String, EqlQuery> queries = new LinkedHashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private TreeSet<String> found = new TreeSet<>();

  /** Imports a query, unless no event can meet it. */
  void add(String query) throws EqlException {
    String name = "rule " + queries.size();
    try {
      RuleText text = new RuleText(EventQueryTest.rule(name, query, List.of()), name, null);
      files.put(name + ".drl", text.drl());
      queries.put(name, EqlQuery.parse(query));
    } catch (EqlException e) {
      if (!e.reason().equals("a condition that no event can meet")) {
        throw e;
      }
    }
  }

  /** The imported queries. */
  List<EqlQuery> queries() {
    return List.copyOf(queries.values());
  }

  RuleSet compile() {
    return RuleSet.of(files);
  }

  /** An alert as text. */
  static String alert(EqlQuery query, List<String> ids) {
    return ids + " by " + query.source();
  }

  /** The alerts of a stream of events as {@link #alert} gives them. */
  TreeSet<String> raised(RuleSet rules, List<Map<String, List<String>>> events, Way way) {
    found = new TreeSet<>();
    List<byte[]> pending = new ArrayList<>();
    int each = way.restartAfter == 0 ? events.size() : way.restartAfter;
    for (int from = 0; from < events.size(); from += each) {
      int to = Math.min(events.size(), from + each);
      try (Detector detector =
          Detector.builder(rules)
              .lateness(way.lateness)
              .lanes(way.lanes)
              .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
              .listener(this)
              .build()) {
        pending.forEach(detector::accept);
        events.subList(from, to).forEach(event -> detector.accept(json(event)));
        pending.clear();
        detector.pending().forEach(document -> pending.add(document.json()));
        if (to == events.size()) {
          detector.finish();
        }
      }
    }
    return found;
  }

  @Override
  public void onAlert(Alert alert) {
    found.add(
        alert(
            queries.get(alert.rule().name()),
            alert.sequence().stream().map(one -> one.getEventId().toString()).toList()));
  }

  @Override
  public void onRuleFault(String rule, Event event, Throwable fault) {
    throw new AssertionError(rule + " threw on " + event, fault);
  }

  @Override
  public void onLate(Event event) {
    assertThat(event).as("late").isNull();
  }

  private static byte[] json(Map<String, List<String>> event) {
    Map<String, List<String>> document = new LinkedHashMap<>(event);
    document.remove(RandomEql.MILLIS);
    return RandomEql.json(document, RandomEql.millis(event)).getBytes(UTF_8);
  }
}
