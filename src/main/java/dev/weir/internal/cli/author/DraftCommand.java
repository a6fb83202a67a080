package dev.weir.internal.cli.author;

import dev.weir.cases.CaseRun;
import dev.weir.cases.RuleDraft;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that writes a new rule and its cases, if all cases of the folder pass with it. */
abstract class DraftCommand extends BaseCommand {

  @Option(
      names = "--dry-run",
      order = 100, // the last
      description = "Run all cases and show the files, but write nothing.")
  private boolean dryRun;

  private @Nullable BufferedReader answers;

  final void checkName(@Nullable String name) {
    if (name == null) {
      return;
    }
    boolean plain = name.chars().noneMatch(c -> c == '"' || c == '\\') && !name.contains("*/");
    if (name.isBlank() || !name.equals(SafeText.oneLine(name)) || !plain) {
      throw wrong("--name must be one line without quotation marks, backslashes and */");
    }
  }

  /** The text with single blanks; null if there is none. */
  final @Nullable String oneLine(String option, @Nullable String text) {
    String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
    if (!line.equals(SafeText.oneLine(line))) {
      throw wrong(option + " contains control characters");
    }
    return line.isEmpty() ? null : line;
  }

  /** Asks until there is a text; {@code missing} is what is wrong if there is no answer. */
  final String ask(String option, String question, String missing) throws IOException {
    return ask(question, missing, answer -> required(oneLine(option, answer)));
  }

  /** Asks until the answer can be read; it may be empty. */
  final <T> T ask(String question, String missing, Function<String, T> reader) throws IOException {
    if (answers == null) {
      answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    }
    out().flush();
    while (true) {
      System.err.print(question);
      System.err.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw wrong(missing);
      }
      try {
        return reader.apply(answer);
      } catch (IllegalArgumentException | ParameterException e) {
        System.err.println(SafeText.oneLine(String.valueOf(e.getMessage())));
      }
    }
  }

  final String required(@Nullable String text) {
    if (text == null) {
      throw wrong("an answer is needed");
    }
    return text;
  }

  /** Whether a rule is written of which the checks warn. */
  boolean acceptsWarnings() {
    return true;
  }

  /** Shows what the checks say of the new rule, and whether all cases pass with it. */
  final boolean passes(RuleDraft draft, @Nullable RuleSet before, String what, Console console) {
    List<RuleIssue> issues =
        RuleLint.check(draft.rules(), Instant.now()).stream()
            .filter(issue -> issue.file().equals(draft.ruleFile()))
            .toList();
    issues.forEach(out()::println);
    if (!issues.isEmpty() && !acceptsWarnings()) {
      refuse(console, "fix the " + what + ", or accept the warnings with --accept-warnings");
      return false;
    }
    TestRun run = TestRun.of(draft.rules(), draft.cases());
    for (TestRun.Timed failure : run.failures()) {
      out().println(failure.report());
      if (before != null && !CaseRun.of(before, failure.result().ruleCase()).passed()) {
        out().println("  before    it also fails without the new " + what);
      }
    }
    if (!run.failures().isEmpty()) {
      out().println(run);
      refuse(console, "cases fail with the " + what);
      return false;
    }
    line("checked", run.toString());
    return true;
  }

  /** Writes the files, or shows them if nothing is to be written. */
  final boolean finish(RuleDraft draft) throws IOException {
    if (dryRun) {
      draft.files().forEach((path, text) -> out().printf("%n# %s%n%s", path, text));
      return false;
    }
    draft.write();
    draft.files().keySet().forEach(path -> line("wrote", path.toString()));
    return true;
  }

  /** Says what the user does next. */
  final void next(String... steps) {
    for (int i = 0; i < steps.length; i++) {
      line(i == 0 ? "next" : "", steps[i]);
    }
  }

  final void line(String head, String text) {
    out().println(SafeText.oneLine(String.format("%-9s %s", head, text)));
  }

  final int refuse(Console console, String message) {
    out().flush();
    return console.fail(ExitCode.NEGATIVE, message + "\nnothing was written");
  }
}
