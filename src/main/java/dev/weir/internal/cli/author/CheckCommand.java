package dev.weir.internal.cli.author;

import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.delivery.RuleCheck;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir check}: what is wrong with the rules, without any events. */
@Command(
    name = "check",
    description = "Compiles the rules and tells what is wrong with them, or hardly meant so.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no error; there may be warnings",
      "1:with --strict, there was a warning",
      "2:the command line is wrong",
      "3:there was an error",
      "4:the rules could not be read",
      "70:a fault of Weir itself"
    })
public final class CheckCommand implements Callable<Integer> {

  /** How issues are written. */
  enum Format {
    /** As a compiler writes them, for people. */
    TEXT,
    /** One array, for programs. */
    JSON
  }

  private static final JsonMapper MAPPER = new JsonMapper();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "TEXT",
      description = "text: for people (the default); json: one array, for editors and CI.")
  private Format format = Format.TEXT;

  @Option(names = "--strict", description = "Exits with 1 if there was a warning.")
  private boolean strict;

  CheckCommand() {}

  @Override
  public Integer call() {
    Path folder = rules.folder();
    List<RuleIssue> issues = new ArrayList<>();
    String where = folder == null ? "the shipped pack" : folder.toString();
    String about;
    try {
      RuleSet ruleSet = rules.load();
      issues.addAll(RuleCheck.of(ruleSet, folder));
      about = count(ruleSet.rules().size(), "rule") + " of " + where;
    } catch (RuleSetException e) {
      issues.addAll(rules.placed(e.issues()));
      about = where + ", which does not compile, so nothing else was looked for";
    } catch (UncheckedIOException e) {
      spec.commandLine().getErr().println("weir: " + e.getMessage());
      return ExitCode.INPUT;
    }
    write(issues, about);
    return exitCode(issues);
  }

  private void write(List<RuleIssue> issues, String about) {
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.println(json(issues));
    } else {
      issues.forEach(out::println);
      long errors = RuleCheck.errors(issues);
      out.println(
          issues.isEmpty()
              ? about.replace(" of ", " in ") + ": nothing to say"
              : count(errors, "error")
                  + ", "
                  + count(issues.size() - errors, "warning")
                  + " in "
                  + about);
    }
    out.flush();
  }

  private static String json(List<RuleIssue> issues) {
    ArrayNode array = MAPPER.createArrayNode();
    for (RuleIssue issue : issues) {
      ObjectNode object = array.addObject();
      object.put("file", issue.file());
      object.put("line", issue.line());
      object.put("column", issue.column());
      object.put("severity", issue.severity().toString());
      object.put("text", issue.text());
      object.put("hint", issue.hint());
      object.put("snippet", issue.snippet());
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(array);
    } catch (JacksonException e) {
      throw new IllegalStateException("texts and numbers can always be written", e);
    }
  }

  private int exitCode(List<RuleIssue> issues) {
    if (RuleCheck.errors(issues) > 0) {
      return ExitCode.RULES;
    }
    return strict && !issues.isEmpty() ? ExitCode.WARNINGS : ExitCode.DONE;
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
