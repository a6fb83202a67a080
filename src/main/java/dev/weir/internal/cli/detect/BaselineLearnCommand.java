package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.baseline.Baseline;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.watch.HungException;
import dev.weir.internal.watch.Watchdog;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir baseline learn}: a baseline from files of past events. */
@Command(
    name = "learn",
    description = {
      "Read past events, in any order, and write what the rules learn from them as a baseline.",
      "Gives the same baseline as weir detect --baseline over the same files, and no alerts. If a file"
          + " cannot be read to its end, or you interrupt it, nothing is written."
    },
    exitCodeList = {
      "0:the baseline was written",
      "1:nothing was learned, and nothing is written",
      "2:the command line is invalid, or there is a baseline and no --add",
      "3:the rules do not compile",
      "4:an input could not be read, or the baseline could not be read or written",
      "70:an internal error, which is a bug in Weir",
      "75:a rule does not end; nothing is written"
    })
public final class BaselineLearnCommand extends BaseCommand {

  /** Where the baseline goes. */
  private static final class Target {
    @Option(
        names = "--baseline",
        paramLabel = "FILE",
        required = true,
        description = "Write to this file, for weir detect --baseline.")
    private @Nullable Path file;

    @Option(
        names = "--data",
        paramLabel = "FOLDER",
        required = true,
        description = "Write to the data folder of weir serve, which must not be running.")
    private @Nullable Path data;
  }

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Read events from these files, plain or gzip; - is standard input.")
  private List<String> files = List.of();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Target target = new Target();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--add",
      description =
          "Add to a baseline that exists. Without it, a baseline that exists is an error. A host"
              + " keeps the time when it was first seen.")
  private boolean add;

  @Option(names = "--quiet", description = "Print only errors: no progress, notes or summary.")
  private boolean quiet;

  @Override
  protected Console console() {
    return console(quiet);
  }

  @Override
  protected int run(Console console) throws IOException, HungException, InterruptedException {
    inputs(files, target.file == null ? List.of() : List.of(target.file));
    RuleSet compiled = rules.load();
    try (BaselineTarget kept = BaselineTarget.open(target.file, target.data)) {
      String before = kept.read();
      if (before != null && !add) {
        throw wrong(kept + " has a baseline already; use --add to add to it, or delete it first");
      }
      Baseline baseline = kept.restore(before);
      InputForms forms = new InputForms();
      DetectRun run =
          new DetectRun(
              Detector.builder(compiled)
                  .baseline(baseline)
                  .untilTheEnd()
                  .listener(new MalformedOnly(forms))
                  .build(),
              List.of(),
              null,
              null,
              console,
              forms,
              EventFiles.totalBytes(files),
              false,
              (read, elapsed) -> summary(read, elapsed, baseline),
              InstantSource.system());
      int code = run.over(files, false, Watchdog.DEFAULT_BOUND);
      if (code != ExitCode.DONE || run.interrupted()) {
        console.note("nothing was written to " + kept);
        return code;
      }
      if (baseline.size() == 0) {
        console.error(
            "nothing was learned: these rules ask no baseline, or no event is one that they ask"
                + " about; --rules names the rules, such as cloud-metadata");
        return ExitCode.NEGATIVE;
      }
      kept.write(baseline.snapshot().getBytes(UTF_8));
      return ExitCode.DONE;
    }
  }

  private static String summary(Detector read, Duration elapsed, Baseline baseline) {
    String learned = String.format("%-10s%,d values", "learned", baseline.size());
    long forgotten = baseline.forgotten();
    String full =
        String.format(
            "; %,d were forgotten, because the baseline keeps %,d in all and %,d per owner",
            forgotten, Baseline.MAX_VALUES, Baseline.MAX_VALUES_OF_ONE);
    return RunSummary.input(read.stats(), elapsed)
        + RunSummary.hosts(read.stats())
        + learned
        + (forgotten == 0 ? "" : full)
        + System.lineSeparator();
  }

  /** What was not learned is named; alerts are not wanted. */
  private record MalformedOnly(InputForms forms) implements DetectorListener {
    @Override
    public void onAlert(Alert alert) {}

    @Override
    public void onMalformed(Origin place, Malformed fault, byte[] line) {
      forms.malformed(place.source());
    }
  }
}
