package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.PendingChanges;
import dev.weir.rule.RuleSet;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Memory of a lane: heap bytes per host and per pending document, and the time to find what changed
 * in them, as before each commit.
 *
 * <pre>bench/run lane-memory [HOSTS] [PENDING]</pre>
 */
final class LaneMemory {

  private LaneMemory() {}

  public static void main(String[] args) {
    int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    int pending = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    try (Detector detector = detector(hosts)) {
      Documents noise = new Documents(1500, 0, hosts);
      detector.accept(noise.next().getBytes(UTF_8));
      long before = heap();
      for (int i = 0; i < 5 * hosts; i++) {
        detector.accept(noise.next().getBytes(UTF_8));
      }
      // with this many draws, a share of e^-5 of the hosts is never drawn
      System.out.printf("%,d hosts: %.0f bytes each%n", hosts, (heap() - before) / (hosts * 0.993));
    }
    try (Detector detector = detector(1_000)) {
      Documents suspicious = new Documents(1500, 1000, 1_000);
      long before = heap();
      long bytes = 0;
      for (int i = 0; i < pending; i++) {
        byte[] document = suspicious.next().getBytes(UTF_8);
        bytes += document.length;
        detector.accept(document);
      }
      PendingChanges changes = new PendingChanges(detector, 0);
      int there = changes.next().added().size();
      System.out.printf("%,d pending documents of %d bytes: %d bytes of heap each%n",
          there, bytes / pending, (heap() - before) / there);
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        changes.next();
      }
      System.out.printf("finding what changed in them: %.1f ms%n",
          (System.nanoTime() - began) / 20e6);
    }
  }

  private static Detector detector(int hosts) {
    return Detector.builder(RuleSet.shipped())
        .lateness(Duration.ofDays(1))
        .maxHosts(2 * hosts)
        .maxWaitingBytes(Long.MAX_VALUE)
        .build();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
