package dev.weir.internal.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.internal.cli.Main;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.delivery.TopicSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir rules publish} and {@code weir rules status} with a real broker. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_ERR)
class RulesCommandTest {

  private static final String CASE =
      """
      cases:
        - name: alerts
          events: [{exec: {process.name: curl}}, {net: }]
          pairs: [[e1, n1]]
      """;

  private final KafkaBroker broker = KafkaBroker.shared();

  @RegisterExtension private final StandardError err = new StandardError();
  private StringWriter out = new StringWriter();

  @TempDir private Path folder;
  private Path rules;
  private Path config;
  private String hash;

  @BeforeEach
  void copyRules() throws IOException {
    rules = ShippedRules.copyTo(folder.resolve("rules"));
    Path cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
    Files.writeString(cases.resolve("one.yaml"), CASE);
    config = folder.resolve("weir.yaml");
    hash = ShippedRules.get().hash();
  }

  @Test
  void testedRulesArePublishedAndTheStatusShowsWhoRunsThem() throws Exception {
    RulesTopicSettings topics = settings("cli");
    assertThat(publish()).isEqualTo(4);
    assertThat(told()).contains("nothing was published: topic cli at 127.0.0.1:");

    assertThat(publish("--create-topics", "--by", "Zoë")).isZero();
    assertThat(told()).contains("created topic cli", "created topic cli-status");
    assertThat(said())
        .contains("1 case, 0 failed")
        .endsWith("published rules " + hash + " to cli, offset 0" + System.lineSeparator());
    assertThat(publish()).isZero();
    assertThat(said()).contains("rules " + hash + " are already the newest on cli, at offset 0");
    assertThat(publish("--again")).isZero();
    assertThat(said()).contains("to cli, offset 1");

    assertThat(weir("rules", "status", "--config", config.toString())).isEqualTo(1);
    assertThat(said()).contains("no instance has published its status");
    try (TopicSource source =
        TopicSource.start(
            topics,
            "weir",
            "one",
            Duration.ofSeconds(30),
            new Troubles(),
            InstantSource.system())) {
      source.follow(rules -> new CompletableFuture<>(), new NoListener());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> weir("rules", "status", "--config", config.toString()) == 0);
      assertThat(said())
          .contains("weir/one", "runs the newest rules", "1 of 1 instances run the newest rules");

      assertThat(weir("rules", "status", "--format", "json", "--config", config.toString()))
          .isZero();
      JsonNode json = new JsonMapper().readTree(said());
      assertThat(json.at("/newest/hash").asString()).isEqualTo(hash);
      assertThat(json.at("/newest/offset").asInt()).isEqualTo(1);
      assertThat(json.at("/instances/0/instance").asString()).isEqualTo("weir/one");
      assertThat(json.at("/instances/0/outcome").asString()).isEqualTo("NEWEST");
      assertThat(json.at("/up_to_date").asBoolean()).isTrue();
    }
  }

  @Test
  void rulesThatFailAreNotPublished() throws Exception {
    settings("strict");
    assertThat(publish("--create-topics")).isZero();
    Path detection = rules.resolve("detection.drl");
    Path cases = rules.resolve("cases/one.yaml");

    Files.writeString(cases, CASE.replace("[[e1, n1]]", "[]"));
    assertThat(publish()).isEqualTo(1);
    assertThat(said()).contains("FAILED  one: alerts", "1 case, 1 failed");
    assertThat(told()).contains("nothing was published");

    Files.writeString(cases, "cases: 7");
    assertThat(publish()).isEqualTo(3);
    Files.delete(cases);
    Files.delete(rules.resolve("cases/base.yaml"));
    Files.delete(rules.resolve("cases"));
    assertThat(publish()).isEqualTo(2);
    assertThat(told()).contains("have no cases");

    ShippedRules.edit(detection, "Suspect", "Suspekt");
    assertThat(publish()).isEqualTo(3);
    assertThat(told()).contains("the rules do not compile", detection.toString());
    weir("rules", "status", "--config", config.toString());
    assertThat(said()).contains("newest rules: " + hash + " (offset 0)");
  }

  @Test
  void rulesAreSignedWithAKeyThatInstancesTrust() throws Exception {
    settings("signed");
    Path key = folder.resolve("publisher.pem");
    assertThat(weir("rules", "new-key", key.toString())).isZero();
    String line = said().lines().filter(one -> one.contains("- MCow")).findFirst().orElseThrow();
    String id = said().replaceFirst("(?s).*Key id: +(\\w+).*", "$1");
    assertThat(said()).doesNotContain(Files.readString(key).lines().toList().get(1));
    assertThat(weir("rules", "new-key", key.toString())).isEqualTo(4);
    assertThat(told()).contains("cannot write " + key + ": already exists");
    Files.writeString(config, Files.readString(config) + "  public-keys:\n" + line + "\n");

    assertThat(publish("--create-topics")).isEqualTo(4);
    assertThat(told())
        .contains("nothing was published: instances would refuse the rules: it is not signed");
    assertThat(publish("--key", key + "s")).isEqualTo(4);
    assertThat(told()).contains("publisher.pems: no such file");
    assertThat(publish("--key", key.toString())).isZero();
    assertThat(said()).contains("published rules " + hash + " to signed, offset 0, signed");
    assertThat(weir("rules", "status", "--config", config.toString())).isEqualTo(1);
    assertThat(said()).contains(", signed with key " + id);
  }

  @Test
  void instancesOnKafkaStreamsRunWhatIsPublished() throws Exception {
    settings("fleet");
    broker.createTopic("rules-events", 2);
    assertThat(publish("--create-topics")).isZero();
    assertThat(weir("streams", "--config", instance("one").toString(), "--create-topics")).isZero();
    try (WeirProcess one = new WeirProcess("streams", "--config", instance("one").toString());
        WeirProcess two = new WeirProcess("streams", "--config", instance("two").toString())) {
      one.awaitTold("rules " + hash);
      two.awaitTold("rules " + hash);
      awaitUpToDate();
      Path detection = rules.resolve("detection.drl");
      Files.writeString(detection, Files.readString(detection) + "\n// edited\n");
      assertThat(publish()).isZero();
      one.awaitTold("new rules are in use");
      two.awaitTold("new rules are in use");
      awaitUpToDate();

      ShippedRules.edit(detection, "Suspect", "Suspekt");
      assertThat(publish()).isEqualTo(3);
      assertThat(weir("rules", "status", "--config", config.toString())).isZero();
      assertThat(said()).contains("(offset 1)", "fleet/one", "fleet/two");
    }
  }

  private Path instance(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        Files.readString(config)
            + """
            application: fleet
            instance: %s
            partitions: 2
            threads: 1
            monitor: {listen: "127.0.0.1:0"}
            """
                .formatted(name));
  }

  private void awaitUpToDate() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                weir("rules", "status", "--config", config.toString()) == 0
                    && said().contains("2 of 2 instances run the newest rules"));
  }

  @Test
  void invalidSettingsAreReported() throws Exception {
    assertThat(weir("rules", "status")).isEqualTo(2);
    assertThat(said() + told()).contains("no brokers are set; use --bootstrap HOST:PORT");
    Files.writeString(config, "kafka: {bootstrap-servers: 'a:1'}\nrules-topic: {topik: r}\n");
    assertThat(weir("rules", "status", "--config", config.toString())).isEqualTo(2);
    assertThat(told())
        .contains("weir.yaml:2: unknown setting `rules-topic.topik`; did you mean `topic`?");
    Files.writeString(config, "kafka: {bootstrap-servers: 'a:1'}\nrules-topic: {topic: s}\n");
    assertThat(weir("rules", "status", "--config", config.toString(), "--status-topic", "s"))
        .isEqualTo(2);
    assertThat(told()).contains("rules and status need separate topics");
    assertThat(weir("rules", "status", "--bootstrap", "127.0.0.1:1")).isEqualTo(4);
    assertThat(told()).contains("no answer from 127.0.0.1:1 for topic weir-rules");
    assertThat(weir("rules", "publish", "nowhere", "--bootstrap", "127.0.0.1:1")).isEqualTo(2);
  }

  private RulesTopicSettings settings(String topic) throws IOException {
    Files.writeString(
        config,
        """
        input: [rules-events]
        kafka:
          bootstrap-servers: %s
        rules-topic:
          topic: %s
          status-topic: %s-status
        """
            .formatted(broker.address(), topic, topic));
    return new RulesTopicSettings(broker.address(), topic, topic + "-status", Map.of(), List.of());
  }

  private int publish(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("rules", "publish", rules.toString(), "--config", config.toString()));
    all.addAll(List.of(more));
    return weir(all.toArray(String[]::new));
  }

  private int weir(String... arguments) {
    out = new StringWriter();
    err.reset();
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(System.err, true))
        .execute(arguments);
  }

  private String said() {
    return out.toString();
  }

  private String told() {
    return err.toString();
  }

  private static final class NoListener implements RuleFolder.Listener {
    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {}

    @Override
    public void refused(List<RuleIssue> issues) {}
  }
}
