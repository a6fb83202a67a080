package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Time from the last byte of an alert's last event to the alert: one lane, lateness 0, events at half
 * of the highest rate measured. The time that an event waits for the one before it counts.
 *
 * <pre>bench/run latency [SECONDS=20]</pre>
 */
final class Latency {

  private static final int EVENTS = 20_000;
  private static final int WARM_UP = 40;

  private final RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
  private final LaterEvents events = new LaterEvents(new Documents(3000, 10, 100), EVENTS);
  private long due;
  private long[] took = new long[1 << 10];
  private int alerts;

  public static void main(String[] args) {
    new Latency().run(args.length > 0 ? Integer.parseInt(args[0]) : 20);
  }

  private void run(int seconds) {
    try (Detector detector =
        Detector.builder(rules)
            .lateness(Duration.ZERO)
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
            .listener(alert -> alerted())
            .build()) {
      double most = 0;
      for (int i = 0; i < WARM_UP; i++) {
        long began = System.nanoTime();
        for (int j = 0; j < EVENTS; j++) {
          detector.accept(events.document(j));
        }
        most = Math.max(most, EVENTS / ((System.nanoTime() - began) / 1e9));
        events.goOn();
      }
      alerts = 0;
      double rate = most / 2;
      for (int left = (int) (seconds * rate); left > 0; left -= EVENTS) {
        round(detector, rate);
        events.goOn();
      }
      report(rate);
    }
  }

  private void round(Detector detector, double rate) {
    long began = System.nanoTime();
    for (int i = 0; i < EVENTS; i++) {
      due = began + (long) (i * 1e9 / rate);
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      detector.accept(events.document(i));
    }
  }

  private void alerted() {
    if (alerts == took.length) {
      took = Arrays.copyOf(took, alerts * 2);
    }
    took[alerts++] = System.nanoTime() - due;
  }

  private void report(double rate) {
    long[] sorted = Arrays.copyOf(took, alerts);
    Arrays.sort(sorted);
    System.out.printf(
        "%,.0f events/s, half of the most; %,d alerts: p50 %.0f us, p99 %.0f us, longest %.1f ms%n",
        rate,
        alerts,
        sorted[alerts / 2] / 1e3,
        sorted[(int) (alerts * 0.99)] / 1e3,
        sorted[alerts - 1] / 1e6);
  }
}
