package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTableException;
import dev.weir.cases.Coverage;
import dev.weir.cases.RuleCase;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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

/** {@code weir test}: the rules against their cases. */
@Command(
    name = "test",
    description = "Runs the cases of the rules: events, and the alerts that they are to give.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all cases passed",
      "1:a case failed",
      "2:the command line is wrong",
      "3:the rules do not compile, or the cases are not well formed",
      "4:a file could not be read or written",
      "70:a fault of Weir itself"
    })
public final class TestCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "CASE",
      description = {
        "Runs only cases with such words in \"table: name\", in either case; * is any text.",
        "Default: all."
      })
  private List<String> words = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Mixin private CasesOption cases = new CasesOption();

  @Option(names = "--junit", paramLabel = "FILE", description = "Writes the results as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--coverage",
      description = "Tells which conditions, alternatives and exclusions no case decides.")
  private boolean coverage;

  TestCommand() {}

  @Override
  public Integer call() {
    Console console = new Console(System.err, false, false);
    try {
      List<RuleCase> chosen =
          cases.load(rules.folder()).cases().stream().filter(new CaseFilter(words)).toList();
      if (chosen.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "no case fits " + String.join(" ", words));
      }
      RuleSet ruleSet = rules.load();
      TestRun run = TestRun.of(ruleSet, chosen);
      tell(run);
      if (junit != null) {
        JunitReport.write(junit, run);
      }
      if (coverage) {
        tell(Coverage.of(ruleSet, chosen));
      }
      return run.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + rules.shown(e.issues()));
      return ExitCode.RULES;
    } catch (CaseTableException e) {
      console.error("the cases are not well formed\n" + e.getMessage());
      return ExitCode.RULES;
    } catch (UncheckedIOException e) {
      console.error(e.getMessage() + ": " + e.getCause());
      return ExitCode.INPUT;
    }
  }

  private void tell(TestRun run) {
    PrintWriter out = spec.commandLine().getOut();
    for (TestRun.Timed failure : run.failures()) {
      out.println(CaseReport.of(failure));
    }
    out.println(run);
    out.flush();
  }

  private void tell(Coverage found) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(found);
    rules
        .placed(found.findings().stream().map(Coverage.Part::issue).toList())
        .forEach(out::println);
    out.flush();
  }
}
