package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.Stats;
import dev.weir.rule.RuleSet;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends many events through one detector, and prints the heap in use after a collection at
 * intervals. Each round moves the documents some minutes ahead and to another hundred hosts.
 *
 * <pre>bench/run endurance [MILLIONS=100]</pre>
 */
final class Endurance {

  private static final int EVENTS = 20_000;
  private static final String DAY = "2025-01-27T10:";

  public static void main(String[] args) throws Exception {
    long millions = args.length > 0 ? Long.parseLong(args[0]) : 100;
    RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
    List<String> documents = new ArrayList<>();
    Documents made = new Documents(1000, 10, 5_000);
    for (int i = 0; i < EVENTS; i++) {
      documents.add(made.next());
    }
    long began = System.nanoTime();
    long[] alerts = new long[1];
    try (Detector detector =
        Detector.builder(rules)
            .lateness(Duration.ofSeconds(30))
            .listener(alert -> alerts[0]++)
            .build()) {
      long events = 0;
      for (long round = 0; events < millions * 1_000_000; round++) {
        String hour =
            Instant.parse("2025-01-27T10:00:00Z")
                .plus(Duration.ofHours(round))
                .toString()
                .substring(0, DAY.length());
        for (String document : documents) {
          detector.accept(document.replace(DAY, hour).getBytes(StandardCharsets.UTF_8));
        }
        events += EVENTS;
        if (events % (millions * 100_000) < EVENTS) {
          report(detector.stats(), alerts[0], began);
        }
      }
    }
  }

  private static void report(Stats stats, long alerts, long began) {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        "%,13d events in %,5d s, %,7d alerts, %,3d suspects wait: heap %,d MB%n",
        stats.events(),
        (System.nanoTime() - began) / 1_000_000_000,
        alerts + stats.suppressed(),
        stats.liveSuspects(),
        heap >> 20);
  }
}
