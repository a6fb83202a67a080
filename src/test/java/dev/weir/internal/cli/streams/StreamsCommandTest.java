package dev.weir.internal.cli.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.cli.Main;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weir streams} as a process: started, killed, and replaced by another one. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_ERR)
class StreamsCommandTest {

  private static final Pattern SHOWN = Pattern.compile("http://127.0.0.1:(\\d+)/health");
  private static final int HOSTS = 20;

  @RegisterExtension private final StandardError err = new StandardError();
  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aLaneWhoseInstanceIsKilledGoesOnWithWhatWasPendingOnAnother() throws Exception {
    KafkaBroker broker = KafkaBroker.shared();
    broker.createTopic("killed-input", 4);
    Path settings =
        settings(
            """
            kafka:
              bootstrap-servers: "%s"
              properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 500}
            application: killed
            input: killed-input
            alerts: killed-alerts
            late: killed-late
            malformed: killed-malformed
            partitions: 4
            threads: 1
            commit-interval: 100ms
            lateness: 1m
            monitor: {listen: "127.0.0.1:0"}
            """
                .formatted(broker.address()));
    assertThat(streams(settings, "--create-topics")).isZero();
    try (WeirProcess killed = start(settings)) {
      int port = port(killed);
      killed.awaitTold("lanes of this instance are running");
      send(broker, HOSTS, host -> Step.exec("e" + host, 0).on("h" + host).line());
      await().until(() -> get(port, "/metrics").body().contains("weir_pending_documents 20.0"));
      send(broker, HOSTS, host -> Step.connection("n" + host, 10).on("h" + host).line());
      await().until(() -> get(port, "/metrics").body().contains("weir_pending_documents 40.0"));
      assertThat(get(port, "/health/ready").body()).isEqualTo("ready\n");
      await()
          .untilAsserted(
              () ->
                  assertThat(get(port, "/metrics").body())
                      .contains(
                          "weir_lanes 4.0",
                          "weir_streams_state{state=\"RUNNING\"} 1.0",
                          "weir_source_lag{source=\"killed-input\"} 0.0",
                          "weir_rules_info{hash="));
    }
    try (WeirProcess next = start(settings)) {
      port(next);
      next.awaitTold(": restored ");
      send(broker, HOSTS, host -> Step.connection("end" + host, 600_000).on("h" + host).line());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(alerts(broker)).hasSize(HOSTS));
    }
    assertThat(alerts(broker)).hasSize(HOSTS).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input: x|`kafka.bootstrap-servers` is missing",
        "kafka: {bootstrap-servers: 'a:1'}|`input` is missing",
        "kafka: {bootstrap-servers: 'a:1', propertees: {}}|unknown setting `kafka.propertees`; did you mean `properties`?",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, alert: y}|unknown setting `alert`; did you mean `alerts`?",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, partitions: 0}|weir.yaml:1: `partitions` must be at least 1",
        "kafka: {}|`input` is missing; list the topics to read",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, max-hosts: 0}|max-hosts",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, rules: r, rules-topic: {topic: t}}"
            + "|`rules-topic` and `rules` are both set",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, rules-topic: {public-keys: [MIIB]}}"
            + "|`rules-topic.public-keys` has as entry 1 not an Ed25519 public key in PEM",
        "{kafka: {bootstrap-servers: 'a:1'}, input: x, rules-topic: {public-keys: []}}"
            + "|`rules-topic.public-keys` is empty; add a key, or remove it to accept unsigned rules",
      })
  void invalidSettingsAreReported(String text, String message) throws Exception {
    assertThat(streams(settings(text), "--check")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void anAddressInUseIsAllThatAFailedStartSays() throws Exception {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path settings =
          settings(
              "{kafka: {bootstrap-servers: '127.0.0.1:1'}, input: x, monitor: {listen: '127.0.0.1:%d'}}"
                  .formatted(used.getLocalPort()));
      try (WeirProcess weir = start(settings)) {
        weir.awaitTold("monitor: cannot listen on 127.0.0.1:");
        assertThat(weir.awaitExit(Duration.ofSeconds(60))).isEqualTo(ExitCode.INPUT);
        assertThat(weir.told()).doesNotContain("stopped", "events:");
      }
    }
  }

  @Test
  void settingsAreCheckedWithoutABroker() throws Exception {
    assertThat(streams(settings("{kafka: {bootstrap-servers: 'a:1'}, input: x}"), "--check"))
        .isZero();
  }

  @Test
  void anUnsignedTopicOfRulesIsWarnedOf() throws Exception {
    String topic = "{kafka: {bootstrap-servers: 'a:1'}, input: x, rules-topic: {topic: t%s}}";
    assertThat(streams(settings(topic.formatted("")), "--check")).isZero();
    assertThat(err.toString())
        .contains("warning: `rules-topic.public-keys` is not set")
        .contains("anybody who can write to topic t runs code here");

    err.reset();
    String key = ", public-keys: [MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=]";
    assertThat(streams(settings(topic.formatted(key)), "--check")).isZero();
    assertThat(err.toString()).doesNotContain("warning");
  }

  private static int streams(Path settings, String option) {
    return Main.commandLine().execute("streams", "--config", settings.toString(), option);
  }

  private Path settings(String text) throws IOException {
    return Files.writeString(folder.resolve("weir.yaml"), text);
  }

  private static WeirProcess start(Path settings) throws IOException {
    return new WeirProcess("streams", "--config", settings.toString());
  }

  private static int port(WeirProcess weir) throws IOException {
    Matcher matcher = SHOWN.matcher(weir.awaitTold("health and metrics: "));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private interface OfHost {
    String document(int host);
  }

  private static void send(KafkaBroker broker, int hosts, OfHost documents) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int host = 0; host < hosts; host++) {
        producer.send(
            new ProducerRecord<>("killed-input", documents.document(host).getBytes(UTF_8)));
      }
    }
  }

  /** The keys of the alerts that count. */
  private static List<String> alerts(KafkaBroker broker) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("killed-alerts").stream()
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<String> keys = new ArrayList<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(Duration.ofMillis(200)).forEach(alert -> keys.add(alert.key()));
      }
      return keys;
    }
  }
}
