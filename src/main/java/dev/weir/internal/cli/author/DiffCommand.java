package dev.weir.internal.cli.author;

import dev.weir.explain.Diff;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesFolder;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir diff}: which alerts a change of rules adds and removes. */
@Command(
    name = "diff",
    description =
        "Compare two versions of rules on past events: which alerts are added or removed, and why.",
    exitCodeList = {
      "0:both rule sets raise the same alerts",
      "1:they raise different alerts",
      "2:the command line is wrong",
      "3:one of the rule sets does not compile",
      "4:an input could not be read, or an output could not be written",
      "70:an internal error, which is a bug in Weir"
    })
public final class DiffCommand extends BaseCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "Read events from these files, plain or gzip (default: -, standard input).")
  private List<String> files = List.of(EventFiles.STANDARD_INPUT);

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      converter = RulesFolder.class,
      description =
          "Compare the rules in these folders, or the packs of these names. Give the option twice: the old rules, then the new.")
  private List<Path> rules = List.of();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      description =
          "Accept events that are this much older than their host's newest event: 500ms, 30s, 5m,"
              + " 1h, 2d, 0, or end, which waits for the end of the input (default: end).")
  private Lateness lateness = Lateness.UNTIL_THE_END;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "Write text for people; json: one object per line, the totals last; or pairs: + or - and"
              + " the events' ids, separated by tabs (default: text).")
  private DiffFormat format = DiffFormat.TEXT;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the differences to this file (default: standard output).")
  private @Nullable Path output;

  @Override
  protected int brokenPipe() {
    return ExitCode.NEGATIVE;
  }

  @Override
  protected int run(Console console) throws IOException {
    if (rules.size() != 2) {
      throw wrong("--rules is needed twice: the old rules, then the new");
    }
    EventFiles events = inputs(files, Stream.ofNullable(output).toList());
    RuleSet before = load(rules.get(0), console);
    RuleSet after = load(rules.get(1), console);
    if (before == null || after == null) {
      return ExitCode.RULES;
    }
    try (OutputFile out = OutputFile.open(output)) {
      DiffOutput results = new DiffOutput(format, out, console::error);
      try (Diff diff = new Diff(before, after, lateness.bound(), results)) {
        events.read(diff);
        diff.finish();
        results.totals(diff.totals());
        return diff.totals().differ() ? ExitCode.NEGATIVE : ExitCode.DONE;
      }
    }
  }

  /** Loads the rules of a folder; null, with a message, if they do not compile. */
  private @Nullable RuleSet load(Path folder, Console console) {
    try {
      return RulesOption.load(folder);
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + e.getMessage());
      return null;
    }
  }
}
