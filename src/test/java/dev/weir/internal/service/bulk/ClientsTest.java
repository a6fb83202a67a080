package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._helpers.bulk.BulkIngester;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.source.ItemFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real clients with an API key. */
class ClientsTest {

  private static final int COUNT = 2000;
  private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");
  private static final Path JS_CLIENT = Path.of("target/clients").toAbsolutePath();

  private final ApiKey.New key = ApiKey.make("sender", new SecureRandom());
  private Endpoint endpoint;

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    endpoint = Endpoint.start(SafetyTest.settings(ListenSettings.loopback(0), key.line()));
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void theJavaClientsIngester() throws Exception {
    String pair = "sender:" + key.key();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    try (ElasticsearchClient client =
        ElasticsearchClient.of(
            b ->
                b.host("http://127.0.0.1:" + endpoint.source.port())
                    .apiKey(encoded)
                    .jsonMapper(new Jackson3JsonpMapper()))) {
      assertThat(client.info().version().number()).isEqualTo(ElasticsearchHandshake.VERSION);
      BulkIngester<Void> ingester = BulkIngester.of(b -> b.client(client).maxOperations(100));
      for (int i = 0; i < COUNT; i++) {
        Map<String, Integer> document = Map.of("n", i);
        ingester.add(op -> op.create(c -> c.index("logs-java-default").document(document)));
      }
      ingester.close();
      assertThat(ingester.operationsCount()).isEqualTo(COUNT);
    }
    assertAllArrived("\"n\"");
  }

  @Test
  void theJavaScriptClientsHelper() throws Exception {
    assumeTrue(
        Files.isDirectory(JS_CLIENT.resolve("node_modules")),
        "the JavaScript client is not installed: .ci/run installs it into target/clients");
    Path output = folder.resolve("output");
    Process node =
        new ProcessBuilder(
                "node",
                Path.of("src/test/clients/bulk.mjs").toAbsolutePath().toString(),
                endpoint.url(""),
                "sender",
                key.key(),
                String.valueOf(COUNT))
            .directory(JS_CLIENT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = node.waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
    JsonNode result = new JsonMapper().readTree(Files.readString(output));
    assertThat(result.get("successful").asInt()).isEqualTo(COUNT);
    assertThat(result.get("failed").asInt()).isZero();
    assertAllArrived("\"n\"");
  }

  @Test
  void rsyslogWithOmelasticsearch() throws Exception {
    Process rsyslog = rsyslog();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> endpoint.documents.size() >= COUNT || !rsyslog.isAlive());
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }
    assertThat(Files.readString(folder.resolve("rsyslog.out"))).doesNotContain("error");
    assertAllArrived("\"n\"");
  }

  /** The first bodies are not saved, as if the disk were full. */
  @Test
  void rsyslogRetriesWhatWasNotSavedIfEachItemFails() throws Exception {
    endpoint.close();
    BulkSettings settings = SafetyTest.settings(ListenSettings.loopback(0), key.line());
    endpoint =
        Endpoint.waiting(
            new BulkSettings(
                settings.listen(),
                settings.keys(),
                settings.bodyBytes(),
                settings.underWayBytes(),
                settings.bodyTime(),
                settings.answerTime(),
                true));
    Process rsyslog = rsyslog();
    try {
      for (int failed = 0; failed < 3; failed++) {
        CompletableFuture<List<ItemFault>> body = endpoint.waiting.poll(60, TimeUnit.SECONDS);
        assertThat(body).as("body %d", failed).isNotNull();
        body.completeExceptionally(new IOException("the disk is full"));
      }
      while (endpoint.documents.size() < COUNT && rsyslog.isAlive()) {
        CompletableFuture<List<ItemFault>> body = endpoint.waiting.poll(60, TimeUnit.SECONDS);
        assertThat(body).as("%d documents so far", endpoint.documents.size()).isNotNull();
        body.complete(List.of());
      }
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }
    assertAllArrived("\"n\"");
  }

  private Process rsyslog() throws IOException {
    assumeTrue(Files.isExecutable(RSYSLOG), "rsyslog is not installed: .ci/run installs it");
    Path lines = folder.resolve("in.log");
    Files.writeString(
        lines,
        IntStream.range(0, COUNT)
            .mapToObj(i -> "{\"n\":" + i + "}\n")
            .collect(Collectors.joining()));
    Path config = folder.resolve("rsyslog.conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s")
        module(load="imfile")
        module(load="omelasticsearch")
        template(name="document" type="string" string="%%msg%%")
        input(type="imfile" file="%s" tag="test" ruleset="send")
        ruleset(name="send") {
          action(type="omelasticsearch" server="127.0.0.1" serverport="%d" uid="sender" pwd="%s"
                 searchIndex="logs-rsyslog-default" searchType="" bulkmode="on"
                 template="document" retryfailures="on" retryruleset="send"
                 action.resumeRetryCount="-1")
        }
        """
            .formatted(folder, lines, endpoint.source.port(), key.key()));
    return new ProcessBuilder(
            RSYSLOG.toString(), "-n", "-f", config.toString(), "-i", folder + "/rsyslog.pid")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("rsyslog.out").toFile())
        .start();
  }

  private void assertAllArrived(String field) {
    List<Integer> numbers =
        endpoint.documents.stream()
            .map(text -> Integer.valueOf(text.replaceAll(".*" + field + ":(\\d+).*", "$1")))
            .sorted()
            .toList();
    assertThat(numbers).containsExactlyElementsOf(IntStream.range(0, COUNT).boxed().toList());
  }
}
