package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir explain} and {@code weir diff} from the view of analysts and rule authors. */
@ResourceLock(Resources.SYSTEM_ERR)
class ExplainAndDiffTest {

  private static final String QUICKSTART =
      ShippedRules.CASES.resolveSibling("quickstart.ndjson").toString();
  private static final String SHIPPED = ShippedRules.FOLDER.toString();
  private static final String PERL = "L31gJk0GfIkHEWsqwhM3IFla";

  @RegisterExtension private final StandardError err = new StandardError();
  private final JsonMapper mapper = new JsonMapper();

  @TempDir private Path folder;

  @Test
  void anEventIsExplainedAsText() throws IOException {
    assertThat(run("explain", PERL, QUICKSTART)).isZero();
    assertThat(output())
        .startsWith(PERL + "  2025-06-17T02:16:00.100Z  " + QUICKSTART + ":31\n")
        .contains("no partner: ", "400 ms too late", "  yes  event.action is exec\n");
  }

  @Test
  void anEventIsExplainedAsJson() throws IOException {
    assertThat(run("explain", PERL, QUICKSTART, "--format", "json")).isZero();
    JsonNode explanation = mapper.readTree(output());
    assertThat(explanation.at("/verdict").asString()).isEqualTo("NO_PARTNER");
    assertThat(explanation.at("/place/line").asInt()).isEqualTo(31);
    assertThat(explanation.at("/event/time").asString()).isEqualTo("2025-06-17T02:16:00.100Z");
    assertThat(explanation.at("/suspects/0/partners/0/misses/0/millis").asInt()).isEqualTo(1400);
  }

  @Test
  void anAlertsGuideIsShownFilledInAndSafe() throws IOException {
    Step exec = Step.exec("e1", 0).with("process.command_line", "curl \u001b[2J");
    String events = file("pair", exec.line() + "\n" + Step.connection("n1", 10).line());

    assertThat(run("explain", "n1", events)).isZero();
    assertThat(output())
        .contains("\nguide of \"Unusual IMDS API Request\"", "\n  ## The first five minutes\n")
        .contains("\n      curl \\u001b[2J\n")
        .doesNotContain("\u001b");

    assertThat(run("explain", "n1", events, "--format", "json")).isZero();
    assertThat(mapper.readTree(output()).at("/alerts/0/guide").asString())
        .contains("\n    curl \u001b[2J\n");
  }

  @Test
  void filesMayBeCompressedAndEachIsNamed() throws IOException {
    Path packed = folder.resolve("packed");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write((Step.connection("n1", 10).line() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String plain = file("plain", "\n" + Step.exec("e1", 0).line());

    assertThat(run("explain", "e1", packed.toString(), plain)).isZero();
    assertThat(output()).contains("plain:2\n", "joins it with n1, 10 ms later");
  }

  @Test
  void eachErrorOfExplainHasItsExitCode() throws IOException {
    assertThat(run("explain", "none", QUICKSTART)).isEqualTo(1);
    assertThat(errors()).contains("no event with the id none in " + QUICKSTART);
    assertThat(run("explain", "e1")).isEqualTo(2);
    assertThat(run("explain", "e1", "-")).isEqualTo(2);
    assertThat(run("explain", "e1", QUICKSTART, "--rules", "nowhere")).isEqualTo(2);
    assertThat(run("explain", "e1", QUICKSTART, "--rules", broken())).isEqualTo(3);
    assertThat(run("explain", "e1", folder.resolve("gone").toString())).isEqualTo(4);
    String input = file("explained.out", Step.exec("e1", 0).line());
    assertThat(run("explain", "e1", input)).isEqualTo(2);
    assertThat(Files.readString(Path.of(input))).isNotEmpty();
  }

  @Test
  void equalRulesDoNotDiffer() throws IOException {
    assertThat(run("diff", "--rules", SHIPPED, "--rules", SHIPPED, QUICKSTART)).isZero();
    assertThat(output())
        .isEqualTo("3 alerts with OLD, 3 with NEW, 3 with both\n0 removed\n0 added\n");
  }

  @Test
  void differencesAreWrittenInThreeFormats() throws IOException {
    String wider = edited("after[0s, 1s]", "after[0s, 3s]");
    assertThat(run("diff", "--rules", SHIPPED, "--rules", wider, QUICKSTART)).isEqualTo(1);
    assertThat(output())
        .startsWith(
            "+ 2025-06-17T02:16:01.500Z  Unusual IMDS API Request  perl " + PERL + " > perl L32")
        .contains(
            "\n    not met: this after[0s, 1s] $suspect of OLD's \"Unusual IMDS API Request\"")
        .contains(
            "3 alerts with OLD, 4 with NEW, 3 with both\n0 removed\n1 added\n      1  not met: ");

    String[] pairs = {
      "diff", "--rules", SHIPPED, "--rules", wider, "--format", "pairs", QUICKSTART
    };
    assertThat(run(pairs)).isEqualTo(1);
    assertThat(output()).isEqualTo("+\t" + PERL + "\tL32wL9ZVaM37QKJoLpZXC0xV\n");

    String[] json = {"diff", "--rules", SHIPPED, "--rules", wider, "--format", "json", QUICKSTART};
    assertThat(run(json)).isEqualTo(1);
    List<JsonNode> lines = output().lines().map(mapper::readTree).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).at("/reason/kind").asString()).isEqualTo("NOT_MET");
    assertThat(lines.get(0).at("/sequence/0/id").asString()).isEqualTo(PERL);
    assertThat(lines.get(1).at("/totals/only_new").asInt()).isEqualTo(1);
  }

