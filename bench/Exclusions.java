package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cost of many exclusions that never match, as patterns of one rule and as one rule each: for a
 * usual stream, and for suspicious events only, because exclusions see no others.
 *
 * <pre>bench/run exclusions [ROUNDS=9]</pre>
 */
final class Exclusions {

  private static final Path SHIPPED = Path.of("rules-drl", "unusual-imds-request", "detection.drl");
  private static final int[] COUNTS = {10, 100, 1_000};

  private static final String HEAD =
      "package unusual_imds_request;\nimport dev.weir.event.Suspect;\n";

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    byte[] usual = new Documents(3000, 10, 100).lines(10_000);
    byte[] suspicious = new Documents(3000, 1_000, 100).lines(3_000);
    Map<String, RuleSet> sets = new LinkedHashMap<>();
    for (int count : COUNTS) {
      String patterns =
          IntStream.range(0, count)
              .mapToObj(i -> "\"/opt/vendor-" + i + "/bin/*\"")
              .collect(Collectors.joining(", "));
      sets.put(count + " patterns in a rule", load(List.of(rule("Vendors", patterns))));
    }
    for (int count : COUNTS) {
      sets.put(
          count + " rules of a pattern",
          load(
              IntStream.range(0, count)
                  .mapToObj(i -> rule("Vendor " + i, "\"/opt/vendor-" + i + "/bin/*\""))
                  .toList()));
    }
    System.out.println("time relative to 10 patterns in one rule, run in turns: median (least-most)");
    report("whole way, 1 % suspicious", usual, sets, rounds);
    report("suspicious only", suspicious, sets, rounds);
  }

  private static void report(
      String title, byte[] lines, Map<String, RuleSet> sets, int rounds) throws IOException {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (int i = -3; i < rounds; i++) {
      double first = 0;
      for (Map.Entry<String, RuleSet> set : sets.entrySet()) {
        double nanos = nanos(set.getValue(), lines);
        first = first == 0 ? nanos : first;
        if (i >= 0) {
          times.computeIfAbsent(set.getKey(), none -> new ArrayList<>()).add(nanos / first);
        }
      }
    }
    System.out.println(title);
    times.forEach(
        (name, ratios) -> {
          Spread spread = Spread.of(ratios, Double::doubleValue);
          System.out.printf(
              "  %-26s %.2f (%.2f-%.2f)%n", name, spread.median(), spread.least(), spread.most());
        });
  }

  private static String rule(String name, String patterns) {
    return """
        rule "%s"
        @exclusion
        @owner("bench") @reason("bench")
        when
            $suspect : Suspect(processExecutable.like(%s))
        then
            delete($suspect);
        end
        """
        .formatted(name, patterns);
  }

  private static RuleSet load(List<String> exclusions) throws IOException {
    long began = System.nanoTime();
    RuleSet rules =
        RuleSet.of(
            Map.of(
                "detection.drl", Files.readString(SHIPPED),
                "guide.md", "bench",
                "exclusions.drl", HEAD + String.join("\n", exclusions)));
    System.out.printf(
        "compiled %,d exclusion rules in %.1f s%n",
        exclusions.size(),
        (System.nanoTime() - began) / 1e9);
    return rules;
  }

  private static double nanos(RuleSet rules, byte[] lines) throws IOException {
    try (Detector detector =
        Detector.builder(rules)
            .lateness(Duration.ofMinutes(5))
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
            .build()) {
      long began = System.nanoTime();
      detector.read(new ByteArrayInputStream(lines), "bench");
      detector.finish();
      return System.nanoTime() - began;
    }
  }
}
