package dev.weir.alert;

import static dev.weir.testkit.AlertFixtures.event;
import static dev.weir.testkit.AlertFixtures.rule;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlertTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String EXEC =
      "'@timestamp':'2025-01-27T10:00:00.100Z','event':{'id':'e1','module':'endpoint',"
          + "'kind':'event','category':['process']},'host':{'id':'h','name':'web-1',"
          + "'ip':['10.0.0.5','::1'],'os':{'type':'linux'}},'user':{'name':'www'},"
          + "'process':{'name':'curl','pid':42,'args':['curl','-s'],"
          + "'parent':{'entity_id':'p','pid':7}},'custom':{'x':[1,{'y':null}]}";
  private static final String CONNECTION =
      "'@timestamp':'2025-01-27T10:00:00.850Z','event':{'id':'n1','category':['network']},"
          + "'host':{'id':'h','name':'web-1'},'process':{'name':'other','entity_id':'q'},"
          + "'destination':{'ip':'169.254.169.254','port':80},'source':{'ip':'10.0.0.5'}";

  private final Event exec = event(EXEC);
  private final Event connection = event(CONNECTION);
  private final Alert alert = Alert.of(rule("r1"), List.of(exec, connection));

  // Ids

  @Test
  void sameEventsGiveTheSameId() {
    String again = Alert.of(rule("r1"), List.of(event(EXEC), event(CONNECTION))).id();

    assertThat(again).isEqualTo(alert.id()).matches("[0-9a-f]{64}");
  }

  @Test
  void otherRuleOrderOrEventsGiveAnotherId() {
    List<String> ids = new ArrayList<>(List.of(alert.id()));
    ids.add(Alert.of(rule("r2"), List.of(exec, connection)).id());
    ids.add(Alert.of(rule("r1"), List.of(connection, exec)).id());
    ids.add(Alert.of(rule("r1"), List.of(exec)).id());
    ids.add(Alert.of(rule("r1"), List.of(connection)).id());
    ids.add(Alert.of(rule("r1"), List.of(exec, exec)).id());

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void idsThatConcatenateAlikeGiveDifferentAlerts() {
    Set<String> ids = new HashSet<>();
    List<List<String>> lists =
        List.of(
            List.of("r", "ab", "c"),
            List.of("r", "a", "bc"),
            List.of("ra", "b", "c"),
            List.of("r", "abc"),
            List.of("r", "abc", ""),
            List.of("r", "", "abc"),
            List.of("rabc", ""));
    for (List<String> list : lists) {
      List<Event> events =
          list.stream()
              .skip(1)
              .map(id -> event("'host.id':'h','@timestamp':0,'event.id':'" + id + "'"))
              .toList();
      ids.add(Alert.of(rule(list.get(0)), events).id());
    }

    assertThat(ids).hasSameSizeAs(lists);
  }

  /** Agents that number their events gave hosts A and B the ids 4711 and 4712: one alert of two. */
  @Test
  void equalEventIdsOfOtherHostsAndTimesGiveOtherIds() {
    List<String> ids = new ArrayList<>();
    for (String host : List.of("A", "B")) {
      for (int time : new int[] {0, 1}) {
        ids.add(
            Alert.of(rule("r"), List.of(numbered(host, time, 4711), numbered(host, time, 4712)))
                .id());
      }
    }

    assertThat(ids).doesNotHaveDuplicates();
  }

  private static Event numbered(String host, int time, int id) {
    return event("'host.id':'" + host + "','@timestamp':" + time + ",'event.id':'" + id + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'@timestamp':0,'host.id':'h'",
        "'@timestamp':0,'host.id':'h','event.id':''",
        "'@timestamp':0,'event.id':'e'",
      })
  void eventWithoutAnIdOrAHostIsIdentifiedByItsBytes(String nameless) {

    String id = Alert.of(rule("r"), List.of(event(nameless))).id();

    assertThat(Alert.of(rule("r"), List.of(event(nameless))).id()).isEqualTo(id);
    assertThat(Alert.of(rule("r"), List.of(event(nameless + ",'x':1"))).id()).isNotEqualTo(id);
    assertThat(Alert.of(rule("r"), List.of(event("'_id':1,'_source':{" + nameless + "}"))).id())
        .as("the same event as a search hit")
        .isEqualTo(id);
  }

  @Test
  void alertWithoutEventsIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alert.of(rule("r"), List.of()))
        .withMessageContaining("Unusual request");
  }

  @Test
  void alertDoesNotChangeWithTheListItWasMadeOf() {
    Event[] events = {exec, connection};
    Alert made = Alert.of(rule("r1"), Arrays.asList(events));

    events[0] = connection;

    assertThat(made.sequence()).containsExactly(exec, connection);
  }

  // Texts

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "${process.name}, curl",
    "${process.name} and ${destination.ip}, curl and 169.254.169.254",
    "${process.entity_id}, q",
    "${process.pid}, 42",
    "'${process.args}', '[curl, -s]'",
    "${no.such.field}, (not recorded)",
    "${weir.elapsed_ms} ms, 750 ms",
    "${@timestamp}, 2025-01-27T10:00:00.100Z",
    "${}, ${}",
    "${process.name, ${process.name",
    "$process.name, $process.name",
    "${process name}, ${process name}",
    "$${process.name}, $curl",
    "\\${process.name}$1, \\curl$1",
  })
  void placeholdersAreFilledFromTheFirstEventThatHasTheField(String text, String filled) {
    Alert made = Alert.of(rule("r", text, text), List.of(exec, connection));

    assertThat(made.message()).isEqualTo(filled);
    assertThat(made.guide()).isEqualTo(filled);
  }

  @Test
  void valuesAreFilledInAsTheyAre() {
    Event tricky =
        event("'@timestamp':0,'process':{'name':'$1 ${host.id} \\\\ \\\\$0 $','executable':''}");

    Alert made =
        Alert.of(rule("r", "<${process.name}>", "<${process.executable}>"), List.of(tricky));

    assertThat(made.message()).isEqualTo("<$1 ${host.id} \\ \\$0 $>");
    assertThat(made.guide()).isEqualTo("<>");
  }

  @Test
  void messageOfARuleWithoutOneIsItsDescription() {
    Alert made = Alert.of(rule("r", "", ""), List.of(exec));

    assertThat(made.message()).isEqualTo("Something asked for metadata");
    assertThat(made.guide()).isEmpty();
  }

  // The document

  @Test
  void documentIsAnAlertOfWeirAndNotItsEvents() {
    JsonNode event = document().path("event");

    assertThat(event.path("kind").asString()).isEqualTo("alert");
    assertThat(event.path("module").asString()).isEqualTo("weir");
    assertThat(event.path("dataset").asString()).isEqualTo("weir.alert");
    assertThat(event.path("category")).isEqualTo(JSON.readTree("[\"intrusion_detection\"]"));
    assertThat(event.path("id").asString()).isEqualTo(alert.id());
    assertThat(event.path("severity").asInt()).isEqualTo(47);
    assertThat(event.path("risk_score").asInt()).isEqualTo(47);
    assertThat(event.path("start").asString()).isEqualTo("2025-01-27T10:00:00.100Z");
    assertThat(event.path("end").asString()).isEqualTo("2025-01-27T10:00:00.850Z");
  }

  @Test
  void documentHasTheTimeOfTheLastEvent() {
    assertThat(document().path("@timestamp").asString()).isEqualTo("2025-01-27T10:00:00.850Z");
    assertThat(alert.timestamp()).isEqualTo(connection.getTimestamp());
  }

  @Test
  void documentDescribesTheRule() {
    JsonNode document = document();

    assertThat(document.path("rule"))
        .isEqualTo(
            JSON.readTree(
                """
                {"id":"r1","name":"Unusual request","version":"3",
                 "description":"Something asked for metadata","license":"Apache-2.0",
                 "ruleset":"weir","author":["Elastic","Weir"],
                 "reference":["https://example.org/a"]}"""));
    assertThat(document.path("tags"))
        .isEqualTo(JSON.readTree("[\"Domain: Endpoint\",\"OS: Linux\"]"));
  }

  @Test
  void documentNamesTacticsAndTechniques() {
    assertThat(document().path("threat"))
        .isEqualTo(
            JSON.readTree(
                """
                {"framework":"MITRE ATT&CK",
                 "tactic":{"id":["TA0006","TA0007"],"name":["Credential Access","Discovery"],
                   "reference":["https://attack.mitre.org/tactics/TA0006/",
                                "https://attack.mitre.org/tactics/TA0007/"]},
                 "technique":{"id":["T1552","T1580"],
                   "name":["Unsecured Credentials","Infrastructure"],
                   "reference":["https://attack.mitre.org/techniques/T1552/",
                                "https://attack.mitre.org/techniques/T1580/"],
                   "subtechnique":{"id":["T1552.005"],"name":["Instance Metadata"],
                     "reference":["https://attack.mitre.org/techniques/T1552/005/"]}}}"""));
  }

  @Test
  void documentCopiesFieldsOfTheFirstEventThatHasThem() {
    JsonNode document = document();

    assertThat(document.path("process"))
        .isEqualTo(
            JSON.readTree(
                """
                {"name":"curl","pid":42,"args":["curl","-s"],"entity_id":"q",
                 "parent":{"entity_id":"p","pid":7}}"""));
    assertThat(document.path("destination"))
        .isEqualTo(JSON.readTree("{\"ip\":\"169.254.169.254\",\"port\":80}"));
    assertThat(document.path("host").path("os").path("type").asString()).isEqualTo("linux");
    assertThat(document.has("custom")).isFalse();
    assertThat(document.has("agent")).isFalse();
  }

  @Test
  void documentListsRelatedValuesOnce() {
    assertThat(document().path("related"))
        .isEqualTo(
            JSON.readTree(
                """
                {"hosts":["web-1","h"],"ip":["169.254.169.254","10.0.0.5","::1"],
                 "user":["www"]}"""));
  }

  @Test
  void documentHasReasonGuideAndCompleteEvents() {
    JsonNode weir = document().path("weir");

    assertThat(weir.path("severity").asString()).isEqualTo("medium");
    assertThat(weir.path("rule_set").asString()).isEqualTo("30f64a50");
    assertThat(weir.path("reason").asString()).isEqualTo("curl asked 169.254.169.254");
    assertThat(weir.path("guide").asString()).isEqualTo("See web-1.");
    assertThat(weir.path("sequence"))
        .containsExactly(
            JSON.readTree(exec.document().json()), JSON.readTree(connection.document().json()));
    assertThat(document().path("message")).isEqualTo(weir.path("reason"));
  }

  @Test
  void documentIsOneLine() {
    Event broken = event("\n'@timestamp' :\r\n0,'process.name':'a\\nb\\u2028'\n");

    String json = new String(Alert.of(rule("r"), List.of(broken)).toJson(), UTF_8);

    assertThat(json).doesNotContain("\n", "\r");
    assertThat(JSON.readTree(json).at("/process/name").asString()).isEqualTo("a\nb\u2028");
  }

  /** An event may have 1,000 levels, and .NET's reader, for one, takes no more than 64. */
  @ParameterizedTest
  @ValueSource(ints = {2, 60, 61, 62, 1000})
  void documentIsNeverDeeperThanCommonReadersTake(int levels) {
    String deep = "'b':'\\\\\\\"[[['," + "'a':" + "[".repeat(levels - 1) + "]".repeat(levels - 1);
    Event event = event("'@timestamp':0," + deep);

    byte[] json = Alert.of(rule("r"), List.of(event)).toJson();

    StreamReadConstraints shallow = StreamReadConstraints.builder().maxNestingDepth(64).build();
    JsonFactory factory = JsonFactory.builder().streamReadConstraints(shallow).build();
    JsonNode embedded = new JsonMapper(factory).readTree(json).at("/weir/sequence/0");
    assertThat(embedded.isString()).isEqualTo(levels > 61);
    assertThat(levels > 61 ? embedded.asString() : embedded.toString())
        .isEqualTo(new String(event.document().json(), UTF_8));
  }

  @Test
  void manyShallowObjectsAreNotDeep() {
    Event event = event("'@timestamp':0,'a':[" + "{'b':[1]},".repeat(200) + "1]");

    JsonNode document = JSON.readTree(Alert.of(rule("r"), List.of(event)).toJson());

    assertThat(document.at("/weir/sequence/0/a")).hasSize(201);
  }

  @Test
  void unusualNumbersStayStrings() {
    Event odd = event("'@timestamp':0,'process':{'pid':'0x2a'},'destination.port':[80,81]");

    JsonNode document = JSON.readTree(Alert.of(rule("r"), List.of(odd)).toJson());

    assertThat(document.at("/process/pid").asString()).isEqualTo("0x2a");
    assertThat(document.at("/destination/port")).isEqualTo(JSON.readTree("[\"80\",\"81\"]"));
  }

  private JsonNode document() {
    return JSON.readTree(alert.toJson());
  }
}
