package dev.weir.internal.delivery;

import dev.weir.RuleTrial;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.thread.TaskThread;
import dev.weir.internal.watch.Hang;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A trial on a thread of its own, which is given up if a rule does not end: the rules are refused,
 * and later ones can be tried. For one thread.
 */
public final class BoundedTrial implements RuleTrial {

  /** How long a trial may take, if nothing else is set. */
  public static final Duration DEFAULT_BOUND = Duration.ofMinutes(1);

  private static final String THREADS = "stuck trials";

  /** Trials that never ended, each of which can cost a core. */
  private static final int MAX_STUCK = 3;

  /** What a trial did not end in. */
  public static final class StuckException extends Exception {
    private static final long serialVersionUID = 1L;

    StuckException(String message) {
      super(message);
    }
  }

  private final RuleTrial trial;
  private final Duration bound;
  private final Troubles troubles;
  private final List<CompletableFuture<?>> stuck = new ArrayList<>();

  public BoundedTrial(RuleTrial trial, Duration bound, Troubles troubles) {
    this.trial = trial;
    this.bound = bound;
    this.troubles = troubles;
  }

  /** Runs a trial on another thread; {@code underWay} says what it does, if it takes too long. */
  public static <T> T run(Callable<T> trial, Supplier<String> underWay, Duration bound)
      throws StuckException, InterruptedException {
    return await(begin(trial), underWay, bound);
  }

  private static <T> CompletableFuture<T> begin(Callable<T> trial) {
    TaskThread thread = new TaskThread("weir-trial", 1);
    CompletableFuture<T> outcome = thread.call(trial);
    thread.close();
    return outcome;
  }

  private static <T> T await(
      CompletableFuture<T> outcome, Supplier<String> underWay, Duration bound)
      throws StuckException, InterruptedException {
    try {
      return outcome.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String at = underWay.get();
      throw new StuckException(
          "the trial did not end within " + Hang.shown(bound) + (at.isEmpty() ? "" : ": " + at));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(ErrorText.of(ErrorText.root(e)), e);
    }
  }

  @Override
  public Outcome of(RuleSet rules) {
    stuck.removeIf(CompletableFuture::isDone);
    if (stuck.isEmpty()) {
      troubles.over(THREADS);
    } else if (stuck.size() >= MAX_STUCK) {
      return refused(stuck.size() + " trials have not ended; restart to try rules again");
    }
    CompletableFuture<Outcome> outcome = begin(() -> trial.of(rules));
    try {
      return await(outcome, trial::underWay, bound);
    } catch (StuckException e) {
      stuck.add(outcome);
      String message = String.valueOf(e.getMessage());
      troubles.notice(THREADS, message + "; it still occupies a thread, and maybe a core");
      return refused(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refused("interrupted");
    }
  }

  private static Outcome refused(String reason) {
    return new Outcome(0, List.of(RuleIssue.ofFile("rules", reason)));
  }

  @Override
  public String fingerprint() throws IOException {
    return trial.fingerprint();
  }
}
