package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.triage.AlertJson;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir alerts show}: all about one alert. */
@Command(
    name = "show",
    description = "Show an alert, what people did with it, and what each sink made of it.",
    exitCodeList = {
      "0:the alert was shown",
      "2:the command line is wrong",
      "4:there is no such alert, or the data folder could not be read",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsShowCommand extends BaseCommand {

  @Mixin private DataOption data = new DataOption();

  @Parameters(paramLabel = "ID", description = "The id of the alert, or its beginning.")
  private String id = "";

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "Print a card as text, or one json object (default: text).")
  private Format format = Format.TEXT;

  @Override
  protected int run(Console console) throws IOException {
    try (TriageStore store = data.read()) {
      AlertRow alert = store.find(id);
      out()
          .print(
              format == Format.JSON
                  ? AlertJson.whole(alert, store) + "\n"
                  : AlertText.of(alert, store));
    }
    return ExitCode.DONE;
  }
}
