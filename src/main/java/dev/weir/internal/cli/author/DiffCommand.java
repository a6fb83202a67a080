package dev.weir.internal.cli.author;

import dev.weir.explain.Diff;
import dev.weir.explain.DiffTotals;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir diff}: what a change of rules changes. */
@Command(
    name = "diff",
    description = "Says which alerts a change of rules adds or takes away on past events, and why.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:both rule sets raise the same alerts",
      "1:they differ",
      "2:the command line is wrong",
      "3:the rules of one do not compile",
      "4:an input could not be read, or an output not be written",
      "70:a fault of Weir itself"
    })
public final class DiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "Files of events; - or none at all is standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Folder of rule files; given twice: the old rules, then the new.")
  private List<Path> rules = List.of();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      converter = Lateness.Converter.class,
      description =
          "How much older than its host's newest event an event may be: 500ms, 30s, 5m, 1h, 2d, 0,"
              + " or end (default: end).")
  private Lateness lateness = Lateness.UNTIL_THE_END;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "text: for people; json: one object a line, the totals last; pairs: + or -, and the"
              + " events' ids, tab between (default: text).")
  private DiffFormat format = DiffFormat.TEXT;

  @Option(names = "--output", paramLabel = "FILE", description = "Where the differences go.")
  private @Nullable Path output;

  DiffCommand() {}

  @Override
  public Integer call() {
    if (rules.size() != 2) {
      throw new ParameterException(
          spec.commandLine(), "--rules is to be given twice: the old rules, then the new");
    }
    Console console = new Console(System.err, false, false);
    try {
      EventFiles events =
          new EventFiles(files.isEmpty() ? List.of(EventFiles.STANDARD_INPUT) : files);
      events.check();
      if (output != null && events.contains(output)) {
        throw new ParameterException(spec.commandLine(), output + " is an input, too");
      }
      RuleSet before = load(rules.get(0), console);
      RuleSet after = load(rules.get(1), console);
      if (before == null || after == null) {
        return ExitCode.RULES;
      }
      return compare(before, after, events, console) ? ExitCode.DIFFER : ExitCode.DONE;
    } catch (OutputFile.Closed e) {
      return e.isBrokenPipe() ? ExitCode.DIFFER : failed(console, e);
    } catch (UncheckedIOException | IOException e) {
      return failed(console, e);
    }
  }

  /** Whether they differ. */
  private boolean compare(RuleSet before, RuleSet after, EventFiles events, Console console)
      throws IOException {
    try (OutputFile out = output == null ? OutputFile.standardOutput() : OutputFile.file(output)) {
      DiffFindings findings = new DiffFindings(format, out, console);
      try (Diff diff = new Diff(before, after, lateness.bound(), findings)) {
        events.read(diff);
        diff.finish();
        DiffTotals totals = diff.totals();
        findings.totals(totals);
        return totals.differ();
      }
    }
  }

  /** The rules in a folder; null if they do not compile, which is told. */
  private @Nullable RuleSet load(Path folder, Console console) {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "--rules is no folder: " + folder);
    }
    try {
      return RuleSet.load(folder);
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + RulesOption.shown(e.issues(), folder));
      return null;
    }
  }

  private static int failed(Console console, Exception e) {
    console.error(String.valueOf(e.getMessage()));
    return ExitCode.INPUT;
  }
}
