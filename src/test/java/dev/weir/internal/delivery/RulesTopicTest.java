package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that reach instances through a real broker. */
@Tag("thorough")
class RulesTopicTest {

  private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEY = PublishedRules.KEY.getBytes(UTF_8);

  /** Compiled once. */
  private static final Map<String, RuleSet> RULES = new ConcurrentHashMap<>();

  private final KafkaBroker broker = KafkaBroker.shared();
  private final Troubles troubles = new Troubles();
  private final List<Instance> instances = new ArrayList<>();

  /** An instance, the hashes of its rules, and the receipts of its changes. */
  private final class Instance implements RuleTarget, RuleFolder.Listener, AutoCloseable {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<ReloadReceipt> receipts = new CopyOnWriteArrayList<>();
    private RuleSet running;
    private final TopicSource source;
    private volatile boolean broken;

    Instance(RulesTopicSettings topics, String name) throws Exception {
      source = start(topics, name, Duration.ofSeconds(30));
      running = source.first();
      taken.add(running.hash());
      source.follow(this, this);
      instances.add(this);
    }

    @Override
    public CompletableFuture<ReloadReceipt> reload(RuleSet rules) {
      if (broken) {
        return CompletableFuture.failedFuture(new IllegalStateException("no lane left"));
      }
      taken.add(rules.hash());
      RuleSet before = running;
      running = rules;
      return CompletableFuture.completedFuture(
          ReloadReceipt.between(before, rules, 0, Duration.ZERO));
    }

    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
      receipts.add(receipt);
    }

    @Override
    public void refused(List<RuleIssue> issues) {
      throw new AssertionError(issues);
    }

    void awaitTaken(RuleSet... rules) {
      List<String> hashes = new ArrayList<>();
      for (RuleSet one : rules) {
        hashes.add(one.hash());
      }
      await().untilAsserted(() -> assertThat(taken).containsExactlyElementsOf(hashes));
    }

