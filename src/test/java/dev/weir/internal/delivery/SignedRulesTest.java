package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever may write to the rules topic runs code in every instance, unless versions must be signed:
 * an instance with keys refuses what nobody with a key published for this topic, and old versions.
 */
@Tag("thorough")
class SignedRulesTest {

  private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");

  private final KafkaBroker broker = KafkaBroker.shared();
  private final Troubles troubles = new Troubles();
  private TopicSource source;
  private volatile RuleSet running;

  @TempDir private Path folder;
  private SigningKey ann;
  private SigningKey bob;
  private PublisherKey publicAnn;
  private PublisherKey publicBob;

  @BeforeEach
  void createKeys() throws IOException {
    publicAnn = SigningKey.create(folder.resolve("ann"));
    publicBob = SigningKey.create(folder.resolve("bob"));
    ann = SigningKey.read(folder.resolve("ann"));
    bob = SigningKey.read(folder.resolve("bob"));
  }

  @AfterEach
  void end() {
    if (source != null) {
      source.close();
    }
  }

  @Test
  void whatNobodyWithAKeyPublishedIsRefusedAndTheCurrentRulesStay() throws Exception {
    RulesTopicSettings topics = create("signed", publicAnn);
    RulesTopicSettings anyone = withoutKeys(topics);
    publish(topics, 1, "curl", ann);
    follow(topics);

    publish(anyone, 2, "nc", null);
    awaitRefused("offset 1 is refused: it is not signed");
    publish(anyone, 3, "nc", bob);
    awaitRefused("offset 2 is refused: its signature does not fit");
    ConsumerRecord<byte[], byte[]> first = records(topics).get(0);
    byte[] tampered = new String(first.value(), UTF_8).replace("\"me\"", "\"you\"").getBytes(UTF_8);
    send(topics.topic(), tampered, signature(first));
    awaitRefused("offset 3 is refused: its signature does not fit");
    send(topics.topic(), first.value(), Arrays.copyOf(signature(first), 10));
    awaitRefused("offset 4 is refused: its signature does not fit");
    assertThat(running.hash()).isEqualTo(rules("curl").hash());

    assertThat(new RulesPublisher(topics).newest())
        .get()
        .extracting(RulesVersion::fault)
        .asString()
        .startsWith("its signature does not fit");
    publish(topics, 4, "wget", ann);
    awaitRunning("wget");
    await().until(() -> troubles.now().isEmpty());
    assertThat(new RulesPublisher(topics).newest())
        .get()
        .extracting(RulesVersion::signer)
        .isEqualTo(publicAnn.id());
  }

  @Test
  void anOldVersionIsRefusedWhenItIsPutOnTheTopicAgain() throws Exception {
    RulesTopicSettings topics = create("replayed", publicAnn);
    publish(topics, 1, "curl", ann);
    publish(topics, 2, "wget", ann);
    follow(topics);
    ConsumerRecord<byte[], byte[]> old = records(topics).get(0);

    send(topics.topic(), old.value(), signature(old));
    awaitRefused(
        "offset 2 is refused: it was published at 2026-03-01T12:00:01Z, before an earlier");
    assertThat(running.hash()).isEqualTo(rules("wget").hash());
    source.close();
    follow(topics); // nor at a start
    assertThat(source.running().rules().hash()).isEqualTo(rules("wget").hash());

    assertThatIOException()
        .isThrownBy(() -> publish(topics, 1, "curl", ann))
        .withMessageContaining("instances would refuse the rules: it was published at");
    publish(topics, 3, "curl", ann); // who has the key may go back
    awaitRunning("curl");
  }

  @Test
  void aVersionOfAnotherTopicIsRefused() throws Exception {
    RulesTopicSettings staging = create("staging", publicAnn);
    RulesTopicSettings production = create("production", publicAnn);
    publish(production, 1, "curl", ann);
    publish(staging, 2, "wget", ann);
    follow(production);
    ConsumerRecord<byte[], byte[]> other = records(staging).get(0);

    send(production.topic(), other.value(), signature(other));
    awaitRefused("offset 1 is refused: its signature does not fit");
    assertThat(running.hash()).isEqualTo(rules("curl").hash());
  }

  @Test
  void keysAreRotatedByTrustingBothForAWhile() throws Exception {
    RulesTopicSettings both = create("rotated", publicAnn, publicBob);
    publish(both, 1, "curl", ann);
    follow(both);
    publish(both, 2, "wget", bob);
    awaitRunning("wget");
    source.close();

    RulesTopicSettings onlyBob = create("rotated", publicBob);
    follow(onlyBob);
    assertThat(source.running().rules().hash()).isEqualTo(rules("wget").hash());
    publish(both, 3, "nc", ann);
    awaitRefused("offset 2 is refused: its signature does not fit");
    assertThatIOException()
        .isThrownBy(() -> publish(onlyBob, 4, "curl", ann))
        .withMessageContaining("instances would refuse the rules: its signature does not fit");
    assertThatIOException()
        .isThrownBy(() -> publish(onlyBob, 4, "curl", null))
        .withMessageContaining("instances would refuse the rules: it is not signed");
  }

