package dev.weir.internal.service.streams;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.Stats;
import dev.weir.internal.session.Progress;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The detectors of the tasks that currently run on this instance. All use the same rules. Safe for
 * any thread.
 */
public final class TaskDetectors {

  private final Function<RuleSet, Detector.Builder> builders;
  private final Set<Detector> open = new LinkedHashSet<>();
  private RuleSet rules;
  private Stats closed = Stats.NONE;

  /** Calls {@code builders} for each new task; it need not set a listener. */
  public TaskDetectors(RuleSet rules, Function<RuleSet, Detector.Builder> builders) {
    this.rules = rules;
    this.builders = builders;
  }

  public synchronized RuleSet rules() {
    return rules;
  }

  /**
   * Loads new rules: new tasks start with them, and running tasks switch between two events, within
   * about a second.
   */
  public synchronized CompletableFuture<ReloadReceipt> reload(RuleSet newRules) {
    CompletableFuture<ReloadReceipt> receipt =
        CompletableFuture.completedFuture(ReloadReceipt.between(rules, newRules, 0, Duration.ZERO));
    rules = newRules;
    for (Detector one : open) {
      receipt =
          receipt.thenCombine(
              one.reload(newRules).exceptionallyCompose(failure -> failed(one, failure)),
              ReloadReceipt::together);
    }
    return receipt;
  }

  /** A task that has left this instance does not make a reload fail. */
  private synchronized CompletableFuture<ReloadReceipt> failed(Detector task, Throwable failure) {
    return open.contains(task)
        ? CompletableFuture.failedFuture(failure)
        : CompletableFuture.completedFuture(ReloadReceipt.between(rules, rules, 0, Duration.ZERO));
  }

  /** The sum over all tasks that run or have run on this instance. */
  public synchronized Stats stats() {
    return open.stream().map(Detector::stats).reduce(closed, Stats::plus);
  }

  /** What all tasks are deciding. */
  synchronized List<Progress> progress() {
    return open.stream().flatMap(one -> one.progress().stream()).toList();
  }

  synchronized int count() {
    return open.size();
  }

  synchronized Detector open(DetectorListener listener) {
    Detector detector = builders.apply(rules).listener(listener).build();
    open.add(detector);
    return detector;
  }

  synchronized void close(Detector detector) {
    if (open.remove(detector)) {
      closed = closed.plus(detector.stats().withoutLive());
      detector.close();
    }
  }
}
