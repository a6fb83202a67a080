package dev.weir.internal.cli.author;

import dev.weir.explain.Explainer;
import dev.weir.explain.Explanation;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir explain}: why an event did or did not alert. */
@Command(
    name = "explain",
    description = "Explain why an event did or did not raise an alert, condition by condition.",
    exitCodeList = {
      "0:the event was explained",
      "1:there is no such event",
      "2:the command line is wrong",
      "3:the rules do not compile",
      "4:an input could not be read",
      "70:an internal error, which is a bug in Weir"
    })
public final class ExplainCommand extends BaseCommand {

  @Parameters(
      index = "0",
      paramLabel = "EVENT_ID",
      description = "Explain the event with this event.id.")
  private String eventId = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Read events from these files, plain or gzip. Each is read twice, so standard input is not"
              + " possible.")
  private List<String> files = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "Write text, for people, or json, one object per line for programs (default: text).")
  private Format format = Format.TEXT;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the explanation to this file (default: standard output).")
  private @Nullable Path output;

  @Override
  protected int run(Console console) throws IOException {
    if (files.contains(EventFiles.STANDARD_INPUT)) {
      throw wrong("the files are read twice, so standard input is not possible");
    }
    EventFiles events = inputs(files, Stream.ofNullable(output).toList());
    List<Explanation> explanations;
    try (Explainer explainer = new Explainer(rules.load())) {
      explanations = explainer.explain(eventId, events);
    }
    if (explanations.isEmpty()) {
      String where = String.join(", ", files);
      return console.fail(ExitCode.NEGATIVE, "no event with the id " + eventId + " in " + where);
    }
    try (OutputFile out = OutputFile.open(output)) {
      String between = "";
      for (Explanation explanation : explanations) {
        String text =
            format == Format.JSON
                ? JsonText.text(explanation) + "\n"
                : between + explanation.text();
        out.write(text);
        between = "\n";
      }
    }
    return ExitCode.DONE;
  }
}
