package dev.weir.internal.cli.author;

import dev.weir.alert.SafeText;
import dev.weir.cases.CaseResult;
import dev.weir.cases.RuleCase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The report of a failing case, on the terminal and in the JUnit file. */
public final class CaseReport {

  private CaseReport() {}

  /** The case, its differences, and why the rules decided so; one line each. */
  public static String of(TestRun.Timed failure) {
    CaseResult result = failure.result();
    RuleCase one = result.ruleCase();
    List<String> lines = new ArrayList<>();
    lines.add("FAILED  " + SafeText.oneLine(one.fullName()));
    lines.add(line("at", one.file() + ":" + one.line()));
    if (!one.why().isEmpty()) {
      lines.add(line("why", one.why().replaceAll("\\s+", " ")));
    }
    lines.addAll(differences(result));
    failure.because().forEach(reason -> lines.add(line("because", reason)));
    return String.join("\n", lines);
  }

  /** The differences from what the case expects, one line each. */
  static List<String> differences(CaseResult result) {
    RuleCase one = result.ruleCase();
    List<String> lines = new ArrayList<>();
    if (!result.pairsMatch()) {
      lines.add(line("pairs", result.pairsInWords()));
    }
    if (!result.exclusionMatches()) {
      String expected = exclusions(result, one.excludedBy(), " or ");
      String got = exclusions(result, result.excludedBy(), " and ");
      lines.add(line("excluded", "expected " + expected + ", got " + got));
      if (one.truePositive()) {
        lines.add(line("attack", "this case is a true positive, and an exclusion silences it"));
      }
    }
    result.faults().forEach((rule, fault) -> lines.add(line("fault", quote(rule) + " " + fault)));
    return lines;
  }

  private static String exclusions(CaseResult result, List<String> names, String between) {
    return names.isEmpty()
        ? "none"
        : names.stream()
            .map(
                name ->
                    quote(name)
                        + (result.excluded().containsKey(name) ? "" : " (no such exclusion)"))
            .collect(Collectors.joining(between));
  }

  private static String quote(String name) {
    return '"' + name + '"';
  }

  private static String line(String name, String value) {
    return String.format("  %-9s %s", name, SafeText.oneLine(value));
  }
}
