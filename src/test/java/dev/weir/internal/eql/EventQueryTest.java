package dev.weir.internal.eql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.internal.eql.ImportedRule.Metadata;
import dev.weir.internal.eql.ImportedRun.Way;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Imported event queries against the plain meaning of EQL. */
@Tag("thorough")
class EventQueryTest {

  /** Pairs of a rule and an event, in thousands. */
  private static final int THOUSANDS = Integer.getInteger("weir.eql.thousands", 10);

  private static final long FIRST = Long.getLong("weir.eql.seed", 0);

  private static final int RULES = 50;
  private static final int EVENTS = 100;
  private static final int ROUNDS = THOUSANDS * 1_000 / RULES / EVENTS;

  @Test
  void randomRulesRaiseWhatTheOracleSays() throws EqlException {
    int met = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RandomEql random = new RandomEql(FIRST + round);
      ImportedRun run = new ImportedRun();
      while (run.queries().size() < RULES) {
        run.add(random.query());
      }
      List<Map<String, List<String>>> events = random.stream(EVENTS);
      Set<String> wanted = new TreeSet<>();
      for (EqlQuery query : run.queries()) {
        events.stream()
            .filter(event -> EqlOracle.meets(query, event))
            .forEach(event -> wanted.add(ImportedRun.alert(query, event.get("event.id"))));
      }
      met += wanted.size();
      Way way = new Way(1 + 3 * (round % 2), Duration.ofMillis(10), 0);
      assertThat(run.raised(run.compile(), random.delayed(events, 10), way))
          .as("%s, in round %d", events, round)
          .isEqualTo(wanted);
    }
    assertThat(met).as("pairs that meet").isBetween(100 * THOUSANDS, 900 * THOUSANDS);
  }

  @Test
  void aDocumentOfTwoCategoriesIsOneEvent() throws EqlException {
    RuleSet rules = RuleSet.of(Map.of("x.drl", drl("x", "any where true")));
    assertThat(raised(rules, document("\"event.category\":[\"process\",\"network\"]")))
        .containsExactly("x");
  }

  @Test
  void addressesAreComparedAsSuch() throws EqlException {
    String mapped = document("\"source.ip\":\"::ffff:10.0.0.1\"");
    RuleSet equal = RuleSet.of(Map.of("x.drl", drl("x", "any where source.ip == \"10.0.0.1\"")));
    RuleSet other = RuleSet.of(Map.of("x.drl", drl("x", "any where source.ip != \"10.0.0.1\"")));
    RuleSet list = RuleSet.of(Map.of("x.drl", drl("x", "any where source.ip in (\"10.0.0.1\")")));
    assertThat(raised(equal, mapped)).hasSize(1);
    assertThat(raised(list, mapped)).hasSize(1);
    assertThat(raised(other, mapped)).isEmpty();
    assertThat(raised(other, document("\"user.name\":\"a\""))).as("missing").hasSize(1);
  }

  @Test
  void anIndexPatternMeansTheDataStream() throws EqlException {
    ImportedRule rule =
        rule("x", "any where true", List.of("logs-endpoint.events.*", "winlogbeat-*"));
    RuleSet rules = RuleSet.of(Map.of("x.drl", new RuleText(rule, "x", null).drl()));
    assertThat(raised(rules, document("\"data_stream.dataset\":\"endpoint.events.process\"")))
        .hasSize(1);
    assertThat(raised(rules, document("\"data_stream.dataset\":\"system.auth\""))).isEmpty();
    assertThat(raised(rules, document("\"event.dataset\":\"endpoint.events.file\""))).hasSize(1);
    assertThat(raised(rules, document("\"event.dataset\":\"system.auth\""))).isEmpty();
    assertThat(raised(rules, document("\"agent.type\":\"winlogbeat\""))).hasSize(1);
    assertThat(raised(rules, document("\"agent.type\":\"filebeat\""))).isEmpty();
    assertThat(raised(rules, document("\"user.name\":\"eve\""))).as("names no index").hasSize(1);
  }

  static ImportedRule rule(String name, String query, List<String> indices) {
    Metadata none = new Metadata("", "", "", 0, "", List.of(), "", List.of(), List.of(), List.of());
    return new ImportedRule(
        name + ".eql", name, query, indices, "event.category", none, "", List.of(), List.of());
  }

  private static String document(String fields) {
    return "{\"@timestamp\":\"2026-01-01T00:00:00Z\"," + fields + "}";
  }

  private static String drl(String name, String query) throws EqlException {
    return new RuleText(rule(name, query, List.of()), name, null).drl();
  }

  private static List<String> raised(RuleSet rules, String json) {
    Reading reading = new EventReader(rules.tree()::factTypes).read(json.getBytes(UTF_8));
    List<Event> facts = ((Reading.Accepted) reading).facts();
    List<String> names = new ArrayList<>();
    for (Decision decision : Replayer.decide(rules, facts)) {
      assertThat(decision.faults()).isEmpty();
      decision.alerts().stream().map(Alert::rule).forEach(rule -> names.add(rule.name()));
    }
    return names;
  }
}
