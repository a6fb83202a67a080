package dev.weir.internal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion in shells, the help of commands, and commands that there are not. */
@Timeout(60)
class CompletionCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"weir dete, detect", "./weir dete, detect", "./weir detect --late, --lateness"})
  void bashCompletesCommandsAndOptions(String line, String completed) throws Exception {
    Path script = Files.writeString(folder.resolve("weir"), execute(0, "completion", "bash"));
    String[] words = line.split(" ");
    // as bash does it: by the last part of the command's path
    String asked =
        """
        source "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        function_=$(complete -p "${1##*/}" | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        "$function_" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", asked, script.toString());
    bash.command().addAll(List.of(words));
    Process process = bash.redirectErrorStream(true).start();

    assertThat(
            new String(process.getInputStream().readAllBytes(), UTF_8).lines().map(String::strip))
        .contains(completed);
  }

  @Test
  void fishGetsCommandsWithTheirOptions() {
    assertThat(execute(0, "completion", "fish").lines())
        .allMatch(line -> line.startsWith("complete -c weir -n '"))
        .anyMatch(
            line -> line.startsWith("complete -c weir -n '__fish_use_subcommand' -f -a check"))
        .contains("complete -c weir -n '__fish_seen_subcommand_from detect' -l lateness -r");
  }

  @Test
  void helpNamesACommand() {
    assertThat(execute(0, "help", "detect")).startsWith("Usage: weir detect");
  }

  @Test
  void anUnknownCommandGetsTheClosestOne() {
    assertThat(execute(2, "detct")).contains("'detct'").contains("weir detect");
  }

  private static String execute(int code, String... arguments) {
    StringWriter written = new StringWriter();
    PrintWriter out = new PrintWriter(written);
    assertThat(Main.commandLine().setOut(out).setErr(out).execute(arguments)).isEqualTo(code);
    return written.toString();
  }
}