    @Override
    public void close() {
      source.close();
    }
  }

  @AfterEach
  void end() {
    instances.forEach(Instance::close);
  }

  @Test
  void allInstancesTakeNewRulesAndPublishTheirStatus() throws Exception {
    RulesTopicSettings topics = create("all");
    RuleSet first = rules("curl");
    RuleSet second = rules("wget");
    assertThat(publish(topics, first)).isZero();
    Instance one = new Instance(topics, "one");
    Instance two = new Instance(topics, "two");
    await().until(() -> runs(topics).equals(List.of("one 0", "two 0")));

    assertThat(publish(topics, second)).isEqualTo(1);
    one.awaitTaken(first, second);
    two.awaitTaken(first, second);
    await().until(() -> runs(topics).equals(List.of("one 1", "two 1")));
    assertThat(one.source.first().hash()).isEqualTo(second.hash());
    assertThat(one.receipts).extracting(ReloadReceipt::after).containsExactly(second.hash());

    publish(topics, second); // nothing to change, but a version more
    await().until(() -> runs(topics).equals(List.of("one 2", "two 2")));
    one.close();
    await().until(() -> runs(topics).equals(List.of("two 2")));
    publish(topics, first);
    two.awaitTaken(first, second, first);
    one.awaitTaken(first, second);
    RulesStatus status = RulesStatus.read(topics);
    assertThat(status.newest())
        .hasValue(new RulesVersion(3, PublishedRules.of(first, WHEN, "me"), "", ""));
    assertThat(status.damaged()).isEmpty();
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void unusableVersionsAreRefusedAndTheOldRulesStayActive() throws Exception {
    RulesTopicSettings topics = create("bad");
    RuleSet first = rules("curl");
    publish(topics, first);
    Instance old = new Instance(topics, "old");

    send(topics.topic(), KEY, "{broken");
    await().until(() -> trouble().contains("offset 1 is refused: it is not valid JSON"));
    await().until(() -> refused(topics, "old").contains("offset 1 is refused"));
    send(topics.topic(), KEY, null);
    await().until(() -> trouble().contains("offset 2 is refused: it has no value"));
    Map<String, String> files = Map.of("r.drl", "rule \"r\" when Nothing() then end");
    publish(topics, new PublishedRules(RuleSet.hash(files), WHEN, "", files));
    await().until(() -> trouble().contains("offset 3 is refused: r.drl:1: "));
    old.broken = true;
    publish(topics, rules("nc"));
    await().until(() -> trouble().contains("the version could not be applied: no lane left"));
    assertThat(runs(topics)).containsExactly("old 0");
    old.broken = false;

    Instance late = new Instance(topics, "late"); // it takes the newest, which can be used
    late.awaitTaken(rules("nc"));
    send(topics.topic(), "other".getBytes(UTF_8), "{}");
    await().until(() -> refused(topics, "late").contains("offset 5 is refused: its key is not"));
    Instance later = new Instance(topics, "later"); // and here the newest but one
    later.awaitTaken(rules("nc"));
    await().until(() -> refused(topics, "later").contains("offset 5 is refused"));

    RuleSet good = rules("wget");
    publish(topics, good);
    old.awaitTaken(first, good);
    late.awaitTaken(rules("nc"), good);
    await().until(() -> runs(topics).equals(List.of("late 6", "later 6", "old 6")));
    assertThat(refused(topics, "old")).isEmpty();
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void aLostBrokerIsReportedAndFollowedOnceItIsBack() throws Exception {
    RulesTopicSettings topics = create("away");
    RuleSet first = rules("curl");
    RuleSet second = rules("wget");
    publish(topics, first);
    Instance one = new Instance(topics, "one");
    await().until(() -> runs(topics).equals(List.of("one 0")));
    broker.kill();
    try {
      await()
          .until(
              () ->
                  troubles.now().getOrDefault("rules topic", "").startsWith("no answer from ")
                      && trouble().contains("the current rules stay active"));
    } finally {
      broker.restart();
    }
    publish(topics, second);
    one.awaitTaken(first, second);
    await().until(() -> runs(topics).equals(List.of("one 1")));
    await().until(() -> troubles.now().isEmpty());
  }

  @Test
  void rulesDoNotWaitForTheStatus() throws Exception {
    broker.createTopic("lonely-rules", 1);
    RulesTopicSettings topics =
        new RulesTopicSettings(
            broker.address(),
            "lonely-rules",
            "lonely-status",
            Map.of("max.block.ms", "500"),
            List.of());
    publish(topics, rules("curl"));
    Instance one = new Instance(topics, "one");
    await().until(() -> troubles.now().containsKey("rules status"));
    assertThat(trouble()).contains("cannot publish which rules run here").contains("lonely-status");

    publish(topics, rules("wget"));
    one.awaitTaken(rules("curl"), rules("wget"));
    broker.createTopic("lonely-status", 1);
    await().until(() -> runs(topics).equals(List.of("one 1")));
    await().until(() -> troubles.now().isEmpty());
  }

  @Test
  void anInstanceWritesItsStatusAtEveryHeartbeat() throws Exception {
    RulesTopicSettings topics = create("there");
    AtomicInteger minute = new AtomicInteger();
    try (InstanceStatusWriter writer =
        new InstanceStatusWriter(topics, troubles, Duration.ofMillis(100))) {
      await()
          .until(
              () -> {
                Instant now = WHEN.plusSeconds(60L * minute.getAndIncrement());
                writer.update(new InstanceStatus("weir", "one", "abc", 0, WHEN, "", now));
                return RulesStatus.read(topics).instances().stream()
                    .anyMatch(status -> status.seen().isAfter(WHEN));
              });
      assertThat(RulesStatus.read(topics).instances()).hasSize(1);
      writer.remove();
      assertThat(RulesStatus.read(topics).instances()).isEmpty();
    }
  }

  @Test
  void withoutRulesTheStartFailsWithAReason() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> start(topics("nowhere"), "one", Duration.ZERO))
        .withMessageStartingWith("cannot start without rules: topic nowhere-rules at ");
    RulesTopicSettings empty = create("empty");
    assertThatIOException()
        .isThrownBy(() -> start(empty, "one", Duration.ZERO))
        .withMessageContaining("topic empty-rules is empty; publish rules with weir rules publish");
    send(empty.topic(), KEY, "{}");
    assertThatIOException()
        .isThrownBy(() -> start(empty, "one", Duration.ZERO))
        .withMessageContaining("has no usable version; the version at offset 0 is refused: ");
    RulesTopicSettings secret =
        new RulesTopicSettings(
            "127.0.0.1:1", "r", "s", Map.of("ssl.key.password", "hidden"), List.of());
    assertThatIOException()
        .isThrownBy(() -> start(secret, "one", Duration.ZERO))
        .withMessageContaining("no answer from 127.0.0.1:1 for topic r")
        .withMessageNotContaining("hidden");
    assertThat(secret.toString()).doesNotContain("hidden");

    CompletableFuture<Long> published = // it waits for the first
        CompletableFuture.supplyAsync(
            () -> {
              await().until(() -> troubles.now().containsKey("rules topic"));
              return publish(empty, rules("curl"));
            });
    new Instance(empty, "one").awaitTaken(rules("curl"));
    assertThat(published.get()).isEqualTo(1);
  }

  @Test
  void topicsAreCreatedCompactedAndNeverChanged() throws Exception {
    RulesTopicSettings topics = topics("made");
    try (RulesTopicAdmin admin = new RulesTopicAdmin(topics)) {
      assertThat(admin.create()).containsExactly("made-rules", "made-status");
      assertThat(admin.create()).isEmpty();
      assertThat(admin.fault()).isEmpty();
    }
    assertThat(config("made-rules", "cleanup.policy")).isEqualTo("compact");
    assertThat(config("made-rules", "min.compaction.lag.ms")).isEqualTo("604800000");
    assertThat(config("made-status", "cleanup.policy")).isEqualTo("compact");
  }

  @ParameterizedTest
  @CsvSource({
    "two, 2, compact, has 2 partitions",
    "deleting, 1, delete, cleanup.policy=delete",
    "both, 1, 'compact,delete', cleanup.policy="
  })
  void aTopicThatWouldLoseRulesIsReported(String name, int partitions, String policy, String fault)
      throws Exception {
    RulesTopicSettings topics = topics(name);
    create(topics.topic(), partitions, Map.of("cleanup.policy", policy));
    try (RulesTopicAdmin admin = new RulesTopicAdmin(topics)) {
      assertThat(admin.fault()).get().asString().contains(fault);
    }
  }

  @Test
  void rulesMayBeLargerThanARequestButNotThanTheTopicTakes() throws Exception {
    RulesTopicSettings topics = topics("large");
    create(topics.topic(), 1, Map.of("max.message.bytes", "100000"));
    String spaces = rules("curl").sources().get("r.drl") + " ".repeat(3 << 20);
    publish(topics, RuleSet.of(Map.of("r.drl", spaces)));

    StringBuilder noise = new StringBuilder("// ");
    new Random(1).ints(200_000, '0', 'z').forEach(noise::appendCodePoint);
    Map<String, String> files = Map.of("r.drl", noise.toString());
    assertThatIOException()
        .isThrownBy(
            () ->
                new RulesPublisher(topics)
                    .publish(new PublishedRules(RuleSet.hash(files), WHEN, "", files), null))
        .withMessageContaining("topic large-rules rejects them even compressed");
    assertThat(new RulesPublisher(topics).newest())
        .get()
        .extracting(RulesVersion::offset)
        .isEqualTo(0L);
  }

  private TopicSource start(RulesTopicSettings topics, String name, Duration patience)
      throws IOException, InterruptedException {
    return TopicSource.start(topics, "weir", name, patience, troubles, InstantSource.system());
  }

  static RuleSet rules(String process) {
    return RULES.computeIfAbsent(process, RulesTopicTest::compile);
  }

  private static RuleSet compile(String process) {
    return RuleSet.of(
        Map.of(
            "r.drl",
            """
            package p;
            import dev.weir.event.ProcessEvent;
            import dev.weir.event.Suspect;
            rule "First step"
            when
                $exec : ProcessEvent(processName.has("%s"))
            then
                insert(new Suspect("d", $exec));
            end
            """
                .formatted(process)));
  }

  private static long publish(RulesTopicSettings topics, RuleSet rules) {
    return publish(topics, PublishedRules.of(rules, WHEN, "me"));
  }

  private static long publish(RulesTopicSettings topics, PublishedRules rules) {
    try {
      return new RulesPublisher(topics).publish(rules, null);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RulesTopicSettings topics(String name) {
    return new RulesTopicSettings(
        broker.address(), name + "-rules", name + "-status", Map.of(), List.of());
  }

  private RulesTopicSettings create(String name) throws Exception {
    RulesTopicSettings topics = topics(name);
    try (RulesTopicAdmin admin = new RulesTopicAdmin(topics)) {
      admin.create();
    }
    return topics;
  }

  private void create(String topic, int partitions, Map<String, String> config) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      NewTopic created = new NewTopic(topic, partitions, (short) 1).configs(config);
      admin.createTopics(List.of(created)).all().get();
      await().until(() -> admin.listTopics().names().get().contains(topic));
    }
  }

  private String config(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
    }
  }

  private void send(String topic, byte[] key, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] bytes = value == null ? null : value.getBytes(UTF_8);
      producer.send(new ProducerRecord<>(topic, key, bytes)).get();
    }
  }

  /** Which instance runs the version at which offset. */
  private static List<String> runs(RulesTopicSettings topics) throws IOException {
    return RulesStatus.read(topics).instances().stream()
        .map(status -> status.instance() + " " + status.offset())
        .toList();
  }

  private static String refused(RulesTopicSettings topics, String instance) throws IOException {
    return RulesStatus.read(topics).instances().stream()
        .filter(status -> status.instance().equals(instance))
        .map(InstanceStatus::refused)
        .findFirst()
        .orElse("");
  }

  private String trouble() {
    return String.join("\n", troubles.now().values());
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreException(IOException.class);
  }
}