  @Test
  void rejectedEventsAndFailingRulesAreReported() throws IOException {
    Path careless = ShippedRules.copyTo(folder.resolve("careless"));
    ShippedRules.edit(
        careless.resolve("exclusions/executable.drl"),
        "processExecutable.like(",
        "containerName.first().length() > 3, processExecutable.like(");
    String input =
        file(
            "input",
            Step.exec("e1", 0).line() + "\nnonsense\n" + Step.connection("n1", 5).line() + "\n");

    assertThat(run("diff", "--rules", SHIPPED, "--rules", careless.toString(), input)).isZero();
    assertThat(errors())
        .contains(
            "input:2: not JSON",
            "NEW's rule \"Known agents by executable\" failed on event e1",
            "2 events read; 1 malformed, 0 ignored, 0 late",
            "NEW's \"Known agents by executable\" failed ");
  }

  @Test
  void eachErrorOfDiffHasItsExitCode() throws IOException {
    assertThat(run("diff", "--rules", SHIPPED, QUICKSTART)).isEqualTo(2);
    assertThat(errors()).contains("--rules is needed twice");
    assertThat(run("diff", "--rules", SHIPPED, "--rules", broken(), QUICKSTART)).isEqualTo(3);
    assertThat(errors())
        .contains("the rules do not compile\n" + folder.resolve("broken/detection.drl:20:9: "));
    assertThat(run("diff", "--rules", SHIPPED, "--rules", SHIPPED, folder.toString())).isEqualTo(4);
    byte[] cut = {0x1f, (byte) 0x8b, 8};
    Path truncated = Files.write(folder.resolve("cut.gz"), cut);
    assertThat(run("diff", "--rules", SHIPPED, "--rules", SHIPPED, truncated.toString()))
        .isEqualTo(4);
    assertThat(errors()).contains("cannot read " + truncated);
  }

  private String broken() throws IOException {
    Path rules = folder.resolve("broken");
    if (!Files.exists(rules)) {
      ShippedRules.copyTo(rules);
      ShippedRules.edit(rules.resolve("detection.drl"), "processName.", "processNmae.");
    }
    return rules.toString();
  }

  private String edited(String words, String others) throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("edited"));
    ShippedRules.edit(rules.resolve("detection.drl"), words, others);
    return rules.toString();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", out().toString()));
    err.reset();
    return Main.commandLine().execute(all.toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("explained.out");
  }

  private String output() throws IOException {
    return Files.readString(out());
  }

  private String errors() {
    return err.toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
