package dev.weir.internal.cli.author;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.text.SafeText;
import dev.weir.ledger.LedgerEntry;
import dev.weir.ledger.LedgerReview;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir ledger}: how often rules matched, and which of them to look at. */
@Command(
    name = "ledger",
    description =
        "Show how often rules matched, and what deserves a look: exclusions that never match, are too"
            + " wide or have expired, and where most alerts come from.",
    exitCodeList = {
      "0:the ledger was read",
      "2:the command line is wrong",
      "4:the ledger could not be read",
      "70:an internal error, which is a bug in Weir"
    })
public final class LedgerCommand extends BaseCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "Read this file, which weir detect --ledger wrote.")
  private Path file = Path.of("");

  @Override
  protected int run(Console console) throws IOException {
    Map<String, List<LedgerEntry>> byRuleSet =
        LedgerFile.read(file).stream()
            .collect(
                Collectors.groupingBy(
                    LedgerEntry::ruleSet, LinkedHashMap::new, Collectors.toList()));
    byRuleSet.forEach(this::show);
    return ExitCode.DONE;
  }

  private void show(String ruleSet, List<LedgerEntry> entries) {
    out().printf("rule set %s%n", ruleSet);
    out().printf("%10s  %-24s  %-24s  rule%n", "hits", "first", "last");
    for (LedgerEntry entry : entries) {
      String what =
          switch (entry.kind()) {
            case SUSPECTS -> "suspects of ";
            case EXCLUDED -> "excluded by ";
            case ALERTS -> "alerts of   ";
          };
      out()
          .printf(
              "%,10d  %-24s  %-24s  %s%s%n",
              entry.hits(), time(entry.first()), time(entry.last()), what, name(entry));
    }
    for (LedgerReview.Finding finding : LedgerReview.of(entries, Instant.now())) {
      out().printf("%-10s%s: %s%n", finding.kind(), name(finding.entry()), finding.text());
    }
    out().println();
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
