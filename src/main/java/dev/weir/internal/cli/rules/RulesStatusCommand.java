package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.cli.settings.SettingsException;
import dev.weir.internal.delivery.RulesStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir rules status}: which instance runs which rules. */
@Command(
    name = "status",
    description = "Show the newest published rules, and which instance runs which rules.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every instance runs the newest rules",
      "1:an instance runs other rules, or there is no instance",
      "2:the command line or the settings are invalid",
      "4:a topic could not be read",
      "70:an internal error, which is a bug in Weir"
    })
final class RulesStatusCommand implements Callable<Integer> {

  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RulesTopicOption topics = new RulesTopicOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "TEXT",
      description =
          "Print the status as text (for people) or as json (one object) (default: text).")
  private Format format = Format.TEXT;

  RulesStatusCommand() {}

  @Override
  public Integer call() {
    Console console = new Console(System.err, false, false);
    try {
      RulesStatus status = RulesStatus.read(topics.settings());
      Instant now = Instant.now();
      StatusReport report = StatusReport.of(status, now);
      PrintWriter out = spec.commandLine().getOut();
      out.println(format == Format.JSON ? JsonText.text(report) : report.text(now));
      out.flush();
      return report.upToDate() ? ExitCode.DONE : ExitCode.BEHIND;
    } catch (SettingsException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (IOException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.INPUT;
    }
  }
}
