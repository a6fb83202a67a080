package dev.weir.internal.cli.author;

import dev.weir.explain.Explainer;
import dev.weir.explain.Explanation;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir explain}: why an event did or did not alert. */
@Command(
    name = "explain",
    description = "Explains why an event did or did not alert, condition by condition.",
    exitCodeList = {
      "0:the event was explained",
      "1:there is no such event",
      "2:the command line is wrong",
      "3:the rules do not compile",
      "4:an input could not be read",
      "70:an internal error"
    })
public final class ExplainCommand extends AuthorCommand {

  @Parameters(index = "0", paramLabel = "EVENT_ID", description = "The event's event.id.")
  private String eventId = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of events, plain or gzip; they are read twice.")
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

  ExplainCommand() {}

  @Override
  int run() throws IOException {
    if (files.contains(EventFiles.STANDARD_INPUT)) {
      throw usage("the files are read twice, so standard input is not possible");
    }
    EventFiles events = inputs(files, output);
    List<Explanation> explanations;
    try (Explainer explainer = new Explainer(rules.load())) {
      explanations = explainer.explain(eventId, events);
    }
    if (explanations.isEmpty()) {
      String where = String.join(", ", files);
      return fail(ExitCode.NOT_FOUND, "no event with the id " + eventId + " in " + where);
    }
    try (OutputFile out = output(output)) {
      String between = "";
      for (Explanation explanation : explanations) {
        String text =
            format == Format.JSON
                ? JsonText.text(explanation) + "\n"
                : between + explanation.text();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        between = "\n";
      }
    }
    return ExitCode.DONE;
  }
}
