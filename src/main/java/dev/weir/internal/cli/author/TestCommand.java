package dev.weir.internal.cli.author;

import dev.weir.cases.Coverage;
import dev.weir.cases.RuleCase;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir test}: runs the cases of rules. */
@Command(
    name = "test",
    description = "Run the cases of the rules: lists of events with the expected alerts.",
    exitCodeList = {
      "0:all cases passed",
      "1:a case failed",
      "2:the command line is wrong",
      "3:the rules do not compile, or the cases are not well formed",
      "4:a file could not be read or written",
      "70:an internal error, which is a bug in Weir"
    })
public final class TestCommand extends BaseCommand {

  @Parameters(
      paramLabel = "CASE",
      description = {
        "Run only cases whose \"table: name\" contains one of these texts, ignoring case; * is any"
            + " text.",
        "Default: all cases."
      })
  private List<String> words = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Mixin private CasesOption cases = new CasesOption();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results to this file as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--coverage",
      description = "Report the conditions, alternatives and exclusions that no case tests.")
  private boolean coverage;

  @Override
  protected int run(Console console) {
    List<Pattern> patterns = words.stream().map(TestCommand::pattern).toList();
    List<RuleCase> chosen =
        cases.load(rules.folder()).stream()
            .filter(one -> patterns.isEmpty() || isAny(patterns, one.fullName()))
            .toList();
    if (chosen.isEmpty()) {
      throw wrong("no case matches " + String.join(" ", words));
    }
    RuleSet ruleSet = rules.load();
    AtomicInteger begun = new AtomicInteger();
    TestRun run =
        TestRun.of(
            ruleSet,
            chosen,
            one -> console.progress("case " + begun.incrementAndGet() + " of " + chosen.size()));
    console.clear();
    run.failures().forEach(failure -> out().println(failure.report()));
    out().println(run);
    if (junit != null) {
      JunitReport.write(junit, run);
    }
    if (coverage) {
      Coverage found = Coverage.of(ruleSet, chosen);
      out().println(found);
      rules
          .placed(found.findings().stream().map(Coverage.Part::issue).toList())
          .forEach(out()::println);
    }
    return run.failures().isEmpty() ? ExitCode.DONE : ExitCode.NEGATIVE;
  }

  private static boolean isAny(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
  }

  private static Pattern pattern(String words) {
    String regex =
        Arrays.stream(words.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
