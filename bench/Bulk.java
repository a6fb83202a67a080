package dev.weir.bench;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Throughput of {@code ./weir serve} with {@code _bulk}, safely stored, beside {@code ./weir detect}
 * on a file of the same bytes. Both run in their own processes, in turns. The senders share the
 * processors, so the processor time of each is printed, too.
 *
 * <pre>bench/run bulk [EVENTS=300000] [ROUNDS=5] [SENDERS=2]</pre>
 */
final class Bulk {

  private static final int BODY = 500;

  private final Path folder = Files.createTempDirectory("weir-bulk");
  private final Path file = folder.resolve("events.ndjson");
  private final int events;
  private final int senders;

  private Bulk(int events, int senders) throws Exception {
    this.events = events;
    this.senders = senders;
  }

  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    int senders = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    new Bulk(events, senders).run(rounds);
  }

  private void run(int rounds) throws Exception {
    Documents documents = new Documents(3000, 10, 100);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < events; i += BODY) {
        out.write(documents.lines(Math.min(BODY, events - i)));
      }
    }
    double megabytes = Files.size(file) / 1e6;
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double detect = detect();
      double serve = serve(round);
      ratios.add(detect / serve);
      System.out.printf(
          "round %d: detect %.2f s (%.0f events/s, %.0f MB/s), _bulk %.2f s (%.0f events/s, %.0f MB/s)%n",
          round, detect, events / detect, megabytes / detect, serve, events / serve, megabytes / serve);
    }
    Spread spread = Spread.of(ratios, Double::doubleValue);
    System.out.printf(
        "_bulk's events/s to detect's: %.2f (%.2f-%.2f)%n", spread.median(), spread.least(), spread.most());
    Files.delete(file);
  }

  private double detect() throws Exception {
    long began = System.nanoTime();
    Process detect =
        new ProcessBuilder(
                "./weir", "detect", "--quiet", "--lateness", "2s", "--max-alerts", "1000000",
                "--output", folder.resolve("detected.ndjson").toString(), file.toString())
            .inheritIO()
            .start();
    if (detect.waitFor() != 0) {
      throw new IllegalStateException("detect failed");
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** Starts a new service; the time includes the start of the JVM, as for detect. */
  private double serve(int round) throws Exception {
    Path own = Files.createDirectory(folder.resolve("round" + round));
    BulkService service =
        new BulkService(own, "sinks: {file: {path: " + own.resolve("alerts.ndjson") + "}}\n");
    long began = System.nanoTime();
    service.start();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      List<Thread> sending = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        Thread sender = new Thread(() -> send(service, lines));
        sending.add(sender);
        sender.start();
      }
      for (Thread sender : sending) {
        sender.join();
      }
      return (System.nanoTime() - began) / 1e9;
    } finally {
      System.out.printf("  the service used %.2f s of processor time%n", service.process().processorTime().toNanos() / 1e9);
      service.process().kill();
    }
  }

  private static void send(BulkService service, BufferedReader lines) {
    for (List<String> body = next(lines); !body.isEmpty(); body = next(lines)) {
      service.send(body);
    }
  }

  private static List<String> next(BufferedReader lines) {
    synchronized (lines) {
      return lines.lines().limit(BODY).toList();
    }
  }
}
