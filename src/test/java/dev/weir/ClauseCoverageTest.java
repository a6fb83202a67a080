package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.CaseRun;
import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without any one exclusion, or any one arm of the detection, some case comes out differently. */
class ClauseCoverageTest {

  private static final List<RuleCase> CASES = CaseTable.load(ShippedRules.CASES).cases();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"working-directory", "executable", "parent-executable"})
  void everyExclusionDecidesACase(String exclusion) throws IOException {
    ShippedRules.copyTo(folder);
    Files.delete(folder.resolve("exclusions/" + exclusion + ".drl"));
    assertThat(decidedDifferently()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"processName", "processExecutable", "processCommandLine"})
  void everyArmDecidesACase(String field) throws IOException {
    ShippedRules.copyTo(folder);
    Path detection = folder.resolve("detection.drl");
    String text = Files.readString(detection);
    String without = text.replaceFirst(field + "\\.like\\([^)]*\\)", "false");
    assertThat(without).isNotEqualTo(text);
    Files.writeString(detection, without);
    assertThat(decidedDifferently()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hostOsType.has(\"linux\"), eventType",
        "eventType.has(\"start\")",
        "eventAction.has(\"exec\")",
        "processParentExecutable.present",
        "eventAction.has(\"connection_attempted\")",
        "destinationIp.cidrMatch(\"169.254.169.254\")",
      })
  void everyConditionDecidesACase(String condition) throws IOException {
    ShippedRules.copyTo(folder);
    String kept = condition.startsWith("hostOsType") ? "true, eventType" : "true";
    ShippedRules.edit(folder.resolve("detection.drl"), condition, kept);
    assertThat(decidedDifferently()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "after[0s, 1s] | after[0s, 2s]",
        "after[0s, 1s] | after[1ms, 1s]",
        "hostId == $suspect.hostId | true",
        "processParentEntityId == $suspect.processParentEntityId | true",
        "delete($suspect);    // | //",
        "salience -1 | salience 1",
        "hostId != null | true",
        "precedes($newer) | $newer.precedes(this)",
      })
  void everyPartOfTheSequenceDecidesACase(String part, String other) throws IOException {
    ShippedRules.copyTo(folder);
    ShippedRules.edit(folder.resolve("detection.drl"), part, other);
    assertThat(decidedDifferently()).isNotEmpty();
  }

  private List<String> decidedDifferently() {
    RuleSet rules = RuleSet.load(folder);
    return CASES.stream()
        .filter(one -> !CaseRun.of(rules, one).pairsMatch())
        .map(RuleCase::fullName)
        .toList();
  }
}
