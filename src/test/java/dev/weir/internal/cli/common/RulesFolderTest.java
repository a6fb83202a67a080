package dev.weir.internal.cli.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import dev.weir.testkit.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The name of a shipped pack where a folder of rules is asked for. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ResourceLock(Resources.SYSTEM_ERR)
class RulesFolderTest {

  @RegisterExtension private final StandardError err = new StandardError();

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    System.clearProperty("weir.home");
  }

  @Test
  void everyCommandWithRulesTakesThem() {
    List<OptionSpec> options = options(Main.commandLine()).toList();

    assertThat(options).hasSizeGreaterThan(6);
    assertThat(options)
        .allMatch(
            option -> Arrays.stream(option.converters()).anyMatch(RulesFolder.class::isInstance));
  }

  @Test
  void thePackOfANameIsUsed() throws IOException {
    System.setProperty("weir.home", Path.of("").toAbsolutePath().toString());
    Path events = Files.writeString(folder.resolve("events"), Step.connection("n1", 0).line());
    Path cards = folder.resolve("cards");
    String output = "--output=" + cards;

    assertThat(
            run("detect", "--rules", "cloud-metadata", "--format=text", output, events.toString()))
        .isZero();
    assertThat(err.toString()).contains("excluded  0 by \"cloud-init\"");
    assertThat(run("explain", "--rules=stolen-credentials", output, "n1", events.toString()))
        .isZero();
    assertThat(
            run(
                "diff",
                "--rules=unusual-imds-request",
                "--rules=cloud-metadata",
                output,
                "" + events))
        .isLessThan(2);
  }

  @Test
  void aCardNamesThePackAsItWasGiven() throws IOException {
    System.setProperty("weir.home", Path.of("").toAbsolutePath().toString());
    Path events = folder.resolve("events");
    Files.writeString(
        events, Step.exec("e1", 0).line() + "\n" + Step.connection("n1", 10).line() + "\n");
    Path cards = folder.resolve("cards");

    run(
        "detect",
        "--rules=unusual-imds-request",
        "--format=text",
        "--output=" + cards,
        "" + events);
    assertThat(cards).content().contains("weir explain --rules=unusual-imds-request e1 " + events);
  }

  @Test
  void aFolderOfThisNameInTheWorkingDirectoryWins() throws Exception {
    Path mine = Files.createDirectory(folder.resolve("cloud-metadata"));
    Files.writeString(mine.resolve("mine.drl"), "package mine; rule \"Mine\" whn then end");
    List<String> command = WeirProcess.command();
    command.add(command.size() - 1, "-Dweir.home=" + Path.of("").toAbsolutePath());
    command.addAll(List.of("check", "--rules=cloud-metadata"));

    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.RULES);
    assertThat(said).contains("cloud-metadata/mine.drl:1:");
  }

  @Test
  void whatIsNeitherAFolderNorAPackNamesBoth() {
    assertThat(run("detect", "--rules=nowhere", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "nowhere is not a folder, and not a pack"
                + " (unusual-imds-request, cloud-metadata, stolen-credentials)");
  }

  @Test
  void aPackOfWeirIsNotWrittenTo() {
    System.setProperty("weir.home", Path.of("").toAbsolutePath().toString());
    for (String command : List.of("new-exclusion", "new-detection")) {
      assertThat(run(command, "--rules=cloud-metadata")).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString())
          .contains(
              "cloud-metadata is a pack of Weir; copy it with"
                  + " weir init --pack=cloud-metadata DIR, and name the copy");
    }
  }

  @Test
  void withoutAnInstallationThePackMustBeCopiedFirst() {
    assertThat(run("detect", "--rules=cloud-metadata", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "cloud-metadata is not a folder, and Weir runs without its folder of packs;"
                + " copy the pack with weir init --pack=cloud-metadata DIR");
  }

  private static Stream<OptionSpec> options(CommandLine command) {
    return Stream.concat(
        Stream.ofNullable(command.getCommandSpec().findOption("--rules")),
        command.getSubcommands().values().stream().flatMap(RulesFolderTest::options));
  }

  private int run(String... arguments) {
    err.reset();
    return Main.commandLine().execute(arguments);
  }
}
