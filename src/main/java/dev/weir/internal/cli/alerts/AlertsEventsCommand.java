package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.service.store.KeptEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir alerts events}: the events that a service has kept. */
@Command(
    name = "events",
    description =
        "Write the events that weir serve has kept (the setting keep-events), for weir explain and"
            + " weir diff.",
    exitCodeList = {
      "0:the events were written",
      "2:the command line is wrong",
      "4:the service keeps no events, or the output could not be written",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsEventsCommand extends BaseCommand {

  private static final int PAGE = 500;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--host", paramLabel = "ID", description = "Only of this host.id.")
  private String host = "";

  @Option(
      names = "--last",
      paramLabel = "TIME",
      description = "Only those that arrived in this last time, such as 30m (default: all).")
  private @Nullable Duration last;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write to this file (default: standard output).")
  private @Nullable Path output;

  @Override
  protected int run(Console console) throws IOException {
    Instant since = last == null ? Instant.EPOCH : Instant.now().minus(last);
    try (KeptEvents events = KeptEvents.readOnly(data.file(KeptEvents.FILE));
        OutputFile to = OutputFile.open(output)) {
      long number = 0;
      List<KeptEvents.Numbered> page;
      do {
        page = events.after(number, host, since, PAGE);
        for (KeptEvents.Numbered event : page) {
          to.line(event.document());
          number = event.number();
        }
      } while (!page.isEmpty());
    }
    return ExitCode.DONE;
  }
}
