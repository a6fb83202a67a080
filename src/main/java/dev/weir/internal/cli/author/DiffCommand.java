package dev.weir.internal.cli.author;

import dev.weir.explain.Diff;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir diff}: which alerts a change of rules adds and removes. */
@Command(
    name = "diff",
    description =
        "Compares two versions of rules on past events: which alerts are added or removed, and why.",
    exitCodeList = {
      "0:both rule sets raise the same alerts",
      "1:they raise different alerts",
      "2:the command line is wrong",
      "3:one of the rule sets does not compile",
      "4:an input could not be read, or an output could not be written",
      "70:an internal error"
    })
public final class DiffCommand extends AuthorCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "Files of events, plain or gzip (default: -, standard input).")
  private List<String> files = List.of(EventFiles.STANDARD_INPUT);

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Folder of rule files; give it twice: the old rules, then the new.")
  private List<Path> rules = List.of();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      converter = Lateness.Converter.class,
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

  DiffCommand() {
    super(ExitCode.DIFFER);
  }

  @Override
  int run() throws IOException {
    if (rules.size() != 2) {
      throw usage("--rules is needed twice: the old rules, then the new");
    }
    EventFiles events = inputs(files, output);
    RuleSet before = load(rules.get(0));
    RuleSet after = load(rules.get(1));
    if (before == null || after == null) {
      return ExitCode.RULES;
    }
    try (OutputFile out = output(output)) {
      DiffOutput results = new DiffOutput(format, out, this::error);
      try (Diff diff = new Diff(before, after, lateness.bound(), results)) {
        events.read(diff);
        diff.finish();
        results.totals(diff.totals());
        return diff.totals().differ() ? ExitCode.DIFFER : ExitCode.DONE;
      }
    }
  }

  /** Loads the rules of a folder; null, with a message, if they do not compile. */
  private @Nullable RuleSet load(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw usage("--rules is no folder: " + folder);
    }
    try {
      return RuleSet.load(folder);
    } catch (RuleSetException e) {
      error("the rules do not compile\n" + e.in(folder).getMessage());
      return null;
    }
  }
}
