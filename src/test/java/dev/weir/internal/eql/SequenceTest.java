package dev.weir.internal.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.Detector;
import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.eql.ImportedRule.RuleException;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imported sequences against the plain meaning of EQL. */
class SequenceTest {

  /** Pairs of a rule and a stream of events, in hundreds. */
  private static final int HUNDREDS = Integer.getInteger("weir.eql.hundreds", 3);

  private static final int RULES = 20;
  private static final int STREAMS = 100 / RULES;
  private static final int EVENTS = 60;

  @Test
  void randomSequencesRaiseWhatTheOracleSaysInOrderAndShuffled() throws EqlException {
    int met = 0;
    for (int round = 0; round < HUNDREDS; round++) {
      RandomEql random = new RandomEql(1_000 + round);
      Map<String, EqlQuery> queries = new TreeMap<>();
      Map<String, String> files = new LinkedHashMap<>();
      while (files.size() < RULES) {
        String text = random.sequence();
        String name = "rule " + files.size();
        try {
          files.put(name + ".drl", drl(name, text));
          queries.put(name, EqlQuery.parse(text));
        } catch (EqlException e) {
          assertThat(e.reason()).isEqualTo("a condition that no event can meet");
        }
      }
      RuleSet rules = RuleSet.of(files);
      for (int i = 0; i < STREAMS; i++) {
        List<Map<String, List<String>>> events = random.stream(EVENTS);
        if (i % 2 == 1) {
          Collections.shuffle(events, new Random(i));
        }
        List<Map<String, List<String>>> ordered = new ArrayList<>(events);
        ordered.sort(Comparator.comparing(RandomEql::millis));
        Map<String, List<List<String>>> wanted = new TreeMap<>();
        queries.forEach(
            (name, query) -> wanted.put(name + query, SequenceOracle.of(query, ordered)));
        met += wanted.values().stream().mapToInt(List::size).sum();
        Map<String, List<List<String>>> found = new TreeMap<>();
        queries.forEach((name, query) -> found.put(name + query, new ArrayList<>()));
        for (Alert alert : raised(rules, events)) {
          String name = alert.rule().name();
          found
              .get(name + queries.get(name))
              .add(alert.sequence().stream().map(one -> one.getEventId().toString()).toList());
        }
        found.values().forEach(one -> one.sort(Comparator.comparing(List::toString)));
        wanted.values().forEach(one -> one.sort(Comparator.comparing(List::toString)));
        assertThat(found).as("%s, in round %d", events, round).isEqualTo(wanted);
      }
    }
    assertThat(met).as("complete sequences").isGreaterThan(50 * HUNDREDS);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "4, false", "1, true", "4, true"})
  void oneRuleRaisesTheSameOnSeveralLanesAndAfterRestarts(int lanes, boolean restarts)
      throws EqlException {
    RandomEql random = new RandomEql(7);
    int met = 0;
    for (int round = 0; round < 20; round++) {
      EqlQuery query = EqlQuery.parse(random.sequence());
      List<Map<String, List<String>>> events = random.stream(400);
      RuleSet rules;
      try {
        rules = RuleSet.of(Map.of("x.drl", drl("x", query.source())));
      } catch (EqlException e) {
        continue; // no event can meet it
      }
      Set<String> wanted = new TreeSet<>();
      SequenceOracle.of(query, events).forEach(ids -> wanted.add(ids.toString()));
      met += wanted.size();
      assertThat(detected(rules, events, lanes, restarts ? 7 : events.size()))
          .as("%s of %s", query.source(), events)
          .isEqualTo(wanted);
    }
    assertThat(met).isGreaterThan(50);
  }

  /** What detectors raise of which each continues from the pending documents of the one before. */
  private static Set<String> detected(
      RuleSet rules, List<Map<String, List<String>>> events, int lanes, int each) {
    Set<String> found = new TreeSet<>();
    List<byte[]> pending = new ArrayList<>();
    for (int from = 0; from < events.size(); from += each) {
      boolean last = from + each >= events.size();
      try (Detector detector =
          Detector.builder(rules)
              .lateness(Duration.ZERO)
              .lanes(lanes)
              .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
              .listener(
                  alert ->
                      found.add(
                          alert.sequence().stream().map(Event::getEventId).toList().toString()))
              .build()) {
        pending.forEach(detector::accept);
        for (Map<String, List<String>> event :
            events.subList(from, last ? events.size() : from + each)) {
          detector.accept(json(event));
        }
        pending.clear();
        detector.pending().forEach(document -> pending.add(document.json()));
        if (last) {
          detector.finish();
        }
      }
    }
    return found;
  }

  @Test
  void anExceptionAppliesToBothEvents() throws EqlException {
    ImportedRule plain =
        EventQueryTest.rule(
            "x",
            "sequence by host.id with maxspan=1s [any where file.size == 1] [any where file.size == 2]",
            List.of());
    RuleException admin =
        new RuleException("admin", "eve", "known", null, List.of("userName.has(\"admin\")"));
    ImportedRule rule =
        new ImportedRule(
            "x.eql",
            "x",
            plain.query(),
            List.of(),
            "event.category",
            plain.metadata(),
            "",
            List.of(admin),
            List.of());
    RuleText text = new RuleText(rule, "x", null);
    Map<String, String> files = new LinkedHashMap<>(Map.of("x.drl", text.drl()));
    text.exclusions().forEach(one -> files.put(files.size() + ".drl", one));
    RuleSet rules = RuleSet.of(files);

    assertThat(ids(rules, List.of(event(1, "eve", 1), event(2, "eve", 2))))
        .containsExactly("[1, 2]");
    assertThat(ids(rules, List.of(event(1, "admin", 1), event(2, "eve", 2)))).isEmpty();
    assertThat(ids(rules, List.of(event(1, "eve", 1), event(2, "admin", 2)))).isEmpty();
    assertThat(ids(rules, List.of(event(1, "eve", 1), event(2, "admin", 1), event(3, "eve", 2))))
        .as("an excluded event replaces none")
        .containsExactly("[1, 3]");
    assertThat(ids(rules, List.of(event(1, "eve", 1), event(2, "admin", 2), event(3, "eve", 2))))
        .as("an excluded event uses up none")
        .containsExactly("[1, 3]");
  }

  @Test
  void aSpanCanBeGivenToASequenceWithoutOne() throws EqlException {
    String query = "sequence by host.id [any where true] [any where true]";
    assertThat(error(query)).isEqualTo("a sequence without maxspan");
    ImportedRule rule = EventQueryTest.rule("x", query, List.of());
    assertThat(new RuleText(rule, "x", Duration.ofMinutes(5)).drl())
        .contains("this after[0s, 300s] $partial");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sequence by user.name with maxspan=1s [a where true] [b where true]|a sequence across hosts",
        "sequence by ?host.id with maxspan=1s [a where true] [b where true]|a sequence across hosts",
        "sequence by host.id with maxspan=1s [a where true] ![b where true]"
            + "|an event that must not come",
        "sequence by host.id with maxspan=1s [a where true] with runs=101"
            + "|a sequence of more than 100 events",
        "sequence by host.id with maxspan=1s [a where true] [b where true] until [c where true]"
            + "|a sequence with until",
        "sample by host.id [a where true] [b where true]|a sample",
      })
  void theRestIsRefusedByName(String query, String reason) {
    assertThat(error(query)).isEqualTo(reason);
  }

  private static String error(String query) {
    return catchThrowableOfType(EqlException.class, () -> drl("x", query)).reason();
  }

  private static String drl(String name, String query) throws EqlException {
    return new RuleText(EventQueryTest.rule(name, query, List.of()), name, null).drl();
  }

  private static Map<String, List<String>> event(int id, String user, int size) {
    Map<String, List<String>> event = new LinkedHashMap<>();
    event.put("event.id", List.of(String.valueOf(id)));
    event.put("host.id", List.of("h"));
    event.put("user.name", List.of(user));
    event.put("file.size", List.of(String.valueOf(size)));
    event.put(RandomEql.MILLIS, List.of(String.valueOf(id)));
    return event;
  }

  private static List<String> ids(RuleSet rules, List<Map<String, List<String>>> events) {
    return raised(rules, events).stream()
        .map(alert -> alert.sequence().stream().map(Event::getEventId).toList().toString())
        .toList();
  }

  private static List<Alert> raised(RuleSet rules, List<Map<String, List<String>>> events) {
    EventReader reader = new EventReader(rules.tree()::factTypes);
    List<Event> facts = new ArrayList<>();
    for (Map<String, List<String>> event : events) {
      facts.addAll(((Reading.Accepted) reader.read(json(event))).facts());
    }
    List<Alert> alerts = new ArrayList<>();
    for (Decision decision : Replayer.decide(rules, facts)) {
      assertThat(decision.faults()).isEmpty();
      alerts.addAll(decision.alerts());
    }
    return alerts;
  }

  private static byte[] json(Map<String, List<String>> event) {
    Map<String, List<String>> document = new LinkedHashMap<>(event);
    document.remove(RandomEql.MILLIS);
    return RandomEql.json(document, RandomEql.millis(event)).getBytes(UTF_8);
  }
}
