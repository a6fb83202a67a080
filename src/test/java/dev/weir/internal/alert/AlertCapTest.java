package dev.weir.internal.alert;

import static dev.weir.testkit.AlertFixtures.event;
import static dev.weir.testkit.AlertFixtures.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("thorough")
class AlertCapTest {

  private static final long INTERVAL = 300_000;
  private static final long FAR = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();

  private final List<RollUp> rollUps = new ArrayList<>();
  private final AlertCap cap = new AlertCap(100, INTERVAL, rollUps::add);
  private int events;

  @Test
  void hundredthAlertIsAdmittedAndTheNextIsNot() {
    assertThat(admitted(100, "r", "h", 0)).isEqualTo(100);
    assertThat(cap.admits(alert("r", "h", 1))).isFalse();
    assertThat(cap.admits(alert("r", "h", INTERVAL - 1))).isFalse();
  }

  /** 100 noisy alerts and those of 25 other hosts, then the victim: it was named nowhere. */
  @Test
  void firstAlertOfAHostIsNeverSuppressed() {
    admitted(100, "r", "noisy", 0);
    for (int i = 0; i < 25; i++) {
      assertThat(admitted(3, "r", "other" + i, 0)).isOne();
    }

    assertThat(admitted(2, "r", "victim", 0)).isOne();
    assertThat(admitted(2, "r", null, 0)).as("without a host.id").isOne();
    assertThat(admitted(2, "r", "victim", INTERVAL)).as("the next interval").isEqualTo(2);
  }

  /** Memory for hosts is bounded: after 10,000 of a rule and interval, others are suppressed. */
  @Test
  void hundredThousandForgedHostsAreBounded() {
    int admitted = 0;
    for (int i = 0; i < 100_000; i++) {
      admitted += admitted(1, "r", "forged" + i, 0);
    }
    assertThat(admitted).isEqualTo(RollUp.MAX_HOSTS);
    assertThat(admitted(1, "r", "victim", 0)).isZero();
    assertThat(admitted(1, "s", "victim", 0)).as("another rule").isOne();
    assertThat(admitted(1, "r", "victim", INTERVAL)).as("the next interval").isOne();

    cap.finish();

    RollUp rollUp = rollUps.get(0);
    assertThat(rollUp.suppressed()).isEqualTo(90_001);
    assertThat(rollUp.hosts()).hasSize(100);
    assertThat(rollUp.message()).contains("on at least 10000 hosts");
  }

  /** 500 alerts with forged times opened 500 windows and were all delivered. */
  @Test
  void forgedTimesOpenNoWindowsWhereTheClockIsPushed() {
    cap.advance(FAR);
    int admitted = 0;
    for (int i = 0; i < 500; i++) {
      admitted += admitted(1, "r", "h", i * INTERVAL);
    }
    assertThat(admitted).isEqualTo(100);

    cap.advance(FAR + INTERVAL);
    assertThat(rollUps).extracting(RollUp::suppressed).containsExactly(400L);
    assertThat(rollUps.get(0).start()).isEqualTo(FAR);
    assertThat(admitted(200, "r", "h", 0)).isEqualTo(100);
  }

  @Test
  void everyIntervalAndEveryRuleHasItsOwnShare() {
    assertThat(admitted(150, "r", "h", 0)).isEqualTo(100);
    assertThat(admitted(150, "r", "h", INTERVAL)).isEqualTo(100);
    assertThat(admitted(150, "r", "h", -1)).isEqualTo(100);
    assertThat(admitted(150, "s", "h", 0)).isEqualTo(100);
    assertThat(admitted(1, "r", "h", INTERVAL - 1)).isZero();
  }

  @Test
  void hostInTheFarFutureDoesNotUseUpTheShareOfOthers() {
    assertThat(admitted(500, "r", "far", FAR)).isEqualTo(100);
    assertThat(admitted(100, "r", "h", 0)).isEqualTo(100);
    assertThat(admitted(1, "r", "h", 0)).isZero();
  }

  @Test
  void rollUpDescribesTheSuppressedAlerts() {
    admitted(100, "r", "spared", INTERVAL);
    List<String> left = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      Alert alert = alert("r", "h" + i % 120, INTERVAL + i);
      if (!cap.admits(alert)) {
        left.add(alert.id());
      }
    }

    cap.finish();

