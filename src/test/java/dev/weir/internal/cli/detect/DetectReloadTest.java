package dev.weir.internal.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir detect -} whose rules are edited while it runs. */
@Tag("thorough")
@Timeout(120)
class DetectReloadTest {

  @TempDir private Path temp;

  @Test
  void anEditTakesOverOnceItCompilesAndPassesItsCases() throws IOException {
    Path rules = ShippedRules.copyTo(temp.resolve("rules"));
    Path cases = Files.createDirectory(rules.resolve("cases"));
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
    Files.writeString(
        cases.resolve("one.yaml"),
        "cases:\n  - name: alerts\n    events: [{exec: {process.name: curl}}, {net: }]\n"
            + "    pairs: [[e1, n1]]\n");
    Path detection = rules.resolve("detection.drl");
    try (WeirProcess weir =
        new WeirProcess(
            "detect", "-", "--rules", rules.toString(), "--lateness", "0", "--format", "pairs")) {
      weir.awaitTold("are used without a restart");
      weir.write(pair("1", 0));

      ShippedRules.edit(detection, "\"curl\",", "\"curl\"");
      assertThat(weir.awaitTold("are refused")).contains("the current rules stay active");
      assertThat(weir.awaitTold(".drl")).contains("detection.drl:21:");

      ShippedRules.edit(detection, "\"curl\"", "");
      weir.awaitTold("are refused");
      assertThat(weir.awaitTold("one.yaml")).contains(":2:", "expected [[e1, n1]], got []");
      weir.write(pair("2", 5_000));

      Files.delete(cases.resolve("one.yaml"));
      Files.delete(cases.resolve("base.yaml"));
      Files.delete(cases);
      ShippedRules.edit(detection, "\"wget\",", "\"wget\", ");
      ShippedRules.edit(detection, "\"wget\", ", "\"wget\",  \"hurl\",");
      weir.awaitTold("are refused"); // the cases are gone, which is no reason to go without
      Files.createDirectory(cases);
      Files.copy(ShippedRules.CASES.resolve("base.yaml"), cases.resolve("base.yaml"));
      Files.writeString(
          cases.resolve("one.yaml"),
          "cases:\n  - name: quiet\n    events: [{net: }]\n    pairs: []\n");
      assertThat(weir.awaitTold("new rules are in use"))
          .contains("changed \"", "\"Suspicious program starts\"", "1 cases passed");
      weir.write(pair("3", 10_000));

      assertThat(weir.finish()).containsExactly("e1\tn1", "e2\tn2");
      weir.awaitTold("alerts    2,");
    }
  }

  @Test
  void withoutReloadTheRulesStay() throws IOException {
    Path rules = ShippedRules.copyTo(temp.resolve("rules"));
    try (WeirProcess weir =
        new WeirProcess(
            "detect", "-", "--rules", rules.toString(), "--no-reload", "--format", "pairs")) {
      weir.write(pair("1", 0));
      assertThat(weir.finish()).containsExactly("e1\tn1");
      assertThat(weir.awaitTold("")).startsWith("read ");
    }
  }

  private static String pair(String number, long millis) {
    return Step.exec("e" + number, millis).line()
        + "\n"
        + Step.connection("n" + number, millis + 10).line()
        + "\n";
  }
}
