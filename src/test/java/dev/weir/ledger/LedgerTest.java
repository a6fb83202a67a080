package dev.weir.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.ledger.LedgerEntry.Kind;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  private static final Instant T0 = Step.START;
  private static final String SSM = "Known agents by working directory";

  @TempDir private Path temp;

  @Test
  void hitsAreCountedByRuleWithTheFirstAndTheLastTime() {
    try (Detector detector = detector(ShippedRules.get())) {
      excluded(detector, "e1", 5000, "h1");
      excluded(detector, "e2", 2000, "h2");
      excluded(detector, "e3", 9000, "h2");
      detector.accept(Step.exec("e4", 9100).json());
      detector.accept(Step.connection("n4", 9200).json());
      detector.finish();

      Map<String, LedgerEntry> entries = byRule(detector.ledger());
      LedgerEntry ssm = entries.get(SSM);
      assertThat(ssm.kind()).isEqualTo(Kind.EXCLUDED);
      assertThat(ssm.hits()).isEqualTo(3);
      assertThat(ssm.first()).isEqualTo(T0.plusMillis(2000));
      assertThat(ssm.last()).isEqualTo(T0.plusMillis(9000));
      assertThat(ssm.ruleSet()).isEqualTo(ShippedRules.get().hash());
      assertThat(ssm.owner()).isEqualTo("weir");
      assertThat(ssm.top().get(Dimension.HOST)).isEqualTo(Map.of("h1", 1L, "h2", 2L));
      assertThat(ssm.top().get(Dimension.DETECTION)).isEqualTo(Map.of("unusual-imds-request", 3L));

      assertThat(entries.get("Suspicious program starts").hits()).isEqualTo(4);
      assertThat(entries.get(ShippedRules.DETECTION).kind()).isEqualTo(Kind.ALERTS);
      assertThat(entries.get(ShippedRules.DETECTION).hits()).isEqualTo(1);
      assertThat(entries.get("Known agents by executable").hits()).isZero();
      assertThat(entries.get("Known agents by executable").first()).isNull();
    }
  }

  @Test
  void eachRuleSetHasAccountsOfItsOwn() throws IOException {
    Path folder = ShippedRules.copyTo(temp.resolve("rules"));
    Files.writeString(folder.resolve("guide.md"), "Another guide.\n");
    RuleSet next = RuleSet.load(folder);
    try (Detector detector = detector(ShippedRules.get())) {
      excluded(detector, "e1", 0, "h1");
      var unused = detector.reload(next);
      excluded(detector, "e2", 10, "h1");
      excluded(detector, "e3", 20, "h1");

      Map<String, Long> hits =
          detector.ledger().stream()
              .filter(entry -> entry.rule().equals(SSM))
              .collect(Collectors.toMap(LedgerEntry::ruleSet, LedgerEntry::hits));
      assertThat(hits).isEqualTo(Map.of(ShippedRules.get().hash(), 1L, next.hash(), 2L));
      assertThat(detector.stats().excluded()).containsEntry(SSM, 3L);
    }
  }

  @Test
  void ofVeryManyRuleSetsTheNewestHaveAccounts() {
    Ledger ledger = new Ledger();
    String drl =
        "package a;\nimport dev.weir.event.Suspect;\nrule \"A\"\n@exclusion\n// %d\n"
            + "when\n$s : Suspect()\nthen\ndelete($s);\nend\n";
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < Ledger.RULE_SETS + 3; i++) {
      RuleSet rules = RuleSet.of(Map.of("a.drl", String.format(drl, i)));
      hashes.add(rules.hash());
      ledger.open(rules);
      Event event = Step.exec("e1", 0).fact(new EventReader());
      ledger.excluded(rules.rules().get("A"), List.of(new Suspect("x", event)));
    }

    assertThat(ledger.entries())
        .extracting(LedgerEntry::ruleSet)
        .isEqualTo(hashes.subList(3, hashes.size()));
    assertThat(ledger.excluded()).isEqualTo(Map.of("A", (long) hashes.size()));
  }

  @Test
  void twoRunsAddUp() {
    List<LedgerEntry> one = run(1000, "h1", 3);
    List<LedgerEntry> other = run(9000, "h2", 2);

    LedgerEntry both = byRule(one).get(SSM).plus(byRule(other).get(SSM));

    assertThat(both.hits()).isEqualTo(5);
    assertThat(both.first()).isEqualTo(T0.plusMillis(1000));
    assertThat(both.last()).isEqualTo(T0.plusMillis(9001));
    assertThat(both.top().get(Dimension.HOST)).isEqualTo(Map.of("h1", 3L, "h2", 2L));
    LedgerEntry never = byRule(one).get("Known agents by executable");
    assertThat(never.plus(never).first()).isNull();
  }

  @Test
  void theCommonestOfManyValuesAreKeptAndNeverCountedTooLow() {
    TopValues values = new TopValues();
    for (int i = 0; i < 100_000; i++) {
      values.add("rare" + i, 1);
      if (i % 50 == 0) {
        values.add("often", 1);
      }
      if (i % 100 == 0) {
        values.add("at times", 1);
      }
    }
    Map<String, Long> counts = values.counts();
    assertThat(counts).hasSize(TopValues.KEPT);
    assertThat(counts.keySet()).startsWith("often", "at times");
    assertThat(counts.get("often")).isBetween(2_000L, 2_600L);
  }

  private List<LedgerEntry> run(long from, String host, int times) {
    try (Detector detector = detector(ShippedRules.get())) {
      for (int i = 0; i < times; i++) {
        excluded(detector, "e" + i, from + i, host);
      }
      return detector.ledger();
    }
  }

  private static Detector detector(RuleSet rules) {
    return Detector.builder(rules).lateness(Duration.ZERO).build();
  }

  private static void excluded(Detector detector, String id, long millis, String host) {
    detector.accept(
        Step.exec(id, millis).on(host).with("process.working_directory", "/opt/nessus").json());
  }

  private static Map<String, LedgerEntry> byRule(List<LedgerEntry> entries) {
    return entries.stream().collect(Collectors.toMap(LedgerEntry::rule, entry -> entry));
  }
}
