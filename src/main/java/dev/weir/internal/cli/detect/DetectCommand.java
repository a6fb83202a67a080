package dev.weir.internal.cli.detect;

import dev.weir.Detector;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.cli.settings.RuleWatch;
import dev.weir.internal.service.source.LineInput;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir detect}: files of events in, alerts out. */
@Command(
    name = "detect",
    description = "Reads events (newline-delimited JSON, plain or gzip) and writes alerts.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all input was read",
      "1:with --fail-on-alert, there was an alert",
      "2:the command line is wrong",
      "3:the rules do not compile",
      "4:an input could not be read, or an output not be written",
      "70:a fault of Weir itself"
    })
public final class DetectCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "Files of events; - or none at all is standard input.")
  private List<String> files = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      converter = Lateness.Converter.class,
      description = {
        "How much older than its host's newest event an event may be: 500ms, 30s, 5m, 1h, 2d, 0,"
            + " or end, which waits for the end of the input and needs no bound.",
        "Default: end for files, 5m for standard input."
      })
  private @Nullable Lateness lateness;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that decide, each for its share of the hosts (default: 1).")
  private int lanes;

  @Option(
      names = "--strict",
      description =
          "Reads every event whole. Without it, one that no rule wants is read no further than it"
              + " takes to see that, and may be malformed in its rest unnoticed.")
  private boolean strict;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = {
        "alerts: ECS documents, one a line; text: a card for people; pairs: the events' ids, tab"
            + " between, never capped.",
        "Default: text on a terminal, else alerts."
      })
  private @Nullable AlertFormat format;

  @Option(
      names = "--max-alerts",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Alerts a rule in 5 minutes of their own time (default: 100); a roll-up says what was"
              + " left out.")
  private int maxAlerts;

  @Option(names = "--output", paramLabel = "FILE", description = "Where alerts go.")
  private @Nullable Path output;

  @Option(names = "--malformed", paramLabel = "FILE", description = "Keeps malformed lines.")
  private @Nullable Path malformed;

  @Option(
      names = "--ignored",
      paramLabel = "FILE",
      description = "Keeps documents that take no part, or only part.")
  private @Nullable Path ignored;

  @Option(names = "--late", paramLabel = "FILE", description = "Keeps events that came too late.")
  private @Nullable Path late;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Adds what rules hit to this file; weir ledger FILE shows it.")
  private @Nullable Path ledger;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Goes on from what this file says has been seen before, and keeps it there.")
  private @Nullable Path baseline;

  @Option(
      names = "--incidents",
      paramLabel = "TIME",
      converter = Lateness.Converter.class,
      description =
          "Rolls several alerts of one host within so long up into one incident with a score.")
  private @Nullable Lateness incidents;

  @Option(
      names = "--no-reload",
      description =
          "Goes by the rules as they are now. Without it, standard input is read by rules that"
              + " may be edited meanwhile: a change that compiles and passes its cases takes over.")
  private boolean noReload;

  @Option(names = "--fail-on-alert", description = "Exits with 1 if there was an alert.")
  private boolean failOnAlert;

  @Option(names = "--quiet", description = "Writes no progress, notes or summary.")
  private boolean quiet;

  DetectCommand() {}

  @Override
  public Integer call() {
    check("--lanes", lanes);
    check("--max-alerts", maxAlerts);
    Console console = new Console(System.err, Boolean.getBoolean("weir.stderr.terminal"), quiet);
    List<String> inputs = files.isEmpty() ? List.of(STANDARD_INPUT) : files;
    if (files.isEmpty() && Boolean.getBoolean("weir.stdin.terminal")) {
      console.note("reading events from the terminal; Ctrl-D ends them, --help says more");
    }
    List<Path> paths = paths(inputs);
    for (Path path : paths) {
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        console.error("cannot read " + path);
        return ExitCode.INPUT;
      }
    }
    for (Path written : written()) {
      if (paths.stream().anyMatch(path -> isSame(path, written))) {
        throw new ParameterException(spec.commandLine(), written + " is an input, too");
      }
    }
    if (written().stream().map(path -> path.toAbsolutePath().normalize()).distinct().count()
        < written().size()) {
      throw new ParameterException(spec.commandLine(), "two outputs go to one file");
    }
    List<OutputFile> outlets = new ArrayList<>();
    try {
      RuleSet compiled = rules.load(); // before an output file is made empty
      OutputFile alerts = output == null ? OutputFile.standardOutput() : OutputFile.file(output);
      outlets.add(alerts);
      AlertFormat form = form(output == null && Boolean.getBoolean("weir.stdout.terminal"));
      DetectOutput findings =
          new DetectOutput(
              form,
              alerts,
              keep(malformed, outlets),
              keep(ignored, outlets),
              keep(late, outlets),
              console);
      Detector.Builder builder = Detector.builder(compiled).listener(findings).lanes(lanes);
      builder.maxAlerts(
          form == AlertFormat.PAIRS ? Integer.MAX_VALUE : maxAlerts, Duration.ofMinutes(5));
      if (strict) {
        builder.strict();
      }
      Duration bound = lateness(inputs).bound();
      LedgerFile kept = ledger == null ? null : LedgerFile.open(ledger);
      BaselineFile known = baseline == null ? null : BaselineFile.open(baseline);
      if (known != null) {
        builder.baseline(known.baseline());
      }
      if (incidents != null) {
        builder.incidents(window(incidents));
      }
      boolean live = inputs.contains(STANDARD_INPUT);
      Detector detector = (bound == null ? builder.untilTheEnd() : builder.lateness(bound)).build();
      DetectRun run = new DetectRun(detector, outlets, kept, known, console, total(paths), live);
      RuleWatch reloading = live ? reloading(compiled, detector, console) : RuleWatch.NONE;
      try {
        return run.over(inputs.stream().map(DetectCommand::opener).toList(), failOnAlert);
      } finally {
        reloading.close();
      }
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + rules.shown(e.issues()));
      return ExitCode.RULES;
    } catch (UncheckedIOException | IOException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.INPUT;
    }
  }

  private RuleWatch reloading(RuleSet compiled, Detector detector, Console console) {
    Path folder = rules.folder();
    return folder == null || noReload
        ? RuleWatch.NONE
        : RuleWatch.of(folder, compiled, detector, console);
  }

  private void check(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1");
    }
  }

  private Duration window(Lateness time) {
    Duration window = time.bound();
    if (window == null || window.isZero()) {
      throw new ParameterException(spec.commandLine(), "--incidents is a time such as 5m");
    }
    return window;
  }

  private List<Path> written() {
    return Stream.of(output, malformed, ignored, late, ledger, baseline)
        .filter(Objects::nonNull)
        .toList();
  }

  private static boolean isSame(Path input, Path written) {
    try {
      return Files.exists(written) && Files.isSameFile(input, written);
    } catch (IOException e) {
      return false; // opening it will say what is wrong
    }
  }

  private Lateness lateness(List<String> inputs) {
    if (lateness != null) {
      return lateness;
    }
    return inputs.contains(STANDARD_INPUT)
        ? new Lateness(Duration.ofMinutes(5))
        : Lateness.UNTIL_THE_END;
  }

  private AlertFormat form(boolean terminal) {
    if (format != null) {
      return format;
    }
    return terminal ? AlertFormat.TEXT : AlertFormat.ALERTS;
  }

  private static @Nullable OutputFile keep(@Nullable Path file, List<OutputFile> outlets)
      throws IOException {
    if (file == null) {
      return null;
    }
    OutputFile outlet = OutputFile.file(file);
    outlets.add(outlet);
    return outlet;
  }

  private static List<Path> paths(List<String> inputs) {
    return inputs.stream().filter(input -> !input.equals(STANDARD_INPUT)).map(Path::of).toList();
  }

  private static long total(List<Path> paths) {
    long total = 0;
    for (Path path : paths) {
      total += path.toFile().length();
    }
    return total;
  }

  private static DetectRun.Opener opener(String input) {
    return new DetectRun.Opener(
        input,
        () ->
            input.equals(STANDARD_INPUT)
                ? LineInput.stream(System.in, "standard input")
                : LineInput.file(Path.of(input)));
  }
}
