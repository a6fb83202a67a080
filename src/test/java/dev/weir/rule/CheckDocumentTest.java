package dev.weir.rule;

import static dev.weir.rule.SmallPack.compile;
import static dev.weir.rule.SmallPack.excluding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/check.md shows the issues that the check really reports. */
class CheckDocumentTest {

  /** A row of two cells, the first or second of which is DRL. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| (.+) \\|$");

  static List<String> conditions() throws IOException {
    return rows("## Conditions").stream().map(row -> row.get(1)).toList();
  }

  static List<List<String>> hints() throws IOException {
    return rows("## Rules that do not compile");
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void conditionOfTheTableIsReported(String condition) {
    List<RuleIssue> issues = RuleLint.check(compile("a.drl", excluding(condition)), Instant.EPOCH);

    assertThat(issues).hasSize(1);
    assertThat(issues.get(0).severity() == RuleIssue.Severity.ERROR)
        .isEqualTo(condition.contains("cidrMatch") || condition.contains("regex"));
  }

  @ParameterizedTest
  @MethodSource("hints")
  void compileErrorHasTheHintOfTheTable(List<String> row) {
    RuleSetException refused =
        catchThrowableOfType(RuleSetException.class, () -> compile("a.drl", excluding(row.get(0))));

    assertThat(refused.issues().get(0).hint()).isEqualTo(row.get(1));
  }

  /** The rows below a heading that show DRL. */
  private static List<List<String>> rows(String heading) throws IOException {
    String document = Files.readString(Path.of("docs", "check.md"));
    int start = document.indexOf(heading);
    int end = document.indexOf("\n## ", start + 1);
    Matcher matcher = ROW.matcher(document.substring(start, end).replace("\\|", "\u0001"));
    List<List<String>> rows = new ArrayList<>();
    while (matcher.find()) {
      List<String> row = List.of(cell(matcher.group(1)), cell(matcher.group(2)));
      if (matcher.group().contains("`")) {
        rows.add(row);
      }
    }
    assertThat(rows).hasSizeGreaterThan(8);
    return rows;
  }

  private static String cell(String text) {
    String cell = text.replace("\u0001", "|");
    boolean code = cell.startsWith("`") && cell.endsWith("`");
    return code ? cell.substring(1, cell.length() - 1) : cell;
  }
}