    assertThat(rollUps).hasSize(1);
    RollUp rollUp = rollUps.get(0);
    assertThat(rollUp.rule().id()).isEqualTo("r");
    assertThat(rollUp.start()).isEqualTo(INTERVAL);
    assertThat(rollUp.end()).isEqualTo(2 * INTERVAL);
    assertThat(rollUp.suppressed()).isEqualTo(30);
    assertThat(rollUp.hostCount()).isEqualTo(30);
    assertThat(rollUp.hosts()).hasSize(30).startsWith("h0", "h1").doesNotContain("spared");
    assertThat(rollUp.samples()).isEqualTo(left.subList(0, 10));
  }

  @Test
  void longNameOfAHostIsShortened() {
    admitted(102, "r", "h".repeat(1_000), 0);

    cap.finish();

    assertThat(rollUps.get(0).hosts().get(0)).hasSize(257).endsWith("h…");
  }

  @Test
  void intervalWithinTheCapIsNotReported() {
    admitted(100, "r", "h", 0);

    cap.finish();

    assertThat(rollUps).isEmpty();
  }

  @Test
  void endReportsEveryIntervalOnce() {
    admitted(101, "r", "h", 0);
    admitted(102, "r", "h", INTERVAL);

    cap.finish();
    cap.finish();

    assertThat(rollUps).extracting(RollUp::suppressed).containsExactly(1L, 2L);
  }

  @Test
  void clockClosesAnIntervalThatWasOpenedAnIntervalAgo() {
    cap.advance(1_000);
    admitted(101, "r", "h", FAR);

    cap.advance(1_000 + INTERVAL - 1);
    assertThat(rollUps).isEmpty();

    cap.advance(1_000 + INTERVAL);
    assertThat(rollUps).extracting(RollUp::suppressed).containsExactly(1L);

    cap.advance(1_000 + 5 * INTERVAL);
    cap.finish();
    assertThat(rollUps).hasSize(1);
  }

  @Test
  void clockCountsFromItsFirstPushForIntervalsThatWereOpenBefore() {
    admitted(101, "r", "h", 0);

    cap.advance(Long.MAX_VALUE / 2);
    assertThat(rollUps).isEmpty();

    cap.advance(0);
    assertThat(rollUps).isEmpty();

    cap.advance(Long.MAX_VALUE / 2 + INTERVAL);
    assertThat(rollUps).hasSize(1);
  }

  @Test
  void windowsOfARuleAreBounded() {
    admitted(101, "r", "h", -INTERVAL);
    admitted(101, "s", "h", 0);
    for (int i = 0; i < 99; i++) {
      admitted(1, "r", "h", i * INTERVAL);
    }
    assertThat(rollUps).isEmpty();

    admitted(1, "r", "h", 99 * INTERVAL);

    assertThat(rollUps).as("not of rule s").extracting(RollUp::start).containsExactly(-INTERVAL);
  }

  @Test
  void rollUpIsADocumentOfItsOwn() {
    RollUp rollUp = new RollUp(rule("r"), 0, INTERVAL, 30, 1, List.of("h"), List.of("a1", "a2"));

    JsonNode document = new JsonMapper().readTree(rollUp.toJson());

    assertThat(document.at("/@timestamp").asString()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(document.at("/event/end").asString()).isEqualTo("1970-01-01T00:05:00Z");
    assertThat(document.at("/event/kind").asString()).isEqualTo("alert");
    assertThat(document.at("/event/id").asString()).isEqualTo(rollUp.id());
    assertThat(document.at("/rule/id").asString()).isEqualTo("r");
    assertThat(document.at("/related/hosts/0").asString()).isEqualTo("h");
    assertThat(document.at("/weir/roll_up/suppressed").asInt()).isEqualTo(30);
    assertThat(document.at("/weir/roll_up/hosts").asInt()).isEqualTo(1);
    assertThat(document.at("/weir/roll_up/samples")).hasSize(2);
    assertThat(document.at("/message").asString())
        .startsWith("30 more alerts of \"Unusual request\" on 1 host ");
  }

  @Test
  void rollUpHasTheIdOfItsRuleIntervalAndCount() {
    RollUp rollUp = new RollUp(rule("r"), 0, INTERVAL, 30, 1, List.of("h"), List.of());

    assertThat(new RollUp(rule("r"), 0, INTERVAL, 30, 1, List.of("h"), List.of()).id())
        .isEqualTo(rollUp.id());
    assertThat(
            List.of(
                rollUp.id(),
                new RollUp(rule("s"), 0, INTERVAL, 30, 1, List.of("h"), List.of()).id(),
                new RollUp(rule("r"), 1, INTERVAL, 30, 1, List.of("h"), List.of()).id(),
                new RollUp(rule("r"), 0, INTERVAL, 31, 1, List.of("h"), List.of()).id()))
        .doesNotHaveDuplicates();
  }

  private int admitted(int count, String rule, String host, long timestamp) {
    int admitted = 0;
    for (int i = 0; i < count; i++) {
      admitted += cap.admits(alert(rule, host, timestamp)) ? 1 : 0;
    }
    return admitted;
  }

  private Alert alert(String rule, String host, long timestamp) {
    String hostId = host == null ? "" : ",'host.id':'" + host + "'";
    return Alert.of(
        rule(rule),
        List.of(event("'@timestamp':" + timestamp + ",'event.id':'e" + events++ + "'" + hostId)));
  }
}
