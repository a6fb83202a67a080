package dev.weir.internal.cli.author;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.delivery.RuleCheck;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir check}: errors and warnings in rules, found without events. */
@Command(
    name = "check",
    description = "Compile the rules, run their cases, and report errors and likely mistakes.",
    exitCodeList = {
      "0:no errors; there may be warnings",
      "1:with --strict, there was a warning",
      "2:the command line is wrong",
      "3:there was an error",
      "4:the rules could not be read",
      "70:an internal error, which is a bug in Weir"
    })
public final class CheckCommand extends BaseCommand {

  private static final JsonMapper MAPPER = new JsonMapper();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "TEXT",
      description =
          "Write text, for people, or json, one array for editors and CI (default: text).")
  private Format format = Format.TEXT;

  @Option(names = "--strict", description = "Exit with 1 if there is a warning.")
  private boolean strict;

  @Override
  protected int run(Console console) {
    Path folder = rules.folder();
    List<RuleIssue> issues = new ArrayList<>();
    String where = folder == null ? "the shipped pack" : folder.toString();
    String about;
    try {
      console.progress("compiling the rules");
      RuleSet ruleSet = rules.load();
      IntConsumer shown = percent -> console.progress("checking, " + percent + " %");
      issues.addAll(RuleCheck.of(ruleSet, folder, shown));
      about = count(ruleSet.rules().size(), "rule") + " in " + where;
    } catch (RuleSetException e) {
      issues.addAll(e.issues());
      about = where + ", which does not compile; other checks were skipped";
    }
    console.clear();
    long errors = RuleCheck.errors(issues);
    if (format == Format.JSON) {
      out().println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(issues));
    } else {
      issues.forEach(out()::println);
      String warnings = count(issues.size() - errors, "warning");
      out()
          .println(
              issues.isEmpty()
                  ? about + ": no issues"
                  : count(errors, "error") + ", " + warnings + " in " + about);
    }
    if (errors > 0) {
      return ExitCode.RULES;
    }
    return strict && !issues.isEmpty() ? ExitCode.NEGATIVE : ExitCode.DONE;
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
