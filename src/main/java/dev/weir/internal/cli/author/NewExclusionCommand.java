package dev.weir.internal.cli.author;

import dev.weir.alert.Alert;
import dev.weir.alert.SafeText;
import dev.weir.cases.CaseRun;
import dev.weir.cases.CaseTable;
import dev.weir.cases.CaseTableException;
import dev.weir.cases.ExclusionCases;
import dev.weir.event.Suspect;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.cli.common.ShellWord;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.ExclusionText;
import dev.weir.internal.service.source.LineInput;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir new-exclusion}: an alert to a rule that takes its like out, and its cases. */
@Command(
    name = "new-exclusion",
    description = {
      "Makes an exclusion and its cases from an alert that weir detect wrote.",
      "Nothing is written unless all cases of the rules pass with it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the exclusion is written, or shown",
      "1:a case fails with it, or it does not do what it is for",
      "2:the command line is wrong",
      "3:the rules or cases are at fault, or do not alert on the alert's events",
      "4:there is no such alert, or a file could not be read or written",
      "70:a fault of Weir itself"
    })
public final class NewExclusionCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ALERT-FILE",
      description = "Alerts as documents; - or none at all is standard input.")
  private String file = STANDARD_INPUT;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      required = true,
      description = "Folder of rule files; the exclusion goes to exclusions in it.")
  private Path rules = Path.of("");

  @Option(
      names = "--alert",
      paramLabel = "ID",
      description = "Takes the alert whose event.id begins so (default: the first).")
  private @Nullable String id;

  @Option(names = "--owner", paramLabel = "WHO", description = "Who answers for it.")
  private @Nullable String owner;

  @Option(names = "--reason", paramLabel = "WHY", description = "Why it is there.")
  private @Nullable String reason;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The rule's name (default: the names of the program and its parent).")
  private @Nullable String name;

  @Option(
      names = "--by",
      paramLabel = "FIELD",
      split = ",",
      description = {
        "ECS fields that it goes by.",
        "Default: process.command_line, process.executable, process.parent.executable and"
            + " process.entry_leader.executable, where the event has them."
      })
  private List<String> fields = List.of();

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description = "The day it ends on, such as 2026-12-31.")
  private @Nullable LocalDate expires;

  @Option(names = "--dry-run", description = "Shows the files, and writes nothing.")
  private boolean dryRun;

  private @Nullable BufferedReader answers;

  NewExclusionCommand() {}

  @Override
  public Integer call() {
    checkOptions();
    Console console = new Console(System.err, false, false);
    try {
      PastAlert past = readAlert(console);
      return make(past, RuleSet.load(rules));
    } catch (PastAlert.Unusable e) {
      console.error(SafeText.oneLine(String.valueOf(e.getMessage())));
      return ExitCode.INPUT;
    } catch (ExclusionChoice.Refused e) {
      throw wrong(SafeText.oneLine(String.valueOf(e.getMessage())));
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + RulesOption.shown(e.issues(), rules));
      return ExitCode.RULES;
    } catch (AlertReplay.NoAlert e) {
      console.error(SafeText.oneLine(String.valueOf(e.getMessage())));
      return ExitCode.RULES;
    } catch (CaseTableException e) {
      console.error("the cases cannot be used\n" + e.getMessage());
      return ExitCode.RULES;
    } catch (UncheckedIOException e) {
      console.error(e.getMessage() + ": " + e.getCause());
      return ExitCode.INPUT;
    } catch (IOException e) {
      console.error(e.toString());
      return ExitCode.INPUT;
    }
  }

  private void checkOptions() {
    if (!Files.isDirectory(rules)) {
      throw wrong("--rules is no folder: " + rules);
    }
    if (name != null) {
      checkName(name);
    }
    owner = oneLine("--owner", owner);
    reason = oneLine("--reason", reason);
    boolean mayAsk = Boolean.getBoolean("weir.stdin.terminal") && !file.equals(STANDARD_INPUT);
    if (!mayAsk && (owner == null || reason == null)) {
      throw wrong("an exclusion has an --owner and a --reason");
    }
    if (expires != null
        && (!expires.isAfter(LocalDate.now(ZoneOffset.UTC)) || expires.getYear() > 9999)) {
      throw wrong("--expires is a day to come, such as 2026-12-31: " + expires);
    }
  }

  private void checkName(String given) {
    boolean plain = given.chars().noneMatch(c -> c == '"' || c == '\\');
    if (given.isBlank() || !given.equals(SafeText.oneLine(given)) || !plain) {
      throw wrong("--name is a text on one line, without quotation marks and backslashes");
    }
  }

  /** The text with its blanks in order; null if there is none. */
  private @Nullable String oneLine(String option, @Nullable String text) {
    String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
    if (!line.equals(SafeText.oneLine(line))) {
      throw wrong(option + " holds control characters");
    }
    return line.isEmpty() ? null : line;
  }

  private PastAlert readAlert(Console console) throws IOException, PastAlert.Unusable {
    if (!file.equals(STANDARD_INPUT)) {
      Path path = Path.of(file);
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        throw new PastAlert.Unusable("cannot read " + path);
      }
      try (LineInput input = LineInput.file(path)) {
        return PastAlert.read(input, id);
      }
    }
    if (Boolean.getBoolean("weir.stdin.terminal")) {
      console.note("reading an alert from the terminal; --help says more");
    }
    try (LineInput input = LineInput.stream(System.in, "standard input")) {
      return PastAlert.read(input, id);
    }
  }

  private int make(PastAlert past, RuleSet before)
      throws IOException, PastAlert.Unusable, ExclusionChoice.Refused, AlertReplay.NoAlert {
    AlertReplay replay = AlertReplay.of(before, past.events());
    Alert alert = replay.alertOf(past, before, rules);
    Suspect suspect =
        replay
            .suspect(alert)
            .orElseThrow(
                () ->
                    new AlertReplay.NoAlert(
                        "the rule \""
                            + alert.rule().name()
                            + "\" alerts without a suspect, so there is nothing for an exclusion to"
                            + " take out: change the rule itself"));
    ExclusionChoice choice = ExclusionChoice.of(suspect, fields);
    explain(past, suspect, choice);
    ExclusionPlace place = place(before, suspect);
    owner = owner == null ? ask("--owner", "who answers for this exclusion? ") : owner;
    reason = reason == null ? ask("--reason", "why is it there? ") : reason;
    ExclusionText text =
        new ExclusionText(
            packageOf(before, alert.rule()),
            place.name(),
            suspect.getDetection(),
            owner,
            reason,
            expires,
            choice.tests());
    RuleSet after = before.with(place.ruleFile(), text.drl());
    RuleLint.check(after, Instant.now()).stream()
        .filter(issue -> issue.file().equals(place.ruleFile()))
        .forEach(issue -> spec.commandLine().getOut().println(issue));
    AlertReplay again = AlertReplay.of(after, past.events());
    if (again.alert(past.ruleId()).isPresent()
        || !again.excludedBy().equals(List.of(place.name()))) {
      return refuse("the exclusion does not take out its own alert " + again.faults());
    }
    ExclusionCases cases =
        ExclusionCases.of(
            place.cases(),
            new ExclusionCases.Wanted(before, after, place.name(), choice.fields()),
            alert.sequence(),
            suspect);
    if (cases.nearMisses().isEmpty()) {
      return refuse(
          "whatever else "
              + choice.fields()
              + " hold, nothing alerts that this exclusion would leave: it silences the detection");
    }
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put(place.table(), cases.yaml());
    if (!Files.exists(place.cases().resolve(CaseTable.BASE))) {
      tables.put(CaseTable.BASE, CaseTable.shippedBase());
    }
    TestRun run = TestRun.of(after, CaseTable.load(place.cases(), tables).cases());
    if (!run.failures().isEmpty()) {
      return refuse(before, run);
    }
    Map<Path, String> written = new LinkedHashMap<>();
    written.put(rules.resolve(place.ruleFile()), text.drl());
    tables.forEach((table, content) -> written.put(place.cases().resolve(table), content));
    finish(written, place, run, choice, cases);
    return ExitCode.DONE;
  }

  private ExclusionPlace place(RuleSet before, Suspect suspect) {
    if (name == null) {
      return ExclusionPlace.free(rules, ExclusionChoice.defaultName(suspect), before);
    }
    ExclusionPlace place = ExclusionPlace.of(rules, name);
    String taken = place.taken(before);
    if (taken != null) {
      throw wrong(taken + "; give another --name");
    }
    return place;
  }

  private static String packageOf(RuleSet before, RuleMetadata rule) {
    DrlRule text = before.tree().rule(rule.name());
    return text == null ? "" : text.file().packageName();
  }

  private void explain(PastAlert past, Suspect suspect, ExclusionChoice choice) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        SafeText.oneLine("alert     " + past.ruleName() + ", " + past.time() + ", " + past.id()));
    out.println(
        SafeText.oneLine(
            "excludes  what \"" + suspect.getDetection() + "\" suspects, if all of these hold:"));
    for (ExclusionText.Test test : choice.tests()) {
      out.println(
          SafeText.oneLine(
              "          "
                  + test.field()
                  + (test.pattern() ? " is like " : " is ")
                  + test.value()));
    }
    if (choice.tests().stream().anyMatch(ExclusionText.Test::pattern)) {
      out.println("note      * stands for what looks as if each run had its own");
    }
    choice.notes().forEach(note -> out.println(SafeText.oneLine("note      " + note)));
    out.flush();
  }

  private String ask(String option, String question) throws IOException {
    if (answers == null) {
      answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    }
    while (true) {
      System.err.print(question);
      System.err.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw wrong("an exclusion has an --owner and a --reason");
      }
      String given = oneLine(option, answer);
      if (given != null) {
        return given;
      }
    }
  }

  private int refuse(String message) {
    new Console(System.err, false, false).error(SafeText.oneLine(message) + "\nnothing is written");
    return ExitCode.FAILED;
  }

  private int refuse(RuleSet before, TestRun run) {
    PrintWriter out = spec.commandLine().getOut();
    for (TestRun.Timed failure : run.failures()) {
      out.println(CaseReport.of(failure));
      if (!CaseRun.of(before, failure.result().ruleCase()).passed()) {
        out.println("  before    it fails without the new exclusion, too");
      }
    }
    out.println(run);
    out.flush();
    return refuse("with the exclusion, cases fail");
  }

  private void finish(
      Map<Path, String> files,
      ExclusionPlace place,
      TestRun run,
      ExclusionChoice choice,
      ExclusionCases cases)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    for (String field : choice.fields()) {
      if (!cases.nearMisses().contains(field)) {
        out.println("note      no near miss by " + field + ": with another nothing would alert");
      }
    }
    out.println("checked   " + run);
    if (dryRun) {
      files.forEach((path, text) -> out.printf("%n# %s%n%s", path, text));
      out.flush();
      return;
    }
    NewFiles.write(files);
    files.keySet().forEach(path -> out.println("wrote     " + path));
    String shown = ShellWord.of(rules.toString());
    out.println("next      weir test --rules " + shown + " " + place.slug() + ":");
    out.println("          weir diff --rules RULES-BEFORE --rules " + shown + " EVENTS.ndjson");
    out.flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
