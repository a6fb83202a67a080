package dev.weir.internal.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.eql.ImportedRule.RuleException;
import dev.weir.internal.eql.ImportedRun.Way;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imported sequences against the plain meaning of EQL. */
@Tag("thorough")
class SequenceTest {

  /** Pairs of a rule and a stream of events, in hundreds. */
  private static final int HUNDREDS = Integer.getInteger("weir.eql.hundreds", 15);

  private static final long FIRST = Long.getLong("weir.eql.seed", 0);

  private static final int RULES = 25;
  private static final int STREAMS = 20;
  private static final int EVENTS = 60;
  private static final int ROUNDS = HUNDREDS * 100 / RULES / STREAMS;

  @Test
  void randomSequencesRaiseWhatTheOracleSaysInOrderAndShuffled() throws EqlException {
    int met = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RandomEql random = new RandomEql(FIRST + round);
      ImportedRun run = new ImportedRun();
      while (run.queries().size() < RULES) {
        run.add(random.sequence());
      }
      RuleSet rules = run.compile();
      for (int i = 0; i < STREAMS; i++) {
        met += check(run, rules, random, i % 2 == 0 ? 0 : 30, 1 + 3 * (i / 2 % 2), 0);
      }
    }
    assertThat(met).as("complete sequences").isGreaterThan(50 * HUNDREDS);
  }

  @Test
  void oneRuleRaisesTheSameAfterRestarts() throws EqlException {
    int met = 0;
    for (int round = 0; round < Math.max(HUNDREDS / 3, 5); round++) {
      RandomEql random = new RandomEql(FIRST + round);
      ImportedRun run = new ImportedRun();
      while (run.queries().isEmpty()) {
        String query = random.sequence();
        if (!SequenceOracle.of(EqlQuery.parse(query), random.stream(EVENTS)).isEmpty()) {
          run.add(query);
        }
      }
      RuleSet rules = run.compile();
      for (int i = 0; i < 8; i++) {
        met += check(run, rules, random, i % 2 == 0 ? 0 : 30, 1 + 3 * (i / 2 % 2), 7);
      }
    }
    assertThat(met).as("complete sequences").isGreaterThan(20);
  }

  /** Checks a random stream of which no event is late by more than some milliseconds. */
  private static int check(
      ImportedRun run, RuleSet rules, RandomEql random, int late, int lanes, int restart) {
    List<Map<String, List<String>>> events = random.delayed(random.stream(EVENTS), late);
    List<Map<String, List<String>>> ordered = new ArrayList<>(events);
    ordered.sort(Comparator.comparing(RandomEql::millis));
    Set<String> wanted = new TreeSet<>();
    for (EqlQuery query : run.queries()) {
      SequenceOracle.of(query, ordered).forEach(ids -> wanted.add(ImportedRun.alert(query, ids)));
    }
    Way way = new Way(lanes, Duration.ofMillis(late), restart);
    assertThat(run.raised(rules, events, way)).as("%s of %s", way, events).isEqualTo(wanted);
    return wanted.size();
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
        "sequence by host.id with maxspan=1s [a where true] ![b where true]"
            + "|an event that must not come",
        "sequence by host.id with maxspan=1s [a where true] with runs=101"
            + "|a sequence of more than 100 events",
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
