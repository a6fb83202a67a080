package dev.weir.internal.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.rule.RuleMetadata;
import dev.weir.testkit.AlertFixtures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentsTest {

  private static final long WINDOW = 300_000;

  private final List<Alert> told = new ArrayList<>();
  private final Incidents incidents = new Incidents(WINDOW, new PendingDocuments(), told::add);

  @Test
  void fiveAlertsOfAHostWithinMinutesAreOneIncidentWithAScore() {
    Alert worst = alert("r2", 73, "h1", 200);
    incidents.add(alert("r1", 47, "h1", 0));
    incidents.add(worst);
    incidents.add(alert("r1", 47, "h1", 60_000)); // the same rule again says nothing more
    incidents.add(alert("r3", 47, "h1", 120_000));
    incidents.add(alert("r4", 10, "h1", WINDOW));
    assertThat(told).isEmpty();
    incidents.reached("h1", WINDOW + 1);

    assertThat(told).hasSize(1);
    Alert incident = told.get(0);
    assertThat(incident.rule().riskScore())
        .isEqualTo((int) Math.round(100 * (1 - 0.53 * 0.27 * 0.53 * 0.90)));
    assertThat(incident.rule().severity()).isEqualTo("high");
    assertThat(incident.alerts()).hasSize(5).first().isEqualTo(worst);
    assertThat(incident.sequence()).hasSize(5);
    assertThat(incident.timestamp()).isEqualTo(WINDOW);
    assertThat(incident.message())
        .isEqualTo("5 alerts of host h1, score 93: Rule r2; Rule r1; Rule r3; Rule r4");
    assertThat(incident.guide()).isEqualTo(worst.guide());
  }

  @Test
  void aSingleAlertIsPassedOnUnchanged() {
    Alert alone = alert("r1", 47, "h1", 0);
    incidents.add(alone);
    incidents.finish();

    assertThat(told).containsExactly(alone);
  }

  @Test
  void hostsAndWindowsAreSeparate() {
    Alert first = alert("r1", 47, "h1", 0);
    Alert other = alert("r1", 47, "h2", 1);
    Alert later = alert("r2", 47, "h1", WINDOW + 1);
    incidents.add(first);
    incidents.add(other);
    incidents.add(later);
    assertThat(told).containsExactly(first);
    incidents.finish();

    assertThat(told).containsExactly(first, other, later);
  }

  @Test
  void aSilentHostsIncidentIsClosedByThePushedClock() {
    incidents.add(alert("r1", 47, "h1", 0));
    incidents.advance(1_000_000); // the first push: from now on it counts
    incidents.add(alert("r2", 47, "h1", 5));
    incidents.advance(1_000_000 + WINDOW - 1);
    assertThat(told).isEmpty();
    incidents.advance(1_000_000 + WINDOW);

    assertThat(told).hasSize(1);
  }

  @Test
  void theIdDoesNotDependOnTheOrderOfAlerts() {
    Alert one = alert("r1", 47, "h1", 0);
    Alert two = alert("r2", 47, "h1", 5);
    for (List<Alert> order : List.of(List.of(one, two), List.of(two, one))) {
      order.forEach(incidents::add);
      incidents.finish();
    }

    assertThat(told).hasSize(2);
    assertThat(told.get(0).id()).isEqualTo(told.get(1).id()).isNotEqualTo(one.id());
  }

  @Test
  void anEventOfSeveralAlertsOccursOnce() {
    Alert one = alert("r1", 47, "h1", 0);
    incidents.add(one);
    incidents.add(Alert.of(rule("r2", 73), one.sequence()));
    incidents.finish();

    assertThat(told).hasSize(1);
    assertThat(told.get(0).sequence()).hasSize(1);
  }

  @Test
  void memoryIsBoundedByClosingEarly() {
    for (int i = 0; i < 250; i++) {
      incidents.add(alert("r" + i % 7, 10, "h1", i));
    }
    assertThat(told).hasSize(2).allMatch(incident -> incident.alerts().size() == 100);
    for (int i = 0; i < 10_005; i++) {
      incidents.add(alert("r1", 10, "host" + i, 0));
    }
    assertThat(told).hasSize(2 + 6); // h1's rest, and the oldest five
  }

  @Test
  void theDocumentListsWhatItRollsUp() {
    incidents.add(alert("r1", 47, "h1", 0));
    incidents.add(alert("r2", 99, "h1", 5));
    incidents.finish();

    String json = new String(told.get(0).toJson(), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"name\":\"Incident\"", "\"risk_score\":99", "\"alerts\":[{\"@timestamp\":")
        .contains("\"rule\":\"Rule r2\",\"rule_id\":\"r2\",\"severity\":\"high\"")
        .contains("\"reason\":\"curl did it\"");
  }

  private static Alert alert(String rule, int score, String host, long millis) {
    return Alert.of(
        rule(rule, score),
        List.of(
            AlertFixtures.event(
                "'@timestamp':'"
                    + Instant.ofEpochMilli(millis)
                    + "','event':{'id':'"
                    + rule
                    + millis
                    + "'},'host':{'id':'"
                    + host
                    + "'},'process':{'name':'curl'}")));
  }

  private static RuleMetadata rule(String id, int score) {
    RuleMetadata any = AlertFixtures.rule(id, "${process.name} did it", "Look at ${host.id}.");
    return new RuleMetadata(
        "Rule " + id,
        any.ruleSet(),
        any.file(),
        any.line(),
        id,
        any.version(),
        score > 50 ? "high" : "medium",
        score,
        any.description(),
        any.message(),
        any.authors(),
        any.license(),
        any.tags(),
        any.references(),
        any.attack(),
        any.guide(),
        false,
        "",
        "",
        null);
  }
}
