package dev.weir.internal.cli.author;

import dev.weir.cases.DetectionText;
import dev.weir.cases.DetectionWriter;
import dev.weir.cases.FieldCondition;
import dev.weir.cases.RuleDraft;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesFolder;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.text.Durations;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.Attack;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir new-detection}: a detection with its guide and cases, made from conditions. */
@Command(
    name = "new-detection",
    description = {
      "Write a detection of one event, or of two events in sequence, with its guide and cases.",
      "On a terminal, it asks for what is missing. Nothing is written unless all cases pass.",
      "A condition is FIELD=VALUE, FIELD like PATTERN,... or FIELD in VALUE,..., or its opposite"
          + " with != or not, as in \"process.name not in curl,wget\". Quote it for the shell."
    },
    exitCodeList = {
      "0:the detection was written, or shown",
      "1:a case fails with the detection, or the checks warn of it",
      "2:the command line is wrong",
      "3:the rules or cases have an error",
      "4:a file could not be read or written",
      "70:an internal error, which is a bug in Weir"
    })
public final class NewDetectionCommand extends DraftCommand {

  private static final String MISSING = "a detection needs --name, --where and --description";

  private static final String TECHNIQUE = "TA0006 Credential Access > T1552 Unsecured Credentials";

  private static final String CATEGORY = "event.category";

  /** The severities with their usual risk scores. */
  private enum Severity {
    INFORMATIONAL(1),
    LOW(21),
    MEDIUM(47),
    HIGH(73),
    CRITICAL(99);

    private final int riskScore;

    Severity(int riskScore) {
      this.riskScore = riskScore;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      required = true,
      converter = RulesFolder.OrNew.class,
      description = "Add the detection to this folder of rules, which may be new.")
  private Path rules = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Give the rule this name. Required; asked for on a terminal.")
  private @Nullable String name;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Require this of the event; repeat it for more conditions. Required; asked for on a"
              + " terminal.")
  private List<String> where = List.of();

