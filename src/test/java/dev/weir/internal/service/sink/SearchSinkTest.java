package dev.weir.internal.service.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.internal.service.search.SearchSettings;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.AlertFixtures;
import dev.weir.testkit.OpenSearchNode;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SearchSinkTest {

  private static final Path QUICKSTART =
      Path.of("test-fixtures", "unusual-imds-request", "quickstart.ndjson");

  private final OpenSearchNode node = OpenSearchNode.shared();

  @Test
  void createsAnAlertOnceEvenIfItIsDeliveredTwice() throws Exception {
    String stream = "logs-weir.alert-once";
    try (SearchSink sink = sink(stream, 5 << 20)) {
      assertThat(sink.deliver(alerts(0, 3))).isEmpty();
      assertThat(sink.deliver(alerts(0, 5))).isEmpty();
    }
    try (SearchSink afterRestart = sink(stream, 5 << 20)) {
      assertThat(afterRestart.deliver(alerts(2, 5))).isEmpty();
    }

    assertThat(ids(stream)).containsExactlyInAnyOrder("a0", "a1", "a2", "a3", "a4");
  }

  @Test
  void splitsALargeDeliveryIntoSeveralRequests() throws Exception {
    try (SearchSink sink = sink("logs-weir.alert-split", 300)) {
      assertThat(sink.deliver(alerts(0, 20))).isEmpty();
    }

    assertThat(ids("logs-weir.alert-split")).hasSize(20);
  }

  @Test
  void reportsAlertsThatTheIndexRefusesAndCreatesTheRest() throws Exception {
    StoredAlert bad = AlertFixtures.stored("bad", bytes("{\"@timestamp\":\"yesterday\"}"));
    StoredAlert broken = AlertFixtures.stored("broken", bytes("{\"@timestamp\":"));
    List<StoredAlert> all = new ArrayList<>(alerts(0, 2));
    all.add(1, bad);
    all.add(broken);
    List<RefusedAlert> refused;
    try (SearchSink sink = sink("logs-weir.alert-refused", 5 << 20)) {
      refused = sink.deliver(all);
    }

    assertThat(refused).extracting(one -> one.alert().id()).containsExactly("bad", "broken");
    assertThat(refused.get(0).reason()).contains("single-valued timestamp field");
    assertThat(ids("logs-weir.alert-refused")).containsExactlyInAnyOrder("a0", "a1");
  }

  @Test
  void itsTemplateStoresTheEventsButMapsNoneOfTheirFields() throws Exception {
    String stream = "logs-weir.alert-mapped";
    String document =
        "{\"@timestamp\":\"2025-01-01T00:00:00Z\",\"host\":{\"ip\":[\"10.0.0.1\",\"unknown\"]},"
            + "\"process\":{\"pid\":7,\"odd\":{\"x\":1}},\"weir\":{\"sequence\":[{\"a\":1},{\"a\":{\"b\":2}}]}}";
    try (SearchSink sink = sink(stream, 5 << 20)) {
      assertThat(sink.deliver(List.of(AlertFixtures.stored("m", bytes(document))))).isEmpty();
    }

    JsonNode hit = node.hits(stream).get(0);
    assertThat(hit.get("_source").toString()).isEqualTo(document);
    JsonNode mappings = node.call("GET", "/" + stream + "/_mapping", "");
    assertThat(mappings.toString())
        .contains("\"ip\":{\"type\":\"ip\"}")
        .contains("\"sequence\":{\"type\":\"object\",\"enabled\":false}")
        .doesNotContain("\"odd\"")
        .doesNotContain("\"b\"");
    assertThat(node.call("GET", "/_data_stream/" + stream, "").toString())
        .contains("\"template\":\"logs-weir.alert\"");
  }

  @Test
  void itsTemplateFitsEveryFieldOfRealAlerts() throws Exception {
    List<StoredAlert> alerts = new ArrayList<>();
    DetectorListener listener =
        alert -> alerts.add(AlertFixtures.stored(alert.id(), alert.toJson()));
    try (Detector detector =
        Detector.builder(ShippedRules.get()).listener(listener).untilTheEnd().build()) {
      for (String line : Files.readAllLines(QUICKSTART)) {
        detector.accept(bytes(line));
      }
      detector.finish();
    }
    String stream = "logs-weir.alert-real";
    try (SearchSink sink = sink(stream, 5 << 20)) {
      assertThat(sink.deliver(alerts)).isEmpty();
    }

    assertThat(node.hits(stream))
        .hasSize(3)
        .noneMatch(hit -> hit.has("_ignored"))
        .extracting(hit -> hit.get("_source").toString())
        .containsExactlyInAnyOrderElementsOf(
            alerts.stream()
                .map(one -> new String(one.document(), StandardCharsets.UTF_8))
                .toList());
    String found =
        node.call(
                "POST",
                "/" + stream + "/_count",
                "{\"query\":{\"bool\":{\"filter\":[{\"term\":{\"destination.ip\":\"169.254.0.0/16\"}},"
                    + "{\"match\":{\"process.command_line.text\":\"curl\"}},"
                    + "{\"term\":{\"threat.technique.subtechnique.id\":\"T1552.005\"}}]}}}")
            .get("count")
            .toString();
    assertThat(found).isEqualTo("1");
  }

  @Test
  void aNodeThatWasDownGetsEachAlertOnce() throws Exception {
    try (OpenSearchNode own = OpenSearchNode.launch();
        SearchSink sink =
            new SearchSink(
                SearchSinkSettings.defaults("s", SearchSettings.defaults(List.of(own.url()))))) {
      assertThat(sink.deliver(alerts(0, 3))).isEmpty();
      own.kill();
      assertThatThrownBy(() -> sink.deliver(alerts(0, 6)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(own.url().getAuthority())
          .hasMessageContaining("connection was refused");

      own.start();
      assertThat(sink.deliver(alerts(0, 6))).isEmpty();
      assertThat(own.hits(SearchSinkSettings.DATA_STREAM)).hasSize(6);
    }
  }

  @Test
  void triesTheNextNodeWhenOneDoesNotAnswer() throws Exception {
    SearchSettings server =
        SearchSettings.defaults(List.of(URI.create("http://127.0.0.1:1"), node.url()));
    String stream = "logs-weir.alert-next";
    try (SearchSink sink = new SearchSink(new SearchSinkSettings("s", server, stream, true, 1))) {
      assertThat(sink.deliver(alerts(0, 2))).isEmpty();
    }

    assertThat(ids(stream)).hasSize(2);
  }

  @Test
  void aBlockedIndexIsRetried() throws Exception {
    String stream = "logs-weir.alert-blocked";
    try (SearchSink sink = sink(stream, 5 << 20)) {
      sink.deliver(alerts(0, 1));
      node.call("PUT", "/" + stream + "/_settings", "{\"index.blocks.write\":true}");
      assertThatThrownBy(() -> sink.deliver(alerts(0, 4)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot take 4 of 4 alerts now: 403");

      node.call("PUT", "/" + stream + "/_settings", "{\"index.blocks.write\":false}");
      assertThat(sink.deliver(alerts(0, 4))).isEmpty();
    }
    assertThat(ids(stream)).hasSize(4);
  }

  @Test
  void requiresADataStreamThatTheTemplateAppliesTo() {
    SearchSettings server = SearchSettings.defaults(List.of(node.url()));
    assertThatThrownBy(() -> new SearchSinkSettings("s", server, "mine", true, 1))
        .hasMessageContaining("data-stream")
        .hasMessageContaining("template: false");
  }

  private SearchSink sink(String stream, int requestBytes) throws IOException {
    SearchSettings server = SearchSettings.defaults(List.of(node.url()));
    return new SearchSink(new SearchSinkSettings("s", server, stream, true, requestBytes));
  }

  private List<String> ids(String stream) {
    return node.hits(stream).stream().map(hit -> hit.get("_id").asString()).toList();
  }

  private static List<StoredAlert> alerts(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                AlertFixtures.stored(
                    "a" + i, bytes("{\"@timestamp\":\"2025-01-01T00:00:00Z\",\"message\":\"m\"}")))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
