package dev.weir.testkit;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.testkit.Reference.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Runs a detector and gathers the pairs of its alerts. */
public final class Pairs implements DetectorListener {

  /** By exec, then connection. */
  public static final Comparator<Pair> ORDER =
      Comparator.comparing(Pair::exec).thenComparing(Pair::network);

  private final Set<Pair> pairs = new TreeSet<>(ORDER);
  private final Set<String> ids = new TreeSet<>();
  private final List<String> hostFaults = new ArrayList<>();
  private int alerts;
  private int late;

  /** Builds a detector, feeds it, ends its input and closes it. */
  public static Pairs of(Detector.Builder builder, Consumer<Detector> feed) {
    Pairs pairs = new Pairs();
    pairs.run(builder, feed, true);
    return pairs;
  }

  /** A further run into the same pairs; one that does not finish is one that was killed. */
  public void run(Detector.Builder builder, Consumer<Detector> feed, boolean finish) {
    try (Detector detector = builder.listener(this).build()) {
      feed.accept(detector);
      if (finish) {
        detector.finish();
      }
    }
  }

  @Override
  public void onAlert(Alert alert) {
    alerts++;
    ids.add(alert.id());
    pairs.add(
        new Pair(
            alert.sequence().get(0).getEventId().toString(),
            alert.sequence().get(1).getEventId().toString()));
  }

  @Override
  public void onHostFault(String host, String fault) {
    hostFaults.add(host + ": " + fault);
  }

  @Override
  public void onLate(dev.weir.event.Event event) {
    late++;
  }

  public Set<Pair> pairs() {
    return pairs;
  }

  /** The pairs as case tables have them. */
  public List<List<String>> asLists() {
    return pairs.stream().map(pair -> List.of(pair.exec(), pair.network())).toList();
  }

  public int alerts() {
    return alerts;
  }

  /** The alerts' fingerprints. */
  public Set<String> ids() {
    return ids;
  }

  /** The hosts that were named, with the reason. */
  public List<String> hostFaults() {
    return hostFaults;
  }

  public int late() {
    return late;
  }
}
