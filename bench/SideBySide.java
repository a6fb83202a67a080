package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.alert.Alert;
import dev.weir.internal.read.Lines;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Weir from bytes to pairs, and to alert documents, beside finding line ends, reading the needed
 * fields with Jackson's streaming parser, the same with a rule in plain Java, and naive Drools. All
 * run in one process over the same bytes, in turns for each chunk, so that other load on the
 * machine affects all of them equally, and only their processor time counts. All must find the same
 * pairs.
 *
 * <p>Without arguments: every {@link Mix} in three sizes and with four shares of suspicious events.
 *
 * <pre>bench/run side-by-side [ROUNDS=5] [MIX,...|all] [BYTES,...|all] [PER-MILLE,...|all] [RULES]
 * </pre>
 */
final class SideBySide {

  private static final int CHUNKS = 4;
  private static final int CHUNK = 4 << 20;
  private static final int WARM_UP = 2;

  /** Lateness of a live stream; a replay of a file decides nothing before its end. */
  private static final Duration LIVE = Duration.ofMinutes(5);

  private static final ProcessorTime TIME = new ProcessorTime();

  /** What is measured in turns. */
  private enum Way {
    SCAN,
    PARSE,
    JAVA,
    DROOLS,
    PAIRS,
    ALERTS
  }

  private final RuleSet rules;
  private final List<byte[]> chunks = new ArrayList<>();
  private final long events;
  private final Random random = new Random(42);
  private long sink;

  private SideBySide(RuleSet rules, MixEvents mix) {
    this.rules = rules;
    for (int i = 0; i < CHUNKS; i++) {
      chunks.add(mix.lines(CHUNK));
    }
    this.events = mix.count();
  }

  /** Nanoseconds of each way through all chunks. */
  private record Round(long[] nanos, long pairs) {
    double ratio(Way way, Way to) {
      return (double) nanos[way.ordinal()] / nanos[to.ordinal()];
    }
  }

  private Round round() throws IOException {
    long[] nanos = new long[Way.values().length];
    Map<Way, Pairs> found = new EnumMap<>(Way.class);
    List<Way> turns = new ArrayList<>(List.of(Way.values()));
    turns.forEach(way -> found.put(way, new Pairs()));
    PlainJava java = new PlainJava(found.get(Way.JAVA));
    try (NaiveDrools drools = new NaiveDrools(found.get(Way.DROOLS));
        Detector pairs = detector(found.get(Way.PAIRS), false);
        Detector alerts = detector(found.get(Way.ALERTS), true)) {
      for (int i = 0; i < CHUNKS; i++) {
        byte[] chunk = chunks.get(i);
        Collections.shuffle(turns, random); // each leaves the caches to the next in its own way
        for (Way way : turns) {
          long began = TIME.nanos();
          switch (way) {
            case SCAN, PARSE, JAVA, DROOLS -> lines(chunk, way, java, drools);
            case PAIRS -> pairs.read(new ByteArrayInputStream(chunk), "bench");
            case ALERTS -> alerts.read(new ByteArrayInputStream(chunk), "bench");
          }
          nanos[way.ordinal()] += TIME.nanos() - began;
        }
      }
      long began = TIME.nanos();
      pairs.finish();
      long between = TIME.nanos();
      alerts.finish();
      nanos[Way.PAIRS.ordinal()] += between - began;
      nanos[Way.ALERTS.ordinal()] += TIME.nanos() - between;
    }
    Pairs expected = found.get(Way.JAVA);
    for (Way way : new Way[] {Way.DROOLS, Way.PAIRS, Way.ALERTS}) {
      if (!found.get(way).equal(expected)) {
        throw new IllegalStateException(
            way + " found other pairs: " + found.get(way).count() + ", not " + expected.count());
      }
    }
    return new Round(nanos, expected.count());
  }

  private Detector detector(Pairs pairs, boolean documents) {
    return Detector.builder(rules)
        .lateness(LIVE)
        .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
        .listener(
            (Alert alert) -> {
              pairs.add(
                  alert.sequence().get(0).getEventId().first(),
                  alert.sequence().get(1).getEventId().first());
              sink += documents ? alert.toJson().length : 0;
            })
        .build();
  }

  private void lines(byte[] chunk, Way way, PlainJava java, NaiveDrools drools) throws IOException {
    Lines lines = Lines.of(chunk, chunk.length, chunk.length, 0);
    while (lines.step()) {
      if (way == Way.SCAN) {
        sink++;
        continue;
      }
      PeerEvent event = PeerEvent.read(lines.holder(), lines.from(), lines.to());
      switch (way) {
        case JAVA -> java.take(event);
        case DROOLS -> drools.take(event);
        default -> sink += event.getCategory().size();
      }
    }
  }

