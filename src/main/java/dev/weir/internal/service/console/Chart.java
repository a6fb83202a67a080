package dev.weir.internal.service.console;

import dev.weir.internal.service.triage.Histogram;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The histogram of alerts over time. The script lets people choose a range of it. */
final class Chart {

  /** About how many bars there are. */
  static final int BARS = 60;

  private static final int WIDTH = 900;
  private static final int HEIGHT = 64;

  /** As the severities of a histogram, the least severe first. */
  private static final String[] CLASSES = {"informational", "low", "medium", "high", "critical"};

  private Chart() {}

  static void write(Html html, Histogram histogram) {
    int[][] counts = histogram.counts();
    if (counts.length == 0) {
      return;
    }
    int most = Arrays.stream(counts).mapToInt(one -> Arrays.stream(one).sum()).max().orElse(1);
    int all = Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    String from = time(histogram.from());
    String to = time(histogram.from() + histogram.step() * counts.length);
    html.open("figure", "class", "chart");
    html.open(
        "svg",
        "id",
        "histogram",
        "role",
        "img",
        "aria-label",
        all + " alerts from " + from + " to " + to + ", at most " + most + " in one bar",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "preserveAspectRatio",
        "none",
        "data-from",
        "" + histogram.from(),
        "data-step",
        "" + histogram.step(),
        "data-bars",
        "" + counts.length);
    double width = (double) WIDTH / counts.length;
    for (int bar = 0; bar < counts.length; bar++) {
      double bottom = HEIGHT;
      for (int severity = 0; severity < CLASSES.length; severity++) {
        int count = counts[bar][severity];
        if (count > 0) {
          double height = Math.max(2, (double) (HEIGHT - 2) * count / Math.max(most, 1));
          bottom -= height;
          bar(html, severity, bar * width, Math.max(0, bottom), Math.max(1, width - 1), height);
        }
      }
    }
    html.open("rect", "id", "brush", "x", "0", "y", "0", "width", "0", "height", "" + HEIGHT);
    html.close().close();
    html.open("figcaption").element("span", from).element("span", to).close().close();
  }

  private static void bar(
      Html html, int severity, double x, double y, double width, double height) {
    html.open(
            "rect",
            "class",
            "bar " + CLASSES[severity],
            "x",
            number(x),
            "y",
            number(y),
            "width",
            number(width),
            "height",
            number(height))
        .close();
  }

  private static String number(double value) {
    return String.valueOf(Math.round(value * 10) / 10.0);
  }

  /** A time for people: to the second, in UTC. */
  static String time(long millis) {
    return time(Instant.ofEpochMilli(millis));
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
  }
}
