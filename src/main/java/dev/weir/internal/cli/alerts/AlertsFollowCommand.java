package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.triage.AlertJson;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir alerts follow}: alerts as they come. */
@Command(
    name = "follow",
    description = "Print new alerts as they come, until it is stopped.",
    exitCodeList = {
      "0:the reader of the output has gone, or --count is reached",
      "2:the command line is wrong",
      "4:the data folder could not be read",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsFollowCommand extends BaseCommand {

  private static final long INTERVAL_MILLIS = 500;
  private static final int PAGE = 200;

  @Mixin private DataOption data = new DataOption();
  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Stop after this many alerts (default: no limit).")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "Print lines of a table as text, or one json object per alert (default: text).")
  private Format format = Format.TEXT;

  @Override
  protected int run(Console console) throws IOException, InterruptedException {
    AlertQuery query = filters.query();
    try (TriageStore store = data.read()) {
      long last = store.lastNumber();
      console.note("waiting for new alerts");
      long left = count;
      while (left > 0 && !out().checkError()) {
        List<AlertRow> alerts = store.after(last, query, (int) Math.min(PAGE, left));
        for (AlertRow alert : alerts) {
          out().println(format == Format.JSON ? AlertJson.row(alert) : AlertTable.line(alert));
          last = alert.number();
        }
        left -= alerts.size();
        if (alerts.isEmpty()) {
          Thread.sleep(INTERVAL_MILLIS);
        }
      }
    }
    return ExitCode.DONE;
  }
}
