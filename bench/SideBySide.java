package dev.weir.bench;

import com.sun.management.ThreadMXBean;
import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Weir from bytes to alerts beside two baselines: finding line ends only, and Jackson's streaming
 * parser stepping through every token. All run in one process over the same bytes, in turns for
 * each chunk, so that other load on the machine affects all of them equally.
 *
 * <pre>bench/run side-by-side [ROUNDS=9] [RULES]</pre>
 */
final class SideBySide {

  private static final int MEGABYTES = 40;
  private static final int CHUNKS = 20;
  private static final int WARM_UP = 3;

  /** Lateness of a live stream; a replay of a file decides nothing before its end. */
  private static final Duration LIVE = Duration.ofMinutes(5);

  /** Cap on the alerts of a rule in five minutes: none, or the default. */
  private static final int EVERY = Integer.MAX_VALUE;

  private static final int USUAL = 100;

  private static final JsonFactory JSON = new JsonFactory();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is measured in turns. */
  private enum Way {
    SCAN,
    PARSE,
    WHOLE
  }

  private final RuleSet rules;
  private final List<byte[]> chunks = new ArrayList<>();
  private final long bytes;
  private final int events;
  private long sink;

  private SideBySide(RuleSet rules, Documents documents, int bytesEach) {
    this.rules = rules;
    int perChunk = (MEGABYTES << 20) / bytesEach / CHUNKS;
    for (int i = 0; i < CHUNKS; i++) {
      chunks.add(documents.lines(perChunk));
    }
    this.bytes = chunks.stream().mapToLong(chunk -> chunk.length).sum();
    this.events = perChunk * CHUNKS;
  }

  /** Nanoseconds of a round through all chunks, and bytes that Weir allocated. */
  private record Round(double[] nanos, double allocated) {
    double of(Way way) {
      return nanos[way.ordinal()];
    }

    double toParse(Way way) {
      return of(way) / of(Way.PARSE);
    }
  }

  private Round round(Detector.Builder builder) throws IOException {
    double[] nanos = new double[Way.values().length];
    double allocated = 0;
    try (Detector detector = builder.build()) {
      for (int i = 0; i < chunks.size(); i++) {
        byte[] chunk = chunks.get(i);
        for (int turn = 0; turn < nanos.length; turn++) {
          Way way = Way.values()[(i + turn) % nanos.length];
          long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
          long began = System.nanoTime();
          switch (way) {
            case SCAN -> scan(chunk);
            case PARSE -> parse(chunk);
            case WHOLE -> detector.read(new ByteArrayInputStream(chunk), "bench");
          }
          nanos[way.ordinal()] += System.nanoTime() - began;
          if (way == Way.WHOLE) {
            allocated +=
                THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
          }
        }
      }
      long began = System.nanoTime();
      detector.finish();
      nanos[Way.WHOLE.ordinal()] += System.nanoTime() - began;
    }
    return new Round(nanos, allocated);
  }

  private void scan(byte[] chunk) {
    int lines = 0;
    for (byte b : chunk) {
      if (b == '\n') {
        lines++;
      }
    }
    sink += lines;
  }

  private void parse(byte[] chunk) {
    int tokens = 0;
    int start = 0;
    for (int at = 0; at < chunk.length; at++) {
      if (chunk[at] == '\n') {
        try (JsonParser parser =
            JSON.createParser(ObjectReadContext.empty(), chunk, start, at - start)) {
          while (parser.nextToken() != null) {
            tokens++;
          }
        }
        start = at + 1;
      }
    }
    sink += tokens;
  }

  private void report(String name, int rounds, boolean live, boolean strict, int alerts)
      throws IOException {
    Detector.Builder builder =
        Detector.builder(rules)
            .maxAlerts(alerts, Duration.ofMinutes(5))
            .listener(alert -> sink += alert.toJson().length);
    builder = live ? builder.lateness(LIVE) : builder.untilTheEnd();
    builder = strict ? builder.strict() : builder;
    for (int i = 0; i < WARM_UP; i++) {
      round(builder);
    }
    List<Round> measured = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      measured.add(round(builder));
    }
    Spread ratio = Spread.of(measured, round -> round.toParse(Way.WHOLE));
    double seconds = Spread.of(measured, round -> round.of(Way.WHOLE)).median() / 1e9;
    System.out.printf(
        "%-34s %4.2f (%4.2f-%4.2f)  %5.2f  %,8.0f %6.0f %8.0f %7.0f%n",
        name,
        ratio.median(),
        ratio.least(),
        ratio.most(),
        Spread.of(measured, round -> round.toParse(Way.SCAN)).median(),
        events / seconds,
        bytes / 1e6 / seconds,
        bytes / 1e6 / (Spread.of(measured, round -> round.of(Way.PARSE)).median() / 1e9),
        Spread.of(measured, Round::allocated).median() / events);
  }

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    String folder = args.length > 1 ? args[1] : "rules-drl/unusual-imds-request";
    RuleSet rules = RuleSet.load(Path.of(folder));
    System.out.println("time relative to parse only (median, least-most); B: bytes allocated per event");
    System.out.printf(
        "%-34s %-16s  %5s  %8s %6s %8s %7s%n",
        folder, "whole way", "scan", "events/s", "MB/s", "(parse)", "B");
    for (int bytes : new int[] {1000, 3000, 5000}) {
      for (int perMille : new int[] {1, 10, 50}) {
        for (int hosts : new int[] {100, 100_000}) {
          Documents documents = new Documents(bytes, perMille, hosts);
          String name =
              String.format("%d KB, %.1f %%, %,d hosts", bytes / 1000, perMille / 10.0, hosts);
          new SideBySide(rules, documents, bytes).report(name, rounds, true, false, EVERY);
        }
      }
    }
    SideBySide usual = new SideBySide(rules, new Documents(3000, 10, 100), 3000);
    usual.report("3 KB, 1.0 %, a file to its end", rounds, false, false, EVERY);
    usual.report("3 KB, 1.0 %, strict", rounds, true, true, EVERY);
    for (int bytes : new int[] {1000, 3000}) {
      new SideBySide(rules, new Documents(bytes, 50, 100), bytes)
          .report(bytes / 1000 + " KB, 5.0 %, alerts capped as usual", rounds, true, false, USUAL);
    }
  }
}
