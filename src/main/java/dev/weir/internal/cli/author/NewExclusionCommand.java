package dev.weir.internal.cli.author;

import dev.weir.cases.ExclusionException;
import dev.weir.cases.ExclusionText;
import dev.weir.cases.ExclusionWriter;
import dev.weir.cases.ExclusionWriter.PastAlert;
import dev.weir.cases.RuleDraft;
import dev.weir.event.EcsField;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesFolder;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.service.source.LineInput;
import dev.weir.internal.text.ClosestName;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir new-exclusion}: an exclusion with its cases, made from an alert. */
@Command(
    name = "new-exclusion",
    description = {
      "Write an exclusion and its cases from an alert of weir detect.",
      "Nothing is written unless all cases of the rules pass with the exclusion."
    },
    exitCodeList = {
      "0:the exclusion was written, or shown",
      "1:a case fails with the exclusion, or it does not remove its own alert",
      "2:the command line is wrong",
      "3:the rules or cases have an error, or do not alert on the alert's events",
      "4:there is no such alert, or a file could not be read or written",
      "70:an internal error, which is a bug in Weir"
    })
public final class NewExclusionCommand extends DraftCommand {

  private static final String MISSING = "an exclusion needs --owner and --reason";

  @Parameters(
      arity = "0..1",
      paramLabel = "ALERT-FILE",
      description = "Read alerts from this file (default: -, standard input).")
  private String file = EventFiles.STANDARD_INPUT;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      required = true,
      converter = RulesFolder.Own.class,
      description = "Add the exclusion to this folder of rules, in its subfolder exclusions.")
  private Path rules = Path.of("");

  @Option(
      names = "--alert",
      paramLabel = "ID",
      description =
          "Use the alert whose event.id begins with this text (default: the first alert).")
  private @Nullable String id;

  @Option(
      names = "--owner",
      paramLabel = "WHO",
      description = "Name who is responsible for it. Required; asked for on a terminal.")
  private @Nullable String owner;

  @Option(
      names = "--reason",
      paramLabel = "WHY",
      description = "Say why it exists. Required; asked for on a terminal.")
  private @Nullable String reason;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Give the rule this name (default: the names of the program and its parent).")
  private @Nullable String name;

  @Option(
      names = "--by",
      paramLabel = "FIELD",
      split = ",",
      description = {
        "Require the alert's values of these ECS fields.",
        "Default: process.command_line, process.executable, process.parent.executable and"
            + " process.entry_leader.executable, if the event has them."
      })
  private List<String> fields = List.of();

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description =
          "End the exclusion at the start of this day, such as 2026-12-31 (default: never).")
  private @Nullable LocalDate expires;

  @Override
  protected int run(Console console) throws IOException {
    checkOptions();
    try {
      PastAlert past = readAlert(console);
      checkFields(past);
      return make(past, RulesOption.load(rules), console);
    } catch (ExclusionException e) {
      String message = SafeText.oneLine(String.valueOf(e.getMessage()));
      return switch (e.kind()) {
        case ALERT -> console.fail(ExitCode.INPUT, message);
        case RULES -> console.fail(ExitCode.RULES, message);
        case FIELDS -> throw wrong(message);
        case EXCLUSION -> refuse(console, message);
      };
    }
  }

  private void checkOptions() {
    checkName(name);
    owner = oneLine("--owner", owner);
    reason = oneLine("--reason", reason);
    boolean canAsk =
        Boolean.getBoolean("weir.stdin.terminal") && !file.equals(EventFiles.STANDARD_INPUT);
    if (!canAsk && (owner == null || reason == null)) {
      throw wrong(MISSING);
    }
    if (expires != null
        && (!expires.isAfter(LocalDate.now(ZoneOffset.UTC)) || expires.getYear() > 9999)) {
      throw wrong("--expires must be a day in the future, such as 2026-12-31, not " + expires);
    }
  }

  private void checkFields(PastAlert past) {
    List<String> known = Arrays.stream(EcsField.values()).map(EcsField::dottedName).toList();
    for (String field : fields) {
      if (!known.contains(field)
          && past.events().stream()
              .noneMatch(event -> EventReader.field(event, field).isPresent())) {
        String closest = ClosestName.to(field, known);
        throw wrong("unknown field \"" + field + "\"; did you mean " + closest + "?");
      }
    }
  }

  private PastAlert readAlert(Console console) throws IOException, ExclusionException {
    new EventFiles(List.of(file)).check();
    if (file.equals(EventFiles.STANDARD_INPUT) && Boolean.getBoolean("weir.stdin.terminal")) {
      console.error("reading an alert from the terminal; see --help");
    }
    try (LineInput input = EventFiles.open(file)) {
      return AlertFile.read(input, id);
    }
  }

  private int make(PastAlert past, RuleSet before, Console console)
      throws IOException, ExclusionException {
    ExclusionWriter writer = new ExclusionWriter(rules, before, past, fields, name);
    show(past, writer);
    String ownedBy = owner == null ? ask("--owner", "owner of the exclusion: ", MISSING) : owner;
    String why = reason == null ? ask("--reason", "reason for the exclusion: ", MISSING) : reason;
    RuleDraft draft = writer.draft(ownedBy, why, expires);
    if (!passes(draft, before, "exclusion", console)) {
      return ExitCode.NEGATIVE;
    }
    for (String field : draft.untested()) {
      line("note", "no near miss by " + field + ": with any other value, nothing alerts");
    }
    if (finish(draft)) {
      String folder = SafeText.shellWord(rules.toString());
      next(
          "weir test --rules " + folder + " " + draft.table().replace(".yaml", ":"),
          "weir diff --rules RULES-BEFORE --rules " + folder + " EVENTS.ndjson");
    }
    return ExitCode.DONE;
  }

  private void show(PastAlert past, ExclusionWriter writer) {
    line("alert", past.ruleName() + ", " + past.time() + ", " + past.id());
    line("excludes", "suspects of \"" + writer.detection() + "\" if all of these hold:");
    for (ExclusionText.Test test : writer.tests()) {
      line("", test.field() + (test.pattern() ? " is like " : " is ") + test.value());
    }
    if (writer.tests().stream().anyMatch(ExclusionText.Test::pattern)) {
      line("note", "* stands for parts that probably differ in each run");
    }
    writer.notes().forEach(note -> line("note", note));
    out().flush();
  }
}