  /** Otherwise whoever may write, but not sign, keeps every instance from starting. */
  @Test
  void aStartPassesOverAnyNumberOfUnsignedVersions() throws Exception {
    RulesTopicSettings topics = create("flooded", publicAnn);
    publish(topics, 1, "curl", ann);
    for (int i = 0; i < 20; i++) {
      send(topics.topic(), "{}".getBytes(UTF_8), null);
    }
    follow(topics);

    assertThat(source.running().rules().hash()).isEqualTo(rules("curl").hash());
    awaitRefused("offset 20 is refused: it is not signed");
  }

  @Test
  void aNewKeyIsReadableByItsOwnerOnlyAndNeverReplacesAFile() throws Exception {
    Path file = folder.resolve("ann");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatIOException()
        .isThrownBy(() -> SigningKey.create(file))
        .withMessage("cannot write " + file + ": already exists");
    assertThat(publicAnn.id()).matches("[0-9a-f]{16}").isNotEqualTo(publicBob.id());
    assertThat(PublisherKey.parse(publicAnn.line())).isEqualTo(publicAnn);
    assertThat(PublisherKey.parse(pem("PUBLIC", publicAnn.key().getEncoded())))
        .isEqualTo(publicAnn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aPrivateKeyThatOthersMayUseIsRefused(String permissions) throws Exception {
    Path file = folder.resolve("ann");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatIOException()
        .isThrownBy(() -> SigningKey.read(file))
        .withMessageEndingWith("others than its owner may use it; run chmod 600 " + file);
  }

  @Test
  void aMissingDamagedOrWrongPrivateKeyIsReported() throws Exception {
    Path file = folder.resolve("ann");
    assertThatIOException()
        .isThrownBy(() -> SigningKey.read(folder.resolve("none")))
        .withMessageEndingWith("none: no such file or folder");
    Files.writeString(file, pem("PRIVATE", rsa().getPrivate().getEncoded()));
    assertNoPrivateKey(file);
    Files.writeString(file, pem("PRIVATE", new byte[48]));
    assertNoPrivateKey(file);
    Files.writeString(file, publicAnn.line());
    assertNoPrivateKey(file);
  }

  private static void assertNoPrivateKey(Path file) {
    assertThatIOException()
        .isThrownBy(() -> SigningKey.read(file))
        .withMessageStartingWith(file + " is not an Ed25519 private key in PEM");
  }

  @Test
  void aWrongPublicKeyIsReported() throws Exception {
    List<String> wrong =
        List.of(
            "",
            "ann.pem",
            publicAnn.line().substring(4),
            Files.readString(folder.resolve("ann")),
            pem("PUBLIC", rsa().getPublic().getEncoded()));
    for (String text : wrong) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PublisherKey.parse(text))
          .withMessage("not an Ed25519 public key in PEM");
    }
  }

  private static KeyPair rsa() throws Exception {
    return KeyPairGenerator.getInstance("RSA").generateKeyPair();
  }

  private static String pem(String kind, byte[] key) {
    return "-----BEGIN %1$s KEY-----\n%2$s\n-----END %1$s KEY-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(key));
  }

  private void follow(RulesTopicSettings topics) throws Exception {
    source =
        TopicSource.start(
            topics, "weir", "one", Duration.ofSeconds(30), troubles, InstantSource.system());
    running = source.first();
    source.follow(
        rules -> {
          ReloadReceipt receipt = ReloadReceipt.between(running, rules, 0, Duration.ZERO);
          running = rules;
          return CompletableFuture.completedFuture(receipt);
        },
        new NoListener());
  }

  private void awaitRunning(String process) {
    await().until(() -> running.hash().equals(rules(process).hash()));
  }

  private void awaitRefused(String why) {
    await().until(() -> troubles.now().getOrDefault("rules version", "").contains(why));
  }

  private RulesTopicSettings create(String name, PublisherKey... keys) throws Exception {
    RulesTopicSettings topics =
        new RulesTopicSettings(
            broker.address(), name + "-rules", name + "-status", Map.of(), List.of(keys));
    try (RulesTopicAdmin admin = new RulesTopicAdmin(topics)) {
      admin.create();
    }
    return topics;
  }

  private RulesTopicSettings withoutKeys(RulesTopicSettings topics) {
    return new RulesTopicSettings(
        broker.address(), topics.topic(), topics.statusTopic(), Map.of(), List.of());
  }

  private static void publish(RulesTopicSettings topics, int second, String process, SigningKey key)
      throws Exception {
    PublishedRules rules = PublishedRules.of(rules(process), WHEN.plusSeconds(second), "me");
    new RulesPublisher(topics).publish(rules, key);
  }

  private static RuleSet rules(String process) {
    return RulesTopicTest.rules(process);
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(RulesTopicSettings topics)
      throws IOException {
    return TopicReader.all(topics, topics.topic());
  }

  private static byte[] signature(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(RulesVersion.SIGNATURE);
    return header.value();
  }

  private void send(String topic, byte[] value, byte[] signature) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, PublishedRules.KEY.getBytes(UTF_8), value);
    if (signature != null) {
      record.headers().add(RulesVersion.SIGNATURE, signature);
    }
    RulesTopicSettings anyone =
        new RulesTopicSettings(broker.address(), topic, "none", Map.of(), List.of());
    try (KafkaProducer<byte[], byte[]> producer = anyone.producer()) {
      producer.send(record).get();
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  private static final class NoListener implements RuleFolder.Listener {
    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {}

    @Override
    public void refused(List<RuleIssue> issues) {
      throw new AssertionError(issues);
    }
  }
}
