package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.triage.AlertJson;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.Delivery;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir alerts list}: a table of alerts. */
@Command(
    name = "list",
    description = "List alerts, newest first, also while weir serve runs.",
    exitCodeList = {
      "0:the alerts were listed",
      "2:the command line is wrong",
      "4:the data folder could not be read",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsListCommand extends BaseCommand {

  private static final int MAX_REASON = 300;

  @Mixin private DataOption data = new DataOption();
  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Maximum number of alerts (default: 50).")
  private int limit = 50;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = "Print a table as text, or one json object per alert (default: text).")
  private Format format = Format.TEXT;

  @Override
  protected int run(Console console) throws IOException {
    if (limit < 1) {
      throw wrong("--limit must be at least 1");
    }
    AlertQuery query = filters.query();
    try (TriageStore store = data.read()) {
      List<AlertRow> alerts = store.list(query, null, limit);
      if (format == Format.TEXT && !alerts.isEmpty()) {
        out().println(AlertTable.head());
      }
      for (AlertRow alert : alerts) {
        out().println(format == Format.JSON ? AlertJson.row(alert) : AlertTable.line(alert));
        if (format == Format.TEXT && filters.refused()) {
          showRefusals(store.deliveries().of(alert));
        }
      }
      int all = alerts.size() < limit ? alerts.size() : store.count(query);
      if (all > limit) {
        String atLeast = all == TriageStore.MAX_COUNT ? "at least " : "";
        console.note(
            "%s%,d more; narrow the filters, or raise --limit".formatted(atLeast, all - limit));
      } else if (alerts.isEmpty()) {
        console.note("no alert matches");
      }
    }
    return ExitCode.DONE;
  }

  private void showRefusals(List<Delivery> deliveries) {
    for (Delivery one : deliveries) {
      if (one.status() == Delivery.Status.REFUSED) {
        out()
            .printf(
                "    %s: %s%n",
                AlertTable.cell(one.sink(), 40), AlertTable.cell(one.reason(), MAX_REASON));
      }
    }
  }
}