  /** The medians of a mix. */
  private record Result(Mix mix, List<Round> rounds) {
    double ratio(Way way, Way to) {
      return Spread.of(rounds, round -> round.ratio(way, to)).median();
    }
  }

  private Result measure(Mix mix, int rounds) throws IOException {
    List<Round> measured = new ArrayList<>();
    for (int i = 0; i < WARM_UP + rounds; i++) {
      Round round = round();
      if (i >= WARM_UP) {
        measured.add(round);
      }
    }
    Result result = new Result(mix, measured);
    double parse = Spread.of(measured, round -> round.nanos[Way.PARSE.ordinal()]).median();
    System.out.printf(
        Locale.ROOT,
        "%-14s %,7d events %,6d pairs  %5.2f us %5.2f  %5.2f %5.2f  %5.2f %5.2f%n",
        mix,
        events,
        measured.get(0).pairs,
        parse / events / 1e3,
        result.ratio(Way.SCAN, Way.PARSE),
        result.ratio(Way.JAVA, Way.PARSE),
        result.ratio(Way.DROOLS, Way.PARSE),
        result.ratio(Way.PAIRS, Way.PARSE),
        result.ratio(Way.ALERTS, Way.PARSE));
    return result;
  }

  /** A row of the table in docs/performance.md. */
  private static String row(int bytes, int perMille, List<Result> results) {
    return String.format(
        Locale.ROOT,
        "| %,d | %.1f %% | %s | %s | %s | %.2f | %.2f |",
        bytes,
        perMille / 10.0,
        worst(results, Way.PAIRS, Way.PARSE),
        worst(results, Way.ALERTS, Way.PARSE),
        worst(results, Way.PAIRS, Way.JAVA),
        median(results, Way.JAVA, Way.PARSE),
        median(results, Way.DROOLS, Way.PARSE));
  }

  private static double median(List<Result> results, Way way, Way to) {
    return Spread.of(results, result -> result.ratio(way, to)).median();
  }

  /** The median over the mixes, and the worst with its name. */
  private static String worst(List<Result> results, Way way, Way to) {
    Result worst = Collections.max(results, Comparator.comparingDouble(one -> one.ratio(way, to)));
    return String.format(
        Locale.ROOT,
        "%.2f, %.2f (`%s`)",
        median(results, way, to),
        worst.ratio(way, to),
        worst.mix);
  }

  private static int[] numbers(String[] args, int at, int... all) {
    return args.length <= at || args[at].equals("all")
        ? all
        : Arrays.stream(args[at].split(",")).mapToInt(Integer::parseInt).toArray();
  }

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    List<Mix> mixes =
        args.length <= 1 || args[1].equals("all")
            ? List.of(Mix.values())
            : Arrays.stream(args[1].split(",")).map(Mix::valueOf).toList();
    RuleSet rules =
        RuleSet.load(Path.of(args.length > 4 ? args[4] : "rules-drl/unusual-imds-request"));
    for (Mix mix : mixes) {
      SideBySide first = new SideBySide(rules, new MixEvents(mix, 1_250, 50)); // warm-up
      first.round();
      first.round();
      System.out.printf("%-14s %,d hosts: %s%n", mix, mix.hosts(), mix.describe());
    }
    System.out.println("time relative to reading the needed fields; medians");
    System.out.printf(
        "%-52s %5s  %5s %5s  %5s %5s%n", "", "scan", "Java", "Drools", "pairs", "alerts");
    List<String> rows = new ArrayList<>();
    for (int bytes : numbers(args, 2, 1_250, 3_000, 4_300)) {
      for (int perMille : numbers(args, 3, 0, 1, 10, 50)) {
        System.out.printf(Locale.ROOT, "%,d bytes, %.1f %% suspicious%n", bytes, perMille / 10.0);
        List<Result> results = new ArrayList<>();
        for (Mix mix : mixes) {
          results.add(
              new SideBySide(rules, new MixEvents(mix, bytes, perMille)).measure(mix, rounds));
        }
        rows.add(row(bytes, perMille, results));
      }
    }
    System.out.println("medians and worst over the mixes");
    System.out.println(
        "| bytes | suspicious | pairs | alerts | pairs to plain Java | plain Java | naive Drools"
            + " |");
    rows.forEach(System.out::println);
  }
}
