package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.StandardError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir detect --ledger} and {@code weir ledger}. */
@ResourceLock(Resources.SYSTEM_ERR)
class LedgerCommandTest {

  private static final String WEEK = "test-fixtures/unusual-imds-request-2025-10/week.ndjson";
  private static final String SUCCESSOR = "test-fixtures/unusual-imds-request-2025-10/rules";

  @RegisterExtension private final StandardError err = new StandardError();

  @TempDir private Path folder;

  @Test
  void theNextRunIsAddedToTheLedger() {
    Path ledger = folder.resolve("ledger.json");
    for (int run = 1; run <= 2; run++) {
      assertThat(detect(ledger, SUCCESSOR)).isZero();
      String shown = ledger(ledger);
      assertThat(shown.lines().filter(line -> line.startsWith("rule set"))).hasSize(1);
      assertThat(line(shown, "Qualys")).startsWith(String.format("%10d  2", 16 * run));
      assertThat(line(shown, "alerts of")).startsWith(String.format("%10d  2", 10 * run));
    }
    assertThat(err.toString()).contains("excluded  16 by \"", "Z to 20");
  }

  @Test
  void eachRuleSetHasItsPartWithFindings() {
    Path ledger = folder.resolve("ledger.json");
    detect(ledger, "rules-drl/unusual-imds-request");
    detect(ledger, SUCCESSOR);

    String shown = ledger(ledger);
    assertThat(shown.lines().filter(line -> line.startsWith("rule set"))).hasSize(2);
    assertThat(shown)
        .contains(
            "never hit \"Known agents by executable\" (exclusions/executable.drl:5, weir): removed"
                + " no suspect",
            "noise     \"Unusual IMDS API Request\" (detection.drl:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"version\":2,\"entries\":[]}", "{\"version\":1}", "null"})
  void aFileThatIsNotALedgerIsNotOverwritten(String content) throws IOException {
    Path file = folder.resolve("ledger.json");
    Files.writeString(file, content);

    assertThat(detect(file, SUCCESSOR)).isEqualTo(4);
    assertThat(Main.commandLine().execute("ledger", file.toString())).isEqualTo(4);
    assertThat(Files.readString(file)).isEqualTo(content);
    assertThat(err.toString()).contains(file + " is not a ledger");
  }

  @Test
  void aMissingLedgerIsReported() {
    assertThat(Main.commandLine().execute("ledger", folder.resolve("none.json").toString()))
        .isEqualTo(4);
    assertThat(err.toString()).contains("none.json");
  }

  private int detect(Path ledger, String rules) {
    return Main.commandLine()
        .execute(
            "detect",
            "--rules=" + rules,
            "--ledger=" + ledger,
            "--output=" + folder.resolve("alerts"),
            WEEK);
  }

  private static String ledger(Path file) {
    StringWriter out = new StringWriter();
    int code = Main.commandLine().setOut(new PrintWriter(out)).execute("ledger", file.toString());
    assertThat(code).isZero();
    return out.toString();
  }

  private static String line(String shown, String words) {
    return shown.lines().filter(line -> line.contains(words)).findFirst().orElseThrow();
  }
}
