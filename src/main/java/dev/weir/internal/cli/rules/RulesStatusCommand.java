package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.delivery.RulesStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir rules status}: which instance runs which rules. */
@Command(
    name = "status",
    description = "Show the newest published rules, and which instance runs which rules.",
    exitCodeList = {
      "0:every instance runs the newest rules",
      "1:an instance runs other rules, or there is no instance",
      "2:the command line or the settings are invalid",
      "4:a topic could not be read",
      "70:an internal error, which is a bug in Weir"
    })
final class RulesStatusCommand extends BaseCommand {

  enum Format {
    TEXT,
    JSON
  }

  @Mixin private RulesTopicOption topics = new RulesTopicOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "TEXT",
      description =
          "Print the status as text (for people) or as json (one object) (default: text).")
  private Format format = Format.TEXT;

  @Override
  protected int run(Console console) throws SettingsException, IOException {
    RulesStatus status = RulesStatus.read(topics.settings());
    Instant now = Instant.now();
    StatusReport report = StatusReport.of(status, now);
    PrintWriter out = spec.commandLine().getOut();
    out.println(format == Format.JSON ? JsonText.text(report) : report.text(now));
    out.flush();
    return report.upToDate() ? ExitCode.DONE : ExitCode.BEHIND;
  }
}
