package dev.weir.internal.cli.author;

import dev.weir.Detector;
import dev.weir.cases.CaseResult;
import dev.weir.cases.CaseRun;
import dev.weir.cases.RuleCase;
import dev.weir.explain.Explainer;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.text.SafeText;
import dev.weir.internal.watch.Hang;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The results of cases, in the order of the cases. */
public record TestRun(List<Timed> results) {

  /** A result, the time the case took and, if it failed, why the rules decided so. */
  public record Timed(CaseResult result, Duration took, List<String> because) {

    /** The case, its differences, and why the rules decided so; one line each. */
    public String report() {
      RuleCase one = result.ruleCase();
      List<String> lines = new ArrayList<>();
      lines.add("FAILED  " + SafeText.oneLine(one.fullName()));
      lines.add(line("at", one.file() + ":" + one.line()));
      if (!one.why().isEmpty()) {
        lines.add(line("why", one.why().replaceAll("\\s+", " ")));
      }
      result.differences().forEach((about, text) -> lines.add(line(about, text)));
      because.forEach(reason -> lines.add(line("because", reason)));
      return String.join("\n", lines);
    }

    private static String line(String name, String value) {
      return String.format("  %-9s %s", name, SafeText.oneLine(value));
    }
  }

  public static TestRun of(RuleSet rules, List<RuleCase> cases) {
    return of(rules, cases, underWay -> {});
  }

  /** Also says of each case, when it begins, how to find out what it is doing. */
  public static TestRun of(RuleSet rules, List<RuleCase> cases, Consumer<Supplier<String>> begun) {
    List<Timed> results = new ArrayList<>();
    RuleSet shared = rules.withSharedBase();
    try (Explainer explainer = new Explainer(rules)) {
      for (RuleCase one : cases) {
        long began = System.nanoTime();
        CaseResult result =
            CaseRun.of(shared, one, detector -> begun.accept(() -> underWay(one, detector)));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        results.add(new Timed(result, took, because(result, explainer)));
      }
    }
    return new TestRun(results);
  }

  private static String underWay(RuleCase one, Detector detector) {
    return "case \"" + one.fullName() + "\"" + Hang.underWay(detector.progress());
  }

  public List<Timed> failures() {
    return results.stream().filter(one -> !one.result().passed()).toList();
  }

  /** Explanations of the events that alerted unexpectedly, or unexpectedly did not. */
  private static List<String> because(CaseResult result, Explainer explainer) {
    if (result.passed()) {
      return List.of();
    }
    RuleCase one = result.ruleCase();
    Set<String> ids = new LinkedHashSet<>();
    one.events().forEach(event -> ids.addAll(EventReader.field(event, "event.id").list()));
    if (!result.pairsMatch()) {
      List<List<String>> differing = new ArrayList<>(one.pairs());
      differing.removeAll(result.pairs());
      result.pairs().stream().filter(pair -> !one.pairs().contains(pair)).forEach(differing::add);
      ids.retainAll(differing.stream().flatMap(List::stream).toList());
    }
    return ids.stream()
        .flatMap(id -> explainer.explain(id, one.events()).stream())
        .map(explanation -> explanation.eventId() + ": " + explanation.because())
        .toList();
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
