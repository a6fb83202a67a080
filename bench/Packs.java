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
 * The pack {@code cloud-metadata} beside {@code unusual-imds-request}: bytes to alerts over the same
 * events, in turns.
 *
 * <pre>bench/run packs [ROUNDS=9]</pre>
 */
final class Packs {

  private static final int EVENTS = 30_000;
  private static final int WARM_UP = 8;

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    RuleSet seed = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
    RuleSet pack = RuleSet.load(Path.of("rules-drl", "cloud-metadata"));
    for (int perMille : new int[] {1, 10}) {
      LaterEvents events = new LaterEvents(new Documents(3000, perMille, 1_000), EVENTS);
      List<double[]> measured = new ArrayList<>();
      try (Detector ofSeed = detector(seed);
          Detector ofPack = detector(pack)) {
        for (int i = -WARM_UP; i < rounds; i++) {
          byte[] lines = events.lines();
          events.goOn();
          double[] nanos = {nanos(ofSeed, lines), nanos(ofPack, lines)};
          if (i >= 0) {
            measured.add(nanos);
          }
        }
        Spread ratio = Spread.of(measured, nanos -> nanos[1] / nanos[0]);
        System.out.printf(
            "%.1f %% suspicious: the pack takes %.2f times as long (%.2f-%.2f); alerts %,d and %,d%n",
            perMille / 10.0,
            ratio.median(),
            ratio.least(),
            ratio.most(),
            ofSeed.stats().alerts() + ofSeed.stats().suppressed(),
            ofPack.stats().alerts() + ofPack.stats().suppressed());
      }
    }
  }

  private static Detector detector(RuleSet rules) {
    return Detector.builder(rules)
        .lateness(Duration.ofSeconds(30))
        .listener(alert -> alert.toJson())
        .build();
  }

  private static double nanos(Detector detector, byte[] lines) throws IOException {
    long began = System.nanoTime();
    detector.read(new ByteArrayInputStream(lines), "bench");
    detector.finish();
    return System.nanoTime() - began;
  }
}
