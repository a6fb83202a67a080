package dev.weir.internal.cli.author;

import dev.weir.cases.RuleCase;
import dev.weir.internal.text.SafeText;
import java.util.ArrayList;
import java.util.List;

/** The report of a failing case, on the terminal and in the JUnit file. */
public final class CaseReport {

  private CaseReport() {}

  /** The case, its differences, and why the rules decided so; one line each. */
  public static String of(TestRun.Timed failure) {
    RuleCase one = failure.result().ruleCase();
    List<String> lines = new ArrayList<>();
    lines.add("FAILED  " + SafeText.oneLine(one.fullName()));
    lines.add(line("at", one.file() + ":" + one.line()));
    if (!one.why().isEmpty()) {
      lines.add(line("why", one.why().replaceAll("\\s+", " ")));
    }
    failure.result().differences().forEach((about, text) -> lines.add(line(about, text)));
    failure.because().forEach(reason -> lines.add(line("because", reason)));
    return String.join("\n", lines);
  }

  private static String line(String name, String value) {
    return String.format("  %-9s %s", name, SafeText.oneLine(value));
  }
}
