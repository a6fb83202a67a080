package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long an alert takes from its last event's last byte: one lane, lateness 0, events coming in at
 * half of the rate that was found to be the most. An event that is due while another is worked on
 * waits, and its waiting counts.
 *
 * <pre>bench/run latency [SECONDS=20]</pre>
 */
final class Latency {

  private static final int EVENTS = 20_000;

  public static void main(String[] args) throws IOException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
    Documents documents = new Documents(3000, 10, 100);
    byte[] lines = documents.lines(EVENTS);
    double most = 0;
    for (int i = 0; i < 10; i++) {
      try (Detector detector = Detector.builder(rules).lateness(Duration.ZERO).build()) {
        long began = System.nanoTime();
        detector.read(new ByteArrayInputStream(lines), "bench");
        most = Math.max(most, EVENTS / ((System.nanoTime() - began) / 1e9));
      }
    }
    double rate = most / 2;
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(documents.next().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    long[] due = new long[1];
    long[] took = new long[(int) (seconds * rate)];
    int[] alerts = new int[1];
    try (Detector detector =
        Detector.builder(rules)
            .lateness(Duration.ZERO)
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
            .listener(alert -> took[alerts[0]++] = System.nanoTime() - due[0])
            .build()) {
      long began = System.nanoTime();
      for (int i = 0; i < took.length; i++) {
        due[0] = began + (long) (i * 1e9 / rate);
        while (System.nanoTime() < due[0]) {
          Thread.onSpinWait();
        }
        detector.accept(events.get(i % EVENTS));
      }
    }
    long[] sorted = Arrays.copyOf(took, alerts[0]);
    Arrays.sort(sorted);
    System.out.printf(
        "%,.0f events/s, half of the most; %,d alerts: p50 %.0f us, p99 %.0f us, longest %.1f ms%n",
        rate,
        sorted.length,
        sorted[sorted.length / 2] / 1e3,
        sorted[(int) (sorted.length * 0.99)] / 1e3,
        sorted[sorted.length - 1] / 1e6);
  }
}
