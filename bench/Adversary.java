package dev.weir.bench;

import dev.weir.testkit.Fleet;
import dev.weir.testkit.HostileHost;
import dev.weir.testkit.ShippedRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends 2,000 events/s of 49 hosts to {@code ./weir serve}, while a 50th host does everything to
 * keep it from watching them. Their alerts must be exactly those of a run without that host. Prints
 * times of the good sender's requests and the resident memory of the service each minute.
 *
 * <pre>bench/run adversary [SECONDS=1800] [SEED=1]</pre>
 */
final class Adversary {

  private static final int PER_SECOND = 2_000;
  private static final int BODY = 200;
  private static final int BYTES = 1_000;
  private static final int MILLIS_BETWEEN_ATTACKS = 1_000;

  private final Path folder = Files.createTempDirectory("weir-adversary");
  private final Path rules = ShippedRules.copyTo(folder.resolve("rules"));
  private final int seconds;
  private final long seed;
  private long start; // of both runs
  private final List<Long> millis = new ArrayList<>();
  private final TreeMap<String, Integer> attacks = new TreeMap<>();
  private final TreeMap<String, Long> slowest = new TreeMap<>();
  private volatile String attack = "none";
  private volatile boolean ending;

  private Adversary(int seconds, long seed) throws Exception {
    this.seconds = seconds;
    this.seed = seed;
    Files.writeString(rules.resolve("careless.drl"), Fleet.CARELESS);
  }

  /** Exits with 1 if an alert is missing, or one is too many. */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 1800;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    System.exit(new Adversary(seconds, seed).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    List<String> with = alerts(true);
    List<String> without = alerts(false);
    Set<String> missing = new TreeSet<>(without);
    with.forEach(missing::remove);
    Set<String> added = new TreeSet<>(with);
    without.forEach(added::remove);
    boolean exact = with.size() == without.size() && missing.isEmpty() && added.isEmpty();
    System.out.printf(
        "alerts of the 49 hosts: %,d with the hostile host, %,d without: %s%n",
        with.size(), without.size(), exact ? "the same" : "NOT THE SAME");
    System.out.printf("missing: %s%nadded: %s%nkept: %s%n", missing, added, folder);
    return exact;
  }

  /** With the hostile host in real time and with the default cap; without it as fast as possible. */
  private List<String> alerts(boolean hostile) throws Exception {
    Path own = Files.createDirectory(folder.resolve(hostile ? "with" : "without"));
    Path alerts = own.resolve("alerts.ndjson");
    BulkService service =
        new BulkService(
            own,
            "rules: %s\nwritable-rules: true\nsinks: {file: {path: %s, rotate-bytes: 100GiB}}\n"
                .formatted(rules, alerts),
            hostile ? 100 : 1_000_000);
    try {
      service.start();
      if (hostile) { // else the first alerts are late, and the next of a host within their interval
        start = System.currentTimeMillis();
      }
      Fleet fleet = new Fleet(start, PER_SECOND, BYTES, seed);
      Thread attacking = new Thread(() -> attack(service, fleet));
      if (hostile) {
        attacking.start();
      }
      send(service, fleet, hostile);
      ending = true;
      attacking.join();
      return await(service, fleet, alerts);
    } finally {
      service.process().end();
    }
  }

  private void send(BulkService service, Fleet fleet, boolean paced) throws Exception {
    long began = System.nanoTime();
    int minute = 1;
    for (long sent = 0; sent < (long) seconds * PER_SECOND; sent += BODY) {
      if (paced) {
        WeirProcess.pause(Math.max(0, fleet.now() - System.currentTimeMillis()));
      }
      List<String> body = fleet.next(BODY);
      String during = attack;
      long before = System.nanoTime();
      service.send(body);
      long took = (System.nanoTime() - before) / 1_000_000;
      millis.add(took);
      slowest.merge(during, took, Math::max);
      if (paced && (System.nanoTime() - began) / 60_000_000_000L >= minute) {
        report(service, minute++);
      }
    }
    if (paced) {
      report(service, minute);
      System.out.println("slowest answer in ms, by what the hostile host did: " + slowest);
      System.out.println("attacks: " + attacks);
    }
  }

  private void report(BulkService service, int minute) throws Exception {
    long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
    millis.clear();
    System.out.printf(
        "minute %2d: answers in ms: median %,d, p99 %,d, longest %,d; not acknowledged %,d; resident %,d MiB%n",
        minute,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1],
        service.refused(),
        service.process().residentMiB());
  }

  private void attack(BulkService service, Fleet fleet) {
    try (HostileHost host = new HostileHost(service.port(), fleet::now, seed)) {
      while (!ending) {
        long before = System.nanoTime();
        attack = host.next();
        host.attack();
        attacks.merge(attack, 1, Integer::sum);
        attack = "none";
        long took = (System.nanoTime() - before) / 1_000_000;
        WeirProcess.pause(Math.max(0, MILLIS_BETWEEN_ATTACKS - took));
      }
      System.out.printf(
          "the hostile host sent %,d events and got these answers: %s%n",
          host.events(), host.answers());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The alerts of good hosts, as soon as there are as many as their events must raise. */
  private static List<String> await(BulkService service, Fleet fleet, Path alerts)
      throws Exception {
    List<String> found = List.of();
    for (int i = 0; i < 30 && found.size() < fleet.expected().size(); i++) {
      service.send(fleet.last());
      WeirProcess.pause(2_000);
      found = Files.exists(alerts) ? Fleet.alerts(alerts) : List.of();
    }
    return found;
  }
}
