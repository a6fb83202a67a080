package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir alerts export}: the documents of alerts. */
@Command(
    name = "export",
    description = "Write the documents of alerts as sinks get them, one per line, oldest first.",
    exitCodeList = {
      "0:the alerts were written",
      "2:the command line is wrong",
      "4:the data folder could not be read, or the output not be written",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsExportCommand extends BaseCommand {

  private static final int PAGE = 100;

  @Mixin private DataOption data = new DataOption();
  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write to this file (default: standard output).")
  private @Nullable Path output;

  @Override
  protected int run(Console console) throws IOException {
    AlertQuery query = filters.query();
    int without = 0;
    try (TriageStore store = data.read();
        OutputFile to = OutputFile.open(output)) {
      long last = 0;
      List<AlertRow> page;
      do {
        page = store.after(last, query, PAGE);
        for (AlertRow alert : page) {
          byte[] document = store.document(alert.id());
          if (document == null || document.length == 0) {
            without++;
          } else {
            to.line(document);
          }
          last = alert.number();
        }
      } while (!page.isEmpty());
    }
    if (without > 0) {
      console.note(
          "left out: %,d suppressed alerts; their documents were not kept, because there were too many"
              .formatted(without));
    }
    return ExitCode.DONE;
  }
}
