package dev.weir.internal.service.streams;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.Stats;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The rules that an instance goes by, and the detectors of the tasks that it has at the moment,
 * which all go by them. Safe for any thread.
 */
public final class TaskDetectors {

  private final Function<RuleSet, Detector.Builder> detectors;
  private final Set<Detector> open = new LinkedHashSet<>();
  private RuleSet current;
  private Stats closed = Stats.NONE;

  /**
   * Begins with rules.
   *
   * @param first the rules
   * @param detectors how the detector of a task works; its listener is the task's
   */
  public TaskDetectors(RuleSet first, Function<RuleSet, Detector.Builder> detectors) {
    this.current = first;
    this.detectors = detectors;
  }

  /**
   * The rules that new tasks begin with.
   *
   * @return the newest
   */
  public synchronized RuleSet current() {
    return current;
  }

  /**
   * Goes on with other rules. Tasks that begin from now on have them, and those that there are take
   * them over between two events, within a second or so.
   *
   * @param rules the rules to go on with
   * @return what has changed, once all tasks have them that have not gone to another instance
   *     meanwhile; it fails if one of them fails
   */
  public CompletableFuture<ReloadReceipt> change(RuleSet rules) {
    RuleSet before;
    List<CompletableFuture<ReloadReceipt>> receipts = new ArrayList<>();
    synchronized (this) {
      before = current;
      current = rules;
      for (Detector one : open) {
        receipts.add(one.reload(rules).exceptionallyCompose(failure -> failed(one, failure)));
      }
    }
    ReloadReceipt nothing = ReloadReceipt.between(before, rules, 0, Duration.ZERO);
    return CompletableFuture.allOf(receipts.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                receipts.stream()
                    .map(CompletableFuture::join)
                    .reduce(nothing, ReloadReceipt::together));
  }

  /** A task that has gone has nothing to change any more. */
  private CompletableFuture<ReloadReceipt> failed(Detector detector, Throwable failure) {
    RuleSet now;
    synchronized (this) {
      if (open.contains(detector)) {
        return CompletableFuture.failedFuture(failure);
      }
      now = current;
    }
    return CompletableFuture.completedFuture(ReloadReceipt.between(now, now, 0, Duration.ZERO));
  }

  /**
   * What the tasks have counted that this instance has or has had.
   *
   * @return the sum
   */
  public synchronized Stats stats() {
    Stats sum = closed;
    for (Detector one : open) {
      sum = sum.plus(one.stats());
    }
    return sum;
  }

  /** How many tasks with a lane there are. */
  synchronized int lanes() {
    return open.size();
  }

  /** The detector of a task that begins. */
  synchronized Detector open(DetectorListener listener) {
    Detector detector = detectors.apply(current).listener(listener).build();
    open.add(detector);
    return detector;
  }

  /** The task ends. */
  synchronized void close(Detector detector) {
    if (open.remove(detector)) {
      closed = closed.plus(detector.stats().withoutLive());
      detector.close();
    }
  }
}
