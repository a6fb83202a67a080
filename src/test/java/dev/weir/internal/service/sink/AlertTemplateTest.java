package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.alert.RollUp;
import dev.weir.rule.RuleMetadata;
import dev.weir.testkit.AlertFixtures;
import dev.weir.testkit.JsonSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What receivers of other services get is valid there, whatever an alert contains. */
class AlertTemplateTest {

  private static final Path SCHEMAS = Path.of("src/test/resources/dev/weir/internal/service/sink");
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> VALUES = Map.of("routing-key", KEY);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String EVENT =
      "'@timestamp':'2025-06-17T02:14:00.530Z','host':{'id':'h1','name':'web-1'},'user':{'name':'www-data'},"
          + "'process':{'executable':'/usr/bin/curl','command_line':'curl http://x','parent':{'executable':'/bin/sh'}},"
          + "'destination':{'ip':'169.254.169.254'}";

  /** Quotes, line ends, markup, a mention, a placeholder, bidirectional and half characters. */
  private static final String HOSTILE =
      "\"}]}\\ \n\r\t\u2028\u0000 <!channel> <http://evil|x> &amp; *b* [a](http://evil) ${values.routing-key}"
          + " \u202e \ud83d\ude00 \ud800 \u00e9\u4e2d ";

  private static final RuleMetadata RULE = AlertFixtures.rule("r1");
  static final Alert ALERT = Alert.of(RULE, List.of(AlertFixtures.event(EVENT)));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"slack", "teams", "pagerduty", "opsgenie"})
  void bodiesAreValidForTheService(String service) throws Exception {
    JsonSchema schema = JsonSchema.of(SCHEMAS.resolve(service + ".schema.json"));
    AlertTemplate template = AlertTemplate.shipped(service, VALUES);
    Alert poor =
        Alert.of(RULE, List.of(AlertFixtures.event("'@timestamp':'2025-06-17T02:14:00.530Z'")));
    RollUp rollUp = new RollUp(RULE, 0, 300_000, 7, 1, List.of("h1"), List.of("web-1: curl"));
    List<byte[]> documents =
        List.of(
            ALERT.toJson(),
            poor.toJson(),
            rollUp.toJson(),
            retraction(),
            hostile(1),
            hostile(2_000));

    for (byte[] document : documents) {
      byte[] body = template.fill(document).toString().getBytes(UTF_8);
      assertThat(schema.errorsOfJson(body)).as(new String(body, UTF_8)).isEmpty();
      assertThat(body.length).isLessThan(service.equals("teams") ? 28 << 10 : 64 << 10);
      JsonNode details = JSON.readTree(body).path("details");
      assertThat(details.toString().length()).isLessThan(8_000);
      assertThat(new String(body, UTF_8)).doesNotContain("\\n", "\u202e", "?");
    }
  }

  @Test
  void theSecretOfTheTemplateIsNotWhereAnAlertAsksForIt() throws Exception {
    String body = AlertTemplate.shipped("pagerduty", VALUES).fill(hostile(1)).toString();

    assertThat(body.split(KEY, -1)).hasSize(2);
    assertThat(body).contains("${values.routing-key}");
  }

  @Test
  void whatIsTooLongIsShortenedVisibly() throws Exception {
    JsonNode body = AlertTemplate.shipped("opsgenie", VALUES).fill(hostile(2_000));

    String command = body.path("details").path("command line").asString();
    assertThat(command)
        .hasSizeLessThanOrEqualTo(3_000)
        .matches("(?s).*… \\(\\d+ characters more\\)");
    assertThat(body.path("message").asString()).hasSizeLessThan(130).contains(" characters more)");
  }

  @Test
  void aRetractionClosesTheAlert() throws Exception {
    AlertTemplate pager = AlertTemplate.shipped("pagerduty", VALUES);
    assertThat(pager.fill(ALERT.toJson()).path("dedup_key").asString()).isEqualTo(ALERT.id());
    assertThat(pager.fill(ALERT.toJson()).path("event_action").asString()).isEqualTo("trigger");
    assertThat(pager.fill(retraction()).path("dedup_key").asString()).isEqualTo(ALERT.id());
    assertThat(pager.fill(retraction()).path("event_action").asString()).isEqualTo("resolve");

    AlertTemplate opsgenie = AlertTemplate.shipped("opsgenie", VALUES);
    assertThat(opsgenie.fill(ALERT.toJson()).path("alias").asString()).isEqualTo(ALERT.id());
    assertThat(opsgenie.path(ALERT.toJson())).isEmpty();
    assertThat(opsgenie.path(retraction()))
        .isEqualTo("/" + ALERT.id() + "/close?identifierType=alias");

    for (String chat : List.of("slack", "teams")) {
      assertThat(AlertTemplate.shipped(chat, VALUES).fill(retraction()).toString())
          .contains("is retracted", ALERT.id());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "critical, critical, P1",
    "high, error, P2",
    "medium, warning, P3",
    "low, info, P4",
    "informational, info, P5"
  })
  void eachServiceHasItsOwnWordsForSeverity(String severity, String pager, String opsgenie)
      throws Exception {
    byte[] document = ("{\"weir\":{\"severity\":\"" + severity + "\"}}").getBytes(UTF_8);
    JsonNode payload = AlertTemplate.shipped("pagerduty", VALUES).fill(document).path("payload");

    assertThat(payload.path("severity").asString()).isEqualTo(pager);
    assertThat(AlertTemplate.shipped("opsgenie", VALUES).fill(document).path("priority").asString())
        .isEqualTo(opsgenie);
  }

  @Test
  void anOwnTemplateIsFilled() throws Exception {
    Path file = folder.resolve("own.json");
    Files.writeString(
        file,
        """
        {"alert": {
          "n": 1,
          "to": "${values.channel}",
          "what": "${rule.name} (${event.risk_score}) on ${host.fqdn|host.name:5}",
          "gone": "${no.such}",
          "tags": ["${rule.name}", "of ${no.such}", {"a": {"b": "${no.such}"}, "c": 1}],
          "list": "${tags}"}}
        """);
    AlertTemplate template = AlertTemplate.own(file, Map.of("channel", "a \"b\""));

    assertThat(template.fill(ALERT.toJson()))
        .isEqualTo(
            JSON.readTree(
                """
                {"n": 1, "to": "a \\"b\\"", "what": "Unusual request (47) on web-1",
                 "tags": ["Unusual request"], "list": "Domain: Endpoint, OS: Linux"}"""));
    assertThat(template.fill(retraction()).path("what").isMissingNode()).isTrue();
  }

  @Test
  void theTemplateOfTheDocumentationIsFilled() throws Exception {
    String page = Files.readString(Path.of("docs", "serve-notify.md"));
    int start = page.indexOf("```json") + 7;
    String template = page.substring(start, page.indexOf("```", start));

    assertThat(new AlertTemplate(template, Map.of("room", "r")).fill(ALERT.toJson()))
        .isEqualTo(
            JSON.readTree(
                """
                {"room": "r", "colour": "yellow", "title": "Unusual request on web-1",
                 "facts": ["Command: curl http://x", "User: www-data"]}"""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|not valid JSON",
        "{}|has no member `alert`",
        "{\"alert\": {\"a\": \"${values.key}\"}}|needs `key` in `values` or `secret-values`",
      })
  void aWrongTemplateIsReportedWithItsFile(String json, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("own.json"), json);

    assertThatThrownBy(() -> AlertTemplate.own(file, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("own.json");
  }

  static byte[] retraction() {
    return EarlyAlert.of(ALERT, false).retraction(Instant.EPOCH);
  }

  /** An alert of which each text is hostile. */
  static byte[] hostile(int times) {
    String text = HOSTILE.repeat(times);
    return JSON.writeValueAsString(
            Map.of(
                "@timestamp", "2025-06-17T02:14:00.530Z",
                "message", text,
                "rule", Map.of("id", text, "name", text),
                "event", Map.of("id", "a1"),
                "host", Map.of("id", text, "name", text),
                "user", Map.of("name", List.of(text, text)),
                "process",
                    Map.of(
                        "executable",
                        text,
                        "command_line",
                        text,
                        "parent",
                        Map.of("executable", text, "command_line", text)),
                "destination", Map.of("ip", text),
                "weir", Map.of("severity", "high")))
        .replace("\ud800 ", "\\ud800 ") // a half character cannot be written in UTF-8
        .getBytes(UTF_8);
  }
}
