package dev.weir.internal.cli.detect;

import dev.weir.Detector;
import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.delivery.BoundedTrial;
import dev.weir.internal.delivery.FolderSource;
import dev.weir.internal.delivery.RuleSource;
import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.watch.HungException;
import dev.weir.internal.watch.Watchdog;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir detect}: reads files of events and writes alerts. */
@Command(
    name = "detect",
    description = "Read events (newline-delimited JSON, plain or gzip) and write alerts.",
    exitCodeList = {
      "0:all input was read",
      "1:with --fail-on-alert, there was an alert",
      "2:the command line is invalid",
      "3:the rules do not compile",
      "4:an input could not be read, or an output could not be written",
      "70:an internal error, which is a bug in Weir",
      "75:a rule does not end; the alerts so far are written"
    })
public final class DetectCommand extends BaseCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "Read events from these files (default: -, standard input).")
  private List<String> files = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      description = {
        "Accept events that are this much older than their host's newest event: 500ms, 30s, 5m, 1h, 2d,"
            + " 0, or end, which waits for the end of the input.",
        "Default: end for files, 5m for standard input."
      })
  private @Nullable Lateness lateness;

  @Option(
      names = "--max-ahead",
      paramLabel = "TIME",
      description =
          "Decide an event apart from others of its host if its @timestamp is more than this ahead: of"
              + " this machine's clock with standard input, of the host's other events with files"
              + " (default: 5m).")
  private @Nullable Duration maxAhead;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Share the hosts between this many threads (default: 1).")
  private int lanes;

  @Option(
      names = "--strict",
      description =
          "Fully parse every event, even those no rule needs. Without it, errors in the rest of"
              + " such an event go unnoticed.")
  private boolean strict;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = {
        "Write alerts as: alerts, one ECS document per line; text, for people; or pairs, the ids of"
            + " the events with tabs between them, never suppressed.",
        "Default: text on a terminal, otherwise alerts."
      })
  private @Nullable AlertFormat format;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "Colour the severity in text: always, never, or auto, on a terminal unless NO_COLOR is set"
              + " (default: auto).")
  private AlertCard.Color color = AlertCard.Color.AUTO;

  @Option(
      names = "--max-alerts",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Write at most this many alerts per rule per 5 minutes, and a roll-up of the others"
              + " (default: 100).")
  private int maxAlerts;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write alerts to this file (default: standard output).")
  private @Nullable Path output;

  @Option(
      names = "--malformed",
      paramLabel = "FILE",
      description = "Write malformed lines to this file.")
  private @Nullable Path malformed;

  @Option(
      names = "--ignored",
      paramLabel = "FILE",
      description = "Write documents that are ignored, or used only in part, to this file.")
  private @Nullable Path ignored;

  @Option(
      names = "--late",
      paramLabel = "FILE",
      description = "Write events that arrived too late to this file.")
  private @Nullable Path late;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Add the hits of each rule to this file; weir ledger FILE shows them.")
  private @Nullable Path ledger;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Load what each host did before from this file, and save it every minute and at the end.")
  private @Nullable Path baseline;

  @Option(
      names = "--incidents",
      paramLabel = "TIME",
      description =
          "Merge the alerts of a host within this time into one incident with a score (default:"
              + " off).")
  private @Nullable Duration incidents;

  @Option(
      names = "--decision-time",
      paramLabel = "TIME",
      description =
          "End with exit code 75 if a rule works on one event for longer than this (default: 10s).")
  private Duration decisionTime = Watchdog.DEFAULT_BOUND;

  @Option(
      names = "--no-reload",
      description =
          "Keep the rules as they are at the start. Without it, rules that are edited while standard"
              + " input is read are used as soon as they compile and pass their cases.")
  private boolean noReload;

  @Option(
      names = "--fail-on-alert",
      description = "Exit with 1 if there was an alert, even a suppressed one.")
  private boolean failOnAlert;

  @Option(names = "--quiet", description = "Print only errors: no progress, notes or summary.")
  private boolean quiet;

  @Override
  protected Console console() {
    return console(quiet);
  }

  @Override
  protected int run(Console console) throws IOException, HungException, InterruptedException {
    checkPositive("--lanes", lanes);
    checkPositive("--max-alerts", maxAlerts);
    checkPositive("--decision-time", decisionTime);
    if (files.isEmpty() && Boolean.getBoolean("weir.stdin.terminal")) {
      console.note("reading events from the terminal; end with Ctrl-D, or see --help");
    }
    List<String> inputs = files.isEmpty() ? List.of(EventFiles.STANDARD_INPUT) : files;
    checkFiles(inputs);
    RuleSet compiled = rules.load(); // before an output file is truncated
    boolean live = inputs.contains(EventFiles.STANDARD_INPUT);
    boolean terminal = output == null && Boolean.getBoolean("weir.stdout.terminal");
    AlertFormat form = form(terminal);
    Detector.Builder builder = detector(compiled, form, live);
    DetectOutput listener =
        new DetectOutput(
            form,
            card(terminal, inputs),
            OutputFile.open(output),
            OutputFile.optional(malformed),
            OutputFile.optional(ignored),
            OutputFile.optional(late),
            lateness(live) == null,
            console);
    LedgerFile ledgerFile = ledger == null ? null : LedgerFile.open(ledger);
    BaselineFile baselineFile = baseline == null ? null : BaselineFile.open(baseline);
    if (baselineFile != null) {
      builder.baseline(baselineFile.baseline());
    }
    Detector detector = builder.listener(listener).build();
    DetectRun run =
        new DetectRun(
            detector,
            listener.files(),
            ledgerFile,
            baselineFile,
            console,
            listener.forms(),
            EventFiles.totalBytes(inputs),
            live,
            (read, elapsed) -> RunSummary.of(read.stats(), read.ledger(), elapsed),
            InstantSource.system());
    try (RuleSource source = source(compiled, live, console)) {
      source.follow(detector::reload, new RuleNotes(console));
      return run.over(inputs, failOnAlert, decisionTime);
    }
  }

  private AlertCard card(boolean terminal, List<String> inputs) {
    Map<String, String> environment = System.getenv();
    return new AlertCard(
        color.on(terminal, environment),
        AlertCard.width(terminal, environment),
        rules.asGiven(),
        inputs);
  }

  private Detector.Builder detector(RuleSet compiled, AlertFormat form, boolean live) {
    Detector.Builder builder = Detector.builder(compiled).lanes(lanes);
    builder.maxAlerts(
        form == AlertFormat.PAIRS ? Integer.MAX_VALUE : maxAlerts, Duration.ofMinutes(5));
    if (strict) {
      builder.strict();
    }
    if (maxAhead != null) {
      builder.maxAhead(maxAhead);
    }
    if (incidents != null) {
      checkPositive("--incidents", incidents);
      builder.incidents(incidents);
    }
    Duration bound = lateness(live);
    return bound == null ? builder.untilTheEnd() : builder.lateness(bound);
  }

  /** Null to sort all events. */
  private @Nullable Duration lateness(boolean live) {
    Lateness byDefault = live ? new Lateness(Duration.ofMinutes(5)) : Lateness.UNTIL_THE_END;
    return (lateness == null ? byDefault : lateness).bound();
  }

  private RuleSource source(RuleSet compiled, boolean live, Console console) {
    Path folder = rules.folder();
    if (folder == null || noReload || !live) {
      return RuleSource.fixed(compiled);
    }
    console.note("changes to the rules in " + folder + " are used without a restart");
    return new FolderSource(folder, compiled, null, BoundedTrial.DEFAULT_BOUND, new Troubles());
  }

  private record RuleNotes(Console console) implements RuleFolder.Listener {
    @Override
    public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
      outcome.issues().forEach(issue -> console.note(issue.toString()));
      console.note(RuleUpdate.taken(receipt, outcome, took).message());
    }

    @Override
    public void looked(String fault) {
      if (!fault.isEmpty()) {
        console.error(fault);
      }
    }

    @Override
    public void refused(List<RuleIssue> issues) {
      console.error(RuleUpdate.refused("", issues).message());
    }
  }

  private void checkPositive(String option, int value) {
    if (value < 1) {
      throw wrong(option + " must be at least 1");
    }
  }

  private void checkFiles(List<String> inputs) throws IOException {
    List<Path> written =
        Stream.of(output, malformed, ignored, late, ledger, baseline)
            .filter(Objects::nonNull)
            .toList();
    inputs(inputs, written);
    if (written.stream().map(path -> path.toAbsolutePath().normalize()).distinct().count()
        < written.size()) {
      throw wrong("two outputs go to the same file");
    }
  }

  private AlertFormat form(boolean terminal) {
    AlertFormat byDefault = terminal ? AlertFormat.TEXT : AlertFormat.ALERTS;
    return format == null ? byDefault : format;
  }
}
