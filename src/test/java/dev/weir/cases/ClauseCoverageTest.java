package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.drl.Clause;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing can be taken out of the packs without some case coming out differently. */
@Tag("thorough")
class ClauseCoverageTest {

  private static final List<RuleCase> CASES = CaseTable.load(ShippedRules.CASES);

  private static final Path SUCCESSOR =
      Path.of("test-fixtures", "unusual-imds-request-2025-10", "rules");

  private static final Coverage COVERAGE = Coverage.of(ShippedRules.get(), CASES);

  @TempDir private Path folder;

  /** Coverage says so, and each clause that it calls decided is taken out of the text to see. */
  @Test
  void everyClauseOfTheShippedPackDecidesTheCaseThatCoverageNames() throws IOException {
    assertThat(issues(COVERAGE)).isEmpty();

    List<Coverage.Part> decided =
        COVERAGE.parts().stream()
            .filter(part -> part.state() == Coverage.State.DECIDED && part.clause() != null)
            .toList();
    assertThat(decided).hasSize(71);
    List<String> unnoticed = new ArrayList<>();
    for (Coverage.Part part : decided) {
      if (CaseRun.of(RuleSet.of(without(part)), part.by()).passed()) {
        unnoticed.add(part.clause() + " " + part.issue());
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  @Test
  void everyRuleOfTheShippedPackDecidesTheCaseThatCoverageNames() throws IOException {
    List<String> unnoticed = new ArrayList<>();
    for (Coverage.Part part : COVERAGE.parts()) {
      if (part.clause() == null) {
        Map<String, String> files = files();
        String text = files.get(part.issue().file());
        String head = "rule \"" + part.rule().name() + "\"";
        int from = text.indexOf(head);
        String rest = text.substring(from).replaceFirst("(?m)^when$", "enabled false\nwhen");
        files.put(part.issue().file(), text.substring(0, from) + rest);
        if (CaseRun.of(RuleSet.of(files), part.by()).pairsMatch()) {
          unnoticed.add(part.rule().name());
        }
      }
    }
    // one fires where nothing comes of it, which is all that is asked of a rule that raises nothing
    assertThat(unnoticed).isSubsetOf("A newer suspect takes the older one's place");
  }

  @Test
  void theSuccessorsCasesPassAndDecideItWholly() {
    RuleSet rules = RuleSet.load(SUCCESSOR);
    List<RuleCase> cases = CaseTable.load(SUCCESSOR.resolve("cases"));

    assertThat(cases).hasSizeGreaterThan(190).allMatch(one -> CaseRun.of(rules, one).passed());
    assertThat(issues(Coverage.of(rules, cases))).isEmpty();
  }

  /** What is no clause: the span's ends, the order of rules, what consequences do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "after[0s, 1s] | after[0s, 2s]",
        "after[0s, 1s] | after[1ms, 1s]",
        "delete($suspect);    // | //",
        "salience -1 | salience 1",
        "precedes($newer) | $newer.precedes(this)",
      })
  void everyPartOfTheSequenceDecidesACase(String part, String other) throws IOException {
    ShippedRules.copyTo(folder);
    ShippedRules.edit(folder.resolve("detection.drl"), part, other);
    RuleSet rules = RuleSet.load(folder);
    assertThat(CASES).anyMatch(one -> !CaseRun.of(rules, one).pairsMatch());
  }

  private static List<String> issues(Coverage coverage) {
    return coverage.findings().stream().map(part -> part.issue().toString()).toList();
  }

  /** The pack's files with the text at a clause's place in other words: nothing, true or false. */
  private static Map<String, String> without(Coverage.Part part) throws IOException {
    Map<String, String> files = files();
    String text = files.get(part.issue().file());
    int from = part.issue().column() - 1;
    for (String line : text.lines().limit(part.issue().line() - 1L).toList()) {
      from += line.length() + 1;
    }
    Clause clause = part.clause();
    boolean value = text.charAt(from) == '"';
    String instead = value ? "\"no such value\"" : String.valueOf(!clause.isAlternative());
    int to = value ? text.indexOf('"', from + 1) + 1 : end(text, from, clause.whole() != null);
    files.put(part.issue().file(), text.substring(0, from) + instead + text.substring(to));
    return files;
  }

  /** Where a condition ends: before the comma or parenthesis after it, or before an operator. */
  private static int end(String text, int from, boolean operand) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = text.indexOf('"', i + 1);
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (depth > 0 && (c == ')' || c == ']')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ')' || (operand && (c == '|' || c == '&')))) {
        return i;
      }
    }
    return text.length();
  }

  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(ShippedRules.FOLDER)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = ShippedRules.FOLDER.relativize(file).toString().replace('\\', '/');
        files.put(name, Files.readString(file));
      }
    }
    return files;
  }
}
