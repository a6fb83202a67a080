package dev.weir.bench;

import dev.weir.testkit.HostileInputs;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Processor time of each condition and of reading for inputs made to be slow, of a size that doubles: linear
 * time doubles, too. Fails if a doubling takes more than 2.3 times as long.
 *
 * <pre>bench/run doubling [SMALLEST=65536] [DOUBLINGS=4] [ROUNDS=9] [NAME]</pre>
 */
final class Doubling {

  private static final double MOST = 2.3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Short trials are repeated until a round takes this long. */
  private static final long ROUND_NANOS = 5_000_000;

  private static final long WARM_UP_NANOS = 300_000_000;

  /** No further doubling of what takes longer. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private Doubling() {}

  public static void main(String[] args) {
    int smallest = number(args, 0, 64 << 10);
    int doublings = number(args, 1, 4);
    int rounds = number(args, 2, 9);
    System.out.printf(
        "median time per doubling from %,d bytes, each relative to the one before%n", smallest);
    int slow = 0;
    for (Map.Entry<String, IntFunction<BooleanSupplier>> one : HostileInputs.all().entrySet()) {
      if (args.length < 4 || one.getKey().contains(args[3])) {
        slow += report(one.getKey(), one.getValue(), smallest, doublings, rounds) ? 0 : 1;
      }
    }
    System.out.println(slow == 0 ? "all linear" : slow + " over " + MOST);
    System.exit(slow == 0 ? 0 : 1);
  }

  private static boolean report(
      String name, IntFunction<BooleanSupplier> input, int smallest, int doublings, int rounds) {
    List<Double> ratios = new ArrayList<>();
    double before = 0;
    double nanos = nanos(name, input.apply(smallest), 1);
    BooleanSupplier warmUp = input.apply(smallest);
    for (double warm = nanos; warm < WARM_UP_NANOS; warm += nanos) {
      nanos = nanos(name, warmUp, 1);
    }
    for (int i = 0; i <= doublings && nanos < PATIENCE_NANOS; i++) {
      nanos = median(name, input.apply(smallest << i), rounds);
      if (i > 0) {
        ratios.add(nanos / before);
      }
      before = nanos;
    }
    boolean linear = ratios.stream().allMatch(ratio -> ratio <= MOST);
    System.out.printf(
        "%-42s %s  %,.3f ms%s%n",
        name,
        ratios.stream().map("%.2f"::formatted).collect(Collectors.joining(" ")),
        nanos / 1e6,
        linear ? "" : "  OVER " + MOST);
    return linear;
  }

  private static double median(String name, BooleanSupplier trial, int rounds) {
    long repeats = 1;
    long nanos = nanos(name, trial, 1);
    while (nanos < ROUND_NANOS) {
      repeats *= 2;
      nanos = nanos(name, trial, repeats);
    }
    List<Double> measured = new ArrayList<>();
    for (int i = 0; i < rounds && (i == 0 || nanos < PATIENCE_NANOS / rounds); i++) {
      measured.add(nanos(name, trial, repeats) / (double) repeats);
    }
    return Spread.of(measured, Double::doubleValue).median();
  }

  private static long nanos(String name, BooleanSupplier trial, long repeats) {
    long began = THREADS.getCurrentThreadCpuTime();
    for (long i = 0; i < repeats; i++) {
      if (!trial.getAsBoolean()) {
        throw new IllegalStateException(name + ": the wrong answer");
      }
    }
    return THREADS.getCurrentThreadCpuTime() - began;
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }
}
