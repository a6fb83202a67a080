package dev.weir.app;

import dev.weir.cases.CaseResult;
import dev.weir.cases.CaseRun;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases that have been run, and how long each took.
 *
 * @param results the results, in the cases' order
 */
record TestRun(List<Timed> results) {

  /** A result and the time it took. */
  record Timed(CaseResult result, Duration took) {}

  static TestRun of(RuleSet rules, List<RuleCase> cases) {
    List<Timed> results = new ArrayList<>();
    for (RuleCase one : cases) {
      long began = System.nanoTime();
      CaseResult result = CaseRun.of(rules, one);
      results.add(new Timed(result, Duration.ofNanos(System.nanoTime() - began)));
    }
    return new TestRun(results);
  }

  List<CaseResult> failures() {
    return results.stream().map(Timed::result).filter(result -> !result.passed()).toList();
  }

  static Duration took(List<Timed> results) {
    return results.stream().map(Timed::took).reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public String toString() {
    return String.format(
        "%d %s, %d failed, in %.1f s",
        results.size(),
        results.size() == 1 ? "case" : "cases",
        failures().size(),
        took(results).toMillis() / 1000.0);
  }
}