  @Option(
      names = "--then",
      paramLabel = "CONDITION",
      description =
          "Require this of a second event, of the same host and the same parent process; repeat it"
              + " for more conditions.")
  private List<String> then = List.of();

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "Accept the second event up to this long after the first (default: 1s).")
  private @Nullable Duration within;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      description = "Say what it detects. Required; asked for on a terminal.")
  private @Nullable String description;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      description =
          "Give alerts this message, with placeholders such as $${process.name} (default: the"
              + " program, its user and its host).")
  private @Nullable String message;

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description =
          "Give alerts this severity: informational, low, medium, high or critical (default:"
              + " medium).")
  private @Nullable Severity severity;

  @Option(
      names = "--risk-score",
      paramLabel = "N",
      description =
          "Give alerts this risk score, 0 to 100 (default: 1, 21, 47, 73 or 99, by severity).")
  private @Nullable Integer riskScore;

  @Option(
      names = "--attack",
      paramLabel = "TECHNIQUE",
      description =
          "Name a technique of MITRE ATT&CK, such as \"" + TECHNIQUE + "\"; repeat it for more.")
  private List<String> attack = List.of();

  @Option(
      names = "--accept-warnings",
      description = "Write the detection even if the checks warn of it.")
  private boolean acceptWarnings;

  @Override
  boolean acceptsWarnings() {
    return acceptWarnings;
  }

  @Override
  protected int run(Console console) throws IOException {
    checkName(name);
    description = oneLine("--description", description);
    message = oneLine("--message", message);
    if (riskScore != null && (riskScore < 0 || riskScore > 100)) {
      throw wrong("--risk-score must be 0 to 100");
    }
    if (within != null) {
      checkPositive("--within", within);
    }
    List<FieldCondition> first = new ArrayList<>(conditions(where));
    List<FieldCondition> second = new ArrayList<>(conditions(then));
    for (String one : attack) {
      check(one, Attack::parse);
    }
    RuleSet before = isEmpty() ? null : RulesOption.load(rules);
    DetectionWriter writer = new DetectionWriter(rules, before);
    if (name == null || first.isEmpty() || description == null) {
      if (!Boolean.getBoolean("weir.stdin.terminal")) {
        throw wrong(MISSING);
      }
      askAll(writer, first, second);
    }
    checkNotAll(first, second);
    RuleDraft draft = check(detection(first, second), writer::draft);
    notes(first);
    if (!passes(draft, before, "detection", console)) {
      return ExitCode.NEGATIVE;
    }
    if (finish(draft)) {
      String folder = SafeText.shellWord(rules.toString());
      next(
          "write the guide, " + rules.resolve(draft.ruleFile().replace(".drl", ".md")),
          "weir test --rules " + folder + " " + draft.table().replace(".yaml", ":"),
          "weir detect --rules " + folder + " EVENTS.ndjson");
    }
    return ExitCode.DONE;
  }

  private DetectionText detection(List<FieldCondition> first, List<FieldCondition> second) {
    if (within != null && second.isEmpty()) {
      throw wrong("--within needs a second event (--then)");
    }
    Severity given = severity == null ? Severity.MEDIUM : severity;
    return new DetectionText(
        Objects.requireNonNull(name),
        message == null ? "" : message,
        Objects.requireNonNull(description),
        given.toString(),
        riskScore == null ? given.riskScore : riskScore,
        attack,
        first.stream().distinct().toList(),
        second.stream().distinct().toList(),
        within == null ? Duration.ofSeconds(1) : within);
  }

  private boolean isEmpty() throws IOException {
    if (!Files.exists(rules)) {
      return true;
    }
    try (Stream<Path> files = Files.walk(rules)) {
      return files.noneMatch(file -> file.toString().endsWith(".drl"));
    }
  }

  private List<FieldCondition> conditions(List<String> texts) {
    return texts.stream().map(text -> check(text, FieldCondition::parse)).toList();
  }

  private <T, R> R check(T given, Function<T, R> reader) {
    try {
      return reader.apply(given);
    } catch (IllegalArgumentException e) {
      throw wrong(SafeText.oneLine(String.valueOf(e.getMessage())));
    }
  }

  /** Asks for all that was not given. */
  private void askAll(
      DetectionWriter writer, List<FieldCondition> first, List<FieldCondition> second)
      throws IOException {
    if (name == null) {
      name = ask("name of the detection: ", MISSING, text -> freeName(text, writer));
    }
    if (first.isEmpty()) {
      System.err.println(
          "conditions, one per line, such as event.category=process, event.type=start,"
              + " process.name in curl,wget or process.executable like /tmp/*");
      askConditions("condition on the event (empty: no more): ", first);
      if (second.isEmpty()) {
        askConditions("condition on a second event (empty: no more): ", second);
      }
    }
    if (!second.isEmpty() && within == null) {
      within = ask("longest time between them [1s]: ", MISSING, text -> span(orElse(text, "1s")));
    }
    if (description == null) {
      description = ask("--description", "what it detects, in a sentence: ", MISSING);
    }
    if (severity == null) {
      severity = ask("severity [medium]: ", MISSING, text -> severity(orElse(text, "medium")));
    }
    if (attack.isEmpty()) {
      attack =
          ask("technique of ATT&CK, such as " + TECHNIQUE + " [none]: ", MISSING, this::attack);
    }
  }

  private String freeName(String text, DetectionWriter writer) {
    String given = required(oneLine("--name", text));
    checkName(given);
    String taken = writer.taken(given);
    if (taken != null) {
      throw wrong(taken);
    }
    return given;
  }

  private void askConditions(String question, List<FieldCondition> conditions) throws IOException {
    boolean more = true;
    while (more) {
      more =
          ask(
              question,
              MISSING,
              text -> !text.isBlank() && conditions.add(FieldCondition.parse(text)));
    }
  }

  private static String orElse(String text, String other) {
    return text.isBlank() ? other : text.strip();
  }

  private static Duration span(String text) {
    Duration span = Durations.parse(text);
    if (span == null || span.isZero()) {
      throw new IllegalArgumentException("not a duration such as 500ms, 1s or 5m");
    }
    return span;
  }

  private static Severity severity(String text) {
    for (Severity one : Severity.values()) {
      if (one.toString().equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("one of informational, low, medium, high and critical");
  }

  private List<String> attack(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    Attack.parse(text.strip());
    return List.of(text.strip());
  }

  private void checkNotAll(List<FieldCondition> first, List<FieldCondition> second) {
    if (second.isEmpty() && first.stream().allMatch(one -> one.field().equals(CATEGORY))) {
      throw wrong("a detection needs a condition besides " + CATEGORY);
    }
  }

  private void notes(List<FieldCondition> conditions) {
    if (conditions.stream().noneMatch(one -> one.field().equals(CATEGORY))) {
      line("note", "events of every category count; event.category=process leaves out others");
    } else if (conditions.stream().noneMatch(one -> one.field().equals("event.type"))
        && conditions.stream().anyMatch(one -> one.values().equals(List.of("process")))) {
      line("note", "the end of a program counts, too; event.type=start leaves it out");
    }
  }
}
