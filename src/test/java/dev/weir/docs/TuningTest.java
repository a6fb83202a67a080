package dev.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/tuning.md, run in a shell as a reader would, print what the page shows. */
@Tag("thorough")
@Timeout(300)
class TuningTest {

  private static final Path PAGE = Path.of("docs", "tuning.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\\n(.*?)^```$");
  private static final String END = "== end of block";

  @TempDir private Path folder;

  @Test
  void commandsPrintWhatThePageShows() throws Exception {
    List<String> commands = new ArrayList<>();
    List<List<String>> shown = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      if (blocks.group(1).equals("sh")) {
        commands.add(blocks.group(2) + "echo '" + END + "'\n");
        shown.add(List.of());
      } else {
        shown.set(shown.size() - 1, blocks.group(2).lines().toList());
      }
    }
    assertThat(commands).hasSizeGreaterThan(7);

    List<String> outputs = List.of(run(String.join("", commands)).split(END + "\n", -1));
    assertThat(outputs).as("%s", outputs).hasSize(commands.size() + 1);
    for (int i = 0; i < commands.size(); i++) {
      for (String line : shown.get(i)) {
        assertThat(outputs.get(i)).as(commands.get(i)).containsPattern(pattern(line));
      }
    }
    assertThat(shown.stream().filter(lines -> !lines.isEmpty())).hasSizeGreaterThan(5);
  }

  /** The line's words; an ellipsis stands for any others. */
  private static Pattern pattern(String line) {
    List<String> parts = new ArrayList<>();
    for (String part : line.strip().split("…", -1)) {
      parts.add(Pattern.quote(part));
    }
    return Pattern.compile(String.join(".*", parts));
  }

  private String run(String script) throws IOException, InterruptedException {
    Path home = Path.of("").toAbsolutePath();
    for (String name : List.of("rules-drl", "test-fixtures")) {
      Files.createSymbolicLink(folder.resolve(name), home.resolve(name));
    }
    List<String> command = WeirProcess.command();
    command.add(command.size() - 1, "-Dweir.home=" + home);
    Path weir = folder.resolve("weir");
    Files.writeString(weir, "#!/bin/sh\nexec '" + String.join("' '", command) + "' \"$@\"\n");
    Files.setPosixFilePermissions(weir, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("script"), script);
    Process bash =
        // the page waits for messages: end its processes if one never comes
        new ProcessBuilder("timeout", "240", "bash", "script")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return output;
  }
}
