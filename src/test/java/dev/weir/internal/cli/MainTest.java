package dev.weir.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.common.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line says: the mistake last seen, not the whole usage. */
class MainTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "detect --rulez=x y|weir: Unknown option: '--rulez=x'|Possible solutions: --rules|see weir detect --help",
        "test --rules|weir: Missing required parameter for option '--rules' (DIR)||see weir test --help",
        "detct|weir: Unmatched argument at index 0: 'detct'|Did you mean: weir detect|see weir --help",
        "``|weir: Missing required subcommand||alerts to sinks."
      })
  void aMistakeIsNamed(String arguments, String message, String suggestion, String end) {
    StringWriter err = new StringWriter();
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    int code = Main.commandLine().setErr(new PrintWriter(err)).execute(words);

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith(message).contains(suggestion == null ? "" : suggestion);
    if (end.startsWith("see")) {
      assertThat(err.toString()).endsWith(end + System.lineSeparator());
    } else {
      assertThat(err.toString()).contains("Usage: weir", end);
    }
  }
}
