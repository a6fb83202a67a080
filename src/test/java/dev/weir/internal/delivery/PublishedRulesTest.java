package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.rule.RuleSet;
import dev.weir.testkit.Damage;
import dev.weir.testkit.ShippedRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of the rules topic, valid and damaged. */
class PublishedRulesTest {

  private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final PublishedRules SHIPPED = PublishedRules.of(ShippedRules.get(), WHEN, "Zoë");

  @Test
  void whatIsWrittenIsReadAndCompilesToTheSameRules() {
    PublishedRules read = PublishedRules.parse(SHIPPED.toJson());

    assertThat(read).isEqualTo(SHIPPED);
    assertThat(read.by()).isEqualTo("Zoë");
    assertThat(read.published()).isEqualTo(WHEN);
    assertThat(read.compile().hash()).isEqualTo(ShippedRules.get().hash());
    assertThat(read.toJson()).isEqualTo(SHIPPED.toJson());
  }

  @Test
  void unknownFieldsAreIgnored() {
    String more = text(SHIPPED).replaceFirst("\\{", "{\"ticket\":[{\"number\":1}],");

    assertThat(PublishedRules.parse(more.getBytes(UTF_8))).isEqualTo(SHIPPED);
  }

  /** Random damage is reported, or leaves the rules as they were published. */
  @Test
  void damageIsReportedOrHarmless() {
    byte[] good = SHIPPED.toJson();
    SplittableRandom random = new SplittableRandom(1);
    int told = 0;
    for (int i = 0; i < 2000; i++) {
      try {
        PublishedRules read = PublishedRules.parse(Damage.to(good, random));
        assertThat(read.files()).isEqualTo(SHIPPED.files());
        assertThat(read.hash()).isEqualTo(SHIPPED.hash());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("\n");
        told++;
      }
    }
    assertThat(told).isGreaterThan(1000);
  }

  @ParameterizedTest
  @MethodSource
  void damagedRecordsAreReported(String json, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishedRules.parse(json.getBytes(UTF_8)))
        .withMessageContaining(why);
  }

  static Stream<Arguments> damagedRecordsAreReported() {
    String good = text(SHIPPED);
    return Stream.of(
        arguments("", "not a JSON object"),
        arguments("null", "not a JSON object"),
        arguments("[]", "not a JSON object"),
        arguments("\"rules\"", "not a JSON object"),
        arguments("{}", "`format` is missing"),
        arguments(good + "{}", "not valid JSON"),
        arguments(good.substring(0, good.length() / 2), "not valid JSON"),
        arguments(
            good.replace("\"format\":1", "\"format\":2"), "format 2, but this Weir reads format 1"),
        arguments(good.replace("\"format\":1", "\"format\":null"), "`format` is missing"),
        arguments(good.replace("\"format\":1", "\"format\":1,\"format\":1"), "Duplicate"),
        arguments(good.replace("\"published\"", "\"when\""), "is missing"),
        arguments(good.replace("\"files\"", "\"rules\""), "is missing"),
        arguments(good.replace("\"hash\"", "\"sha\""), "is missing"),
        arguments(good.replaceFirst("\"hash\":\"..", "\"hash\":\"zz"), "do not match the hash zz"),
        arguments(good.replace("rapid7", "rapid8"), "do not match the hash"),
        arguments(good.replace("\"guide.md\":", "\"guide.md\":null,\"x.md\":"), "has no content"),
        arguments("[".repeat(100_000), "not valid JSON"));
  }

  @Test
  void oversizedRecordsAreNotParsed() {
    byte[] large = " ".repeat(TopicJson.MAX_BYTES + 1).getBytes(UTF_8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishedRules.parse(large))
        .withMessage("it has 16,777,217 bytes; the limit is 16,777,216");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/rules.drl",
        "../rules.drl",
        "a/../../rules.drl",
        "a/./rules.drl",
        "a//rules.drl",
        "a\\rules.drl",
        "C:rules.drl",
        "C:/rules.drl",
        ".hidden.drl",
        ".git/rules.drl",
        "rules.drl/",
        "rules.java",
        "META-INF/kmodule.xml",
        "rules\n.drl",
        "rules\u0000.drl"
      })
  void invalidFileNames(String name) {
    Map<String, String> files = Map.of("rules.drl", "", name, "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PublishedRules(RuleSet.hash(files), WHEN, "", files))
        .withMessageContaining("invalid file name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules.drl", "a/b c/Regeln für alle.drl", "a..b/x.y.drl", "guide.md"})
  void validFileNames(String name) {
    Map<String, String> files = Map.of(name, "text");
    PublishedRules rules = new PublishedRules(RuleSet.hash(files), WHEN, "", files);

    assertThat(PublishedRules.parse(rules.toJson())).isEqualTo(rules);
  }

  @ParameterizedTest
  @MethodSource
  void aDamagedVersionSaysWhy(String key, byte[] value, String why) {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    RulesVersion version =
        RulesVersion.of(new ConsumerRecord<>("weir-rules", 0, 7, keyBytes, value), List.of());

    assertThat(version.offset()).isEqualTo(7);
    assertThat(version.rules()).isNull();
    assertThat(version.fault()).contains(why);
  }

  static Stream<Arguments> aDamagedVersionSaysWhy() {
    return Stream.of(
        arguments(null, SHIPPED.toJson(), "its key is not \"rules\""),
        arguments("rule", SHIPPED.toJson(), "its key is not \"rules\""),
        arguments("rules", null, "it has no value"),
        arguments("rules", new byte[0], "not a JSON object"),
        arguments("rules", new byte[] {(byte) 0xff, 0, 1}, "not valid JSON"));
  }

  private static String text(PublishedRules rules) {
    return new String(rules.toJson(), UTF_8);
  }
}
