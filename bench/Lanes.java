package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One lane beside several over the same bytes, by turns. In each round the events are some minutes
 * later than in the one before.
 *
 * <pre>bench/run lanes [LANES=2] [ROUNDS=9]</pre>
 */
final class Lanes {

  private static final int EVENTS = 60_000;

  /** Rounds until all is compiled, on every thread. */
  private static final int WARM_UP = 15;

  private static final byte[] TIME = "\"@timestamp\":\"".getBytes(US_ASCII);

  private final byte[] lines = new Documents(3000, 10, 1_000).lines(EVENTS);
  private final RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
  private final List<Integer> times = new ArrayList<>();
  private Instant start = Instant.parse("2025-01-27T10:00:00Z");
  private long sink;

  public static void main(String[] args) throws IOException {
    int lanes = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 9;
    new Lanes().run(lanes, rounds);
  }

  private void run(int lanes, int rounds) throws IOException {
    for (int at = 0; at < lines.length - TIME.length; at++) {
      if (lines[at] == '"' && new String(lines, at, TIME.length, US_ASCII).equals("\"@timestamp\":\"")) {
        times.add(at + TIME.length);
      }
    }
    List<double[]> measured = new ArrayList<>();
    try (Detector one = detector(1);
        Detector several = detector(lanes)) {
      for (int i = -WARM_UP; i < rounds; i++) {
        goOn();
        double[] nanos = {nanos(one), nanos(several)};
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

  private void goOn() {
    start = start.plus(Duration.ofMinutes(5));
    for (int i = 0; i < times.size(); i++) {
      byte[] time = start.plusMillis(i).plusNanos(483_921).toString().getBytes(US_ASCII);
      System.arraycopy(time, 0, lines, times.get(i), time.length);
    }
  }

  private double nanos(Detector detector) throws IOException {
    long began = System.nanoTime();
    detector.read(new ByteArrayInputStream(lines), "bench");
    detector.finish();
    return System.nanoTime() - began;
  }
}
