package dev.weir.internal.cli.author;

import dev.weir.explain.Explainer;
import dev.weir.explain.Explanation;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir explain}: why an event did or did not alert. */
@Command(
    name = "explain",
    description = "Says why an event did or did not alert, condition by condition.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is explained",
      "1:there is no such event",
      "2:the command line is wrong",
      "3:the rules do not compile",
      "4:an input could not be read",
      "70:a fault of Weir itself"
    })
public final class ExplainCommand implements Callable<Integer> {

  /** How it is written. */
  enum Form {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "EVENT_ID", description = "The event's event.id.")
  private String eventId = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of events, plain or gzip, which are read twice.")
  private List<String> files = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text: for people; json: one object a line (default: text).")
  private Form format = Form.TEXT;

  @Option(names = "--output", paramLabel = "FILE", description = "Where the explanation goes.")
  private @Nullable Path output;

  ExplainCommand() {}

  @Override
  public Integer call() {
    if (files.contains(EventFiles.STANDARD_INPUT)) {
      throw new ParameterException(
          spec.commandLine(), "the files are read twice, so standard input cannot be one");
    }
    Console console = new Console(System.err, false, false);
    try {
      EventFiles events = new EventFiles(files);
      events.check();
      if (output != null && events.contains(output)) {
        throw new ParameterException(spec.commandLine(), output + " is an input, too");
      }
      List<Explanation> explanations;
      try (Explainer explainer = new Explainer(rules.load())) {
        explanations = explainer.explain(eventId, events);
      }
      if (explanations.isEmpty()) {
        console.error("no event of the id " + eventId + " in " + String.join(", ", files));
        return ExitCode.NOT_FOUND;
      }
      write(explanations);
      return ExitCode.DONE;
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + rules.shown(e.issues()));
      return ExitCode.RULES;
    } catch (OutputFile.Closed e) {
      return e.isBrokenPipe() ? ExitCode.DONE : failed(console, e);
    } catch (UncheckedIOException | IOException e) {
      return failed(console, e);
    }
  }

  private void write(List<Explanation> explanations) throws IOException {
    try (OutputFile out = output == null ? OutputFile.standardOutput() : OutputFile.file(output)) {
      String between = "";
      for (Explanation explanation : explanations) {
        String text =
            format == Form.JSON ? JsonText.text(explanation) + "\n" : between + explanation.text();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        between = "\n";
      }
    }
  }

  private static int failed(Console console, Exception e) {
    console.error(String.valueOf(e.getMessage()));
    return ExitCode.INPUT;
  }
}
