package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Reloads rules while a stream runs. Checks that the alerts equal those of a run without reloads, and
 * prints how long a lane paused and the heap and metaspace in use after a GC.
 *
 * <pre>bench/run reload-soak [RELOADS=500] [EVENTS_PER_SECOND=10000] [LANES=1]</pre>
 */
final class ReloadSoak {

  private static final int HOSTS = 1_000;
  private static final int WAITING_HOSTS = 100;
  private static final Instant START = Instant.parse("2025-01-27T10:00:00Z");

  public static void main(String[] args) throws Exception {
    int reloads = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int rate = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int lanes = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    Path folder = copy(Path.of("rules-drl", "unusual-imds-request"));
    Path edited = folder.resolve("exclusions/executable.drl");
    String text = Files.readString(edited);

    RuleSet first = RuleSet.load(folder);
    Set<String> with = new TreeSet<>();
    AtomicBoolean over = new AtomicBoolean();
    List<ReloadReceipt> receipts = new ArrayList<>();
    long events;
    try (Detector detector = detector(first, lanes, with)) {
      Thread reloader =
          new Thread(
              () -> {
                try {
                  for (int i = 1; i <= reloads; i++) {
                    Files.writeString(edited, text + "// edit " + i + "\n");
                    receipts.add(detector.reload(RuleSet.load(folder)).join());
                    if (i == 1 || i % 50 == 0) {
                      report(i, detector.stats().liveSuspects());
                    }
                  }
                } catch (Exception e) {
                  e.printStackTrace();
                } finally {
                  over.set(true);
                }
              });
      reloader.start();
      long began = System.nanoTime();
      events = 0;
      while (!over.get()) {
        detector.accept(event(events++));
        long ahead = began + events * 1_000_000_000L / rate - System.nanoTime();
        if (ahead > 1_000_000) {
          LockSupport.parkNanos(ahead);
        }
      }
      detector.finish();
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("%,d events in %.0f s, %,.0f/s%n", events, seconds, events / seconds);
    }

    Set<String> without = new TreeSet<>();
    try (Detector detector = detector(first, lanes, without)) {
      for (long i = 0; i < events; i++) {
        detector.accept(event(i));
      }
      detector.finish();
    }
    long[] pauses = receipts.stream().mapToLong(r -> r.longestPause().toNanos()).sorted().toArray();
    System.out.printf(
        "%d reloads; a lane's pause: median %.2f ms, 99th of a hundred %.2f ms, longest %.2f ms%n",
        pauses.length,
        pauses[pauses.length / 2] / 1e6,
        pauses[pauses.length * 99 / 100] / 1e6,
        pauses[pauses.length - 1] / 1e6);
    System.out.printf(
        "suspects carried: %.0f on average%n",
        receipts.stream().mapToInt(ReloadReceipt::suspects).average().orElse(0));
    System.out.printf("alerts: %,d with reloads, %,d without, ", with.size(), without.size());
    System.out.println(with.equals(without) ? "the same" : "NOT THE SAME");
    System.exit(with.equals(without) && receipts.size() == reloads ? 0 : 1);
  }

  private static Detector detector(RuleSet rules, int lanes, Set<String> alerts) {
    return Detector.builder(rules)
        .lateness(Duration.ZERO)
        .lanes(lanes)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .listener(alert -> alerts.add(alert.id()))
        .build();
  }

  /** Two of 40 events make a pair, and a hundred hosts always have a waiting exec. */
  private static byte[] event(long number) {
    String host = "h" + number / 40 % HOSTS;
    String parent = "p" + number / 40;
    long millis = number / 10;
    if (number < WAITING_HOSTS) {
      return json(number, "waiting" + number, parent, millis, "process", "exec", "curl");
    }
    return switch ((int) (number % 40)) {
      case 7 -> json(number, host, parent, millis, "process", "exec", "wget");
      case 9 -> json(number, host, parent, millis, "network", "connection_attempted", "wget");
      default -> json(number, host, parent, millis, "process", "fork", "sh");
    };
  }

  private static byte[] json(
      long id, String host, String parent, long ms, String category, String action, String name) {
    String at = START.plusMillis(ms).toString();
    return ("{\"@timestamp\":\"" + at + "\",\"event\":{\"id\":\"" + id + "\",\"category\":[\""
            + category + "\"],\"type\":[\"start\"],\"action\":\"" + action + "\"},\"host\":{\"id\":\""
            + host + "\",\"os\":{\"type\":\"linux\"}},\"process\":{\"name\":\"" + name
            + "\",\"executable\":\"/usr/bin/" + name + "\",\"parent\":{\"entity_id\":\"" + parent
            + "\",\"executable\":\"/usr/bin/bash\"}},\"destination\":{\"ip\":\"169.254.169.254\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void report(int reload, long waiting) {
    System.gc();
    Runtime heap = Runtime.getRuntime();
    long used = heap.totalMemory() - heap.freeMemory();
    long metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    System.out.printf(
        "after %3d reloads: heap %3d MB, metaspace %3d MB, %d classes, %d suspects wait%n",
        reload,
        used >> 20,
        metaspace >> 20,
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        waiting);
  }

  private static Path copy(Path folder) throws Exception {
    Path copy = Files.createTempDirectory("weir-soak");
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(folder.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    return copy;
  }

  private ReloadSoak() {}
}
