package dev.weir.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Median, least and most of a number over several rounds. */
record Spread(double least, double median, double most) {

  static <T> Spread of(List<T> rounds, ToDoubleFunction<T> number) {
    double[] sorted = rounds.stream().mapToDouble(number).sorted().toArray();
    return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }
}
