package dev.weir.internal.cli.author;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.text.SafeText;
import dev.weir.ledger.LedgerEntry;
import dev.weir.ledger.LedgerReview;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir ledger}: what rules have hit, and where a look is worth while. */
@Command(
    name = "ledger",
    description = {
      "Shows what exclusions and detections have hit, from a file that weir detect --ledger keeps:",
      "which exclusions never hit, are too wide or have expired, and where alerts concentrate."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the ledger was read",
      "2:the command line is wrong",
      "4:the ledger could not be read",
      "70:a fault of Weir itself"
    })
public final class LedgerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The ledger.")
  private Path file = Path.of("");

  LedgerCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<LedgerEntry> entries = LedgerFile.read(file);
      Map<String, List<LedgerEntry>> byRuleSet = new LinkedHashMap<>();
      for (LedgerEntry entry : entries) {
        byRuleSet.computeIfAbsent(entry.ruleSet(), ignored -> new ArrayList<>()).add(entry);
      }
      byRuleSet.forEach((hash, ofIt) -> show(out, hash, ofIt));
      out.flush();
      return ExitCode.DONE;
    } catch (IOException e) {
      new Console(System.err, false, false).error(String.valueOf(e.getMessage()));
      return ExitCode.INPUT;
    }
  }

  private static void show(PrintWriter out, String hash, List<LedgerEntry> entries) {
    out.printf("rule set %s%n", hash);
    out.printf("%10s  %-24s  %-24s  rule%n", "hits", "first", "last");
    for (LedgerEntry entry : entries) {
      String what =
          switch (entry.kind()) {
            case SUSPECTS -> "suspects of ";
            case EXCLUDED -> "excluded by ";
            case ALERTS -> "alerts of   ";
          };
      out.printf(
          "%,10d  %-24s  %-24s  %s%s%n",
          entry.hits(), time(entry.first()), time(entry.last()), what, name(entry));
    }
    for (LedgerReview.Finding finding : LedgerReview.of(entries, Instant.now())) {
      out.printf("%-10s%s: %s%n", finding.kind(), name(finding.entry()), finding.text());
    }
    out.println();
  }

  private static String name(LedgerEntry entry) {
    String owner = entry.owner().isEmpty() ? "" : ", " + entry.owner();
    return SafeText.oneLine(
        "\"" + entry.rule() + "\" (" + entry.file() + ":" + entry.line() + owner + ")");
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "-" : time.toString();
  }
}
