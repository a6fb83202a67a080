package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One lane beside several over the same events, in turns.
 *
 * <pre>bench/run lanes [LANES=2] [ROUNDS=9]</pre>
 */
final class Lanes {

  private static final int EVENTS = 60_000;

  /** Warm-up rounds until every thread runs compiled code. */
  private static final int WARM_UP = 15;

  private final LaterEvents events = new LaterEvents(new Documents(3000, 10, 1_000), EVENTS);
  private final RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
  private long sink;

  public static void main(String[] args) throws IOException {
    int lanes = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 9;
    new Lanes().run(lanes, rounds);
  }

  private void run(int lanes, int rounds) throws IOException {
    List<double[]> measured = new ArrayList<>();
    try (Detector one = detector(1);
        Detector several = detector(lanes)) {
      for (int i = -WARM_UP; i < rounds; i++) {
        events.goOn();
        byte[] lines = events.lines();
        double[] nanos = {nanos(one, lines), nanos(several, lines)};
        if (i >= 0) {
          measured.add(nanos);
        }
      }
    }
    Spread ratio = Spread.of(measured, nanos -> nanos[0] / nanos[1]);
    System.out.printf(
        "1 lane %,.0f events/s, %d lanes %,.0f events/s: %.2f times as many (%.2f-%.2f), on %d cores%n",
        Spread.of(measured, nanos -> EVENTS / nanos[0] * 1e9).median(),
        lanes,
        Spread.of(measured, nanos -> EVENTS / nanos[1] * 1e9).median(),
        ratio.median(),
        ratio.least(),
        ratio.most(),
        Runtime.getRuntime().availableProcessors());
  }

  private Detector detector(int lanes) {
    return Detector.builder(rules)
        .lanes(lanes)
        .lateness(Duration.ofSeconds(30))
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .listener(alert -> sink += alert.toJson().length)
        .build();
  }

  private double nanos(Detector detector, byte[] lines) throws IOException {
    long began = System.nanoTime();
    detector.read(new ByteArrayInputStream(lines), "bench");
    detector.finish();
    return System.nanoTime() - began;
  }
}
