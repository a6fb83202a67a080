package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.read.Reduction;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StubDocument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a document concerns in a cloud, and in which order. */
class PrincipalEventTest {

  private static final String INSTANCE = "i-0123456789abcdef0";

  private static final RuleSet EVERY_LOG =
      RuleSet.of(
          Map.of(
              "log.drl",
              """
              package log;
              import dev.weir.event.PrincipalEvent;
              global dev.weir.alert.Alerts alerts;
              rule "Principal"
              when
                  $event : PrincipalEvent()
              then
                  alerts.raise($event);
              end
              """));

  @ParameterizedTest
  @CsvSource({
    "cloud.instance.id=vm-7, vm-7",
    "host.name=i-0123456789abcdef0.eu-west-1.compute.internal, i-0123456789abcdef0",
    "host.name=i-01234567, i-01234567",
    "host.name=ip-10-0-0-1, ''",
    "host.name=i-web, ''",
  })
  void anEndpointConcernsItsInstance(String field, String principal) {
    String[] pair = field.split("=", -1);
    assertThat(principals(Map.of("host.id", "h", pair[0], pair[1])))
        .isEqualTo(principal.isEmpty() ? List.of() : List.of(principal));
  }

  @ParameterizedTest
  @CsvSource({
    "aws.cloudtrail, aws.cloudtrail.user_identity.arn, arn:aws:sts::1:assumed-role/r/i-01234567,"
        + " i-01234567",
    "aws.cloudtrail, user.id, AROAEXAMPLE:i-01234567, i-01234567",
    "aws.cloudtrail, user.id, AIDAEXAMPLE, AIDAEXAMPLE",
    "aws.cloudtrail, cloud.account.id, 111122223333, 111122223333",
    "aws.cloudtrail, cloud.instance.id, i-01234567, ''",
    "gcp.audit, client.user.email, a@p.iam.gserviceaccount.com, a@p.iam.gserviceaccount.com",
    "azure.signinlogs, azure.signinlogs.properties.service_principal_id, s, s",
    "azure.activitylogs, azure.activitylogs.identity.claims.appid, a, a",
    "nginx.access, user.id, u, ''",
  })
  void anEntryOfALogConcernsItsPrincipal(String set, String field, String value, String principal) {
    assertThat(principals(Map.of("event.dataset", set, field, value)))
        .isEqualTo(principal.isEmpty() ? List.of() : List.of(principal));
  }

  @Test
  void aCommandConcernsItsTargetsAndWhoAsked() {
    String parameters = "aws.cloudtrail.flattened.request_parameters.";
    assertThat(
            principals(
                Map.of(
                    "event.dataset",
                    "aws.cloudtrail",
                    "event.provider",
                    "ssm.amazonaws.com",
                    parameters + "instanceIds",
                    List.of("i-0000000a", "i-0000000b"),
                    "user.id",
                    "AROA:" + INSTANCE)))
        .containsExactly("i-0000000a", "i-0000000b", INSTANCE);
  }

  /** The log comes a quarter of an hour after what the host says, and other regions in between. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theLogIsNotLateBecauseOfTheHost(int lanes) {
    Map<String, Integer> told = new TreeMap<>();
    DetectorListener listener =
        new DetectorListener() {
          @Override
          public void onAlert(Alert alert) {
            told.merge("alerts", 1, Integer::sum);
          }

          @Override
          public void onLate(Event event) {
            told.merge("late", 1, Integer::sum);
          }
        };
    try (Detector detector =
        Detector.builder(EVERY_LOG)
            .listener(listener)
            .lanes(lanes)
            .lateness(Duration.ofMinutes(1))
            .build()) {
      detector.accept(endpoint("2026-03-02T10:20:00Z"));
      detector.accept(log("2026-03-02T10:15:00Z", "us-east-1"));
      detector.accept(log("2026-03-02T10:05:00Z", "eu-west-1"));
      detector.accept(log("2026-03-02T10:00:00Z", "eu-west-1"));
      detector.finish();
    }
    assertThat(told).containsExactlyInAnyOrderEntriesOf(Map.of("alerts", 3, "late", 1));
  }

  @Test
  void otherRulesSeeNoneOfThem() {
    try (Detector detector = Detector.builder(ShippedRules.get()).listener(alert -> {}).build()) {
      detector.accept(endpoint("2026-03-02T10:20:00Z"));
      detector.accept(log("2026-03-02T10:15:00Z", "us-east-1"));
      detector.finish();
      assertThat(detector.stats().byKind()).containsExactly(Map.entry("other", 2L));
    }
  }

  @Test
  void reducedEventsStayAmongTheirLike() {
    EventReader reader = new EventReader(() -> Set.of("PrincipalEvent", "CrossHostEvent"));
    byte[] json = EventReader.toJson(endpoint("2026-03-02T10:20:00Z"));
    for (Event fact : ((Reading.Accepted) reader.read(json)).facts()) {
      Event reduced = Reduction.of(new Suspect("x", fact), List.of());
      assertThat(reduced.hostKey()).isEqualTo(fact.hostKey());
    }
  }

  private static Map<String, Object> endpoint(String time) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("@timestamp", time);
    event.put("host.id", "h");
    event.put("cloud.instance.id", INSTANCE);
    return event;
  }

  private static Map<String, Object> log(String time, String region) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("@timestamp", time);
    event.put("event.dataset", "aws.cloudtrail");
    event.put("cloud.region", region);
    event.put("user.id", "AROA:" + INSTANCE);
    return event;
  }

  private static List<String> principals(Map<String, Object> fields) {
    Map<String, Values> values = new LinkedHashMap<>();
    fields.forEach(
        (name, value) ->
            values.put(
                name,
                value instanceof List<?> list
                    ? Values.of(list.stream().map(String::valueOf).toArray(String[]::new))
                    : Values.of(String.valueOf(value))));
    return PrincipalEvent.of(new StubDocument(values, 0), new EventOrder(0, null, 0)).stream()
        .map(PrincipalEvent::getPrincipal)
        .toList();
  }
}
