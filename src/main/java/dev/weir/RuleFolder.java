package dev.weir;

import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A folder of rules that a detector goes by while they are edited. Whoever has it looks at it now
 * and then; what is new takes over once it has been the same for two looks in a row, compiles, and
 * passes its {@link RuleTrial}. Anything else leaves the detector as it is, and is told.
 *
 * <p>A look reads the files and compares what is in them: it asks no file system for notifications,
 * which mounted and network folders do not give, which can be lost, and which say nothing of a
 * folder that was replaced or a link that was pointed elsewhere. To be looked at by one thread.
 */
public final class RuleFolder {

  /** Takes what becomes of a change. Called by the thread that looks, if not said otherwise. */
  public interface Listener {
    /**
     * New rules have taken over. Called by the thread that swaps them, the detector's or a lane's.
     *
     * @param receipt what has changed
     * @param outcome what came of their trial
     * @param took from when the change was settled until every lane had it
     */
    void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took);

    /**
     * New rules are at fault; the old ones go on.
     *
     * @param issues why, at least one error
     */
    void refused(List<RuleIssue> issues);
  }

  /** Looks that are under way. */
  public interface Watch extends AutoCloseable {
    /** Ends them. */
    @Override
    void close();
  }

  private final Path folder;
  private final Function<RuleSet, CompletableFuture<ReloadReceipt>> taker;
  private final RuleTrial trial;
  private final Listener listener;
  private String running;
  private String handled;
  private String lastSeen;

  /**
   * A folder whose rules have been taken already.
   *
   * @param folder the folder
   * @param running its rules
   * @param taker takes new ones, as {@link dev.weir.Detector#reload} does
   * @param trial what new rules have to pass
   * @param listener takes what becomes of a change
   */
  public RuleFolder(
      Path folder,
      RuleSet running,
      Function<RuleSet, CompletableFuture<ReloadReceipt>> taker,
      RuleTrial trial,
      Listener listener) {
    this.folder = folder;
    this.taker = taker;
    this.trial = trial;
    this.listener = listener;
    this.running = running.hash();
    this.handled = running.hash() + fingerprint();
    this.lastSeen = handled;
  }

  /** Looks at it once. */
  public void look() {
    String seen = seen();
    boolean settled = seen.equals(lastSeen);
    lastSeen = seen;
    if (settled && !seen.equals(handled)) {
      handled = seen;
      if (!seen.startsWith(running)) { // else an edit has been taken back
        takeOver();
      }
    }
  }

  /**
   * Looks at it again and again, on a thread of its own.
   *
   * @param every how long to wait between two looks
   * @return the looks, to be ended by the caller
   */
  public Watch watch(Duration every) {
    ScheduledThreadPoolExecutor watcher =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "weir-rules");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        watcher.scheduleWithFixedDelay(
            this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    return watcher::shutdownNow;
  }

  private String seen() {
    try {
      return RuleSet.hash(folder) + fingerprint();
    } catch (IOException e) {
      return "cannot be read: " + e; // being replaced, perhaps; if it lasts, loading will tell
    }
  }

  private String fingerprint() {
    try {
      return " " + trial.fingerprint();
    } catch (IOException e) {
      return " cannot be read: " + e;
    }
  }

  private void takeOver() {
    long began = System.nanoTime();
    RuleSet rules;
    RuleTrial.Outcome outcome;
    try {
      rules = RuleSet.load(folder);
      if (!handled.startsWith(rules.hash())) {
        handled = ""; // edited while it was read: the next looks will see
        return;
      }
      outcome = trial.of(rules);
    } catch (RuleSetException e) {
      listener.refused(e.in(folder).issues());
      return;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    if (!outcome.passed()) {
      listener.refused(outcome.issues());
      return;
    }
    running = rules.hash();
    var unused =
        taker
            .apply(rules)
            .whenComplete(
                (receipt, failed) -> {
                  if (failed == null) {
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    listener.reloaded(receipt, outcome, took);
                  } else {
                    refuse("could not take over: " + failed);
                  }
                });
  }

  private void refuse(String why) {
    listener.refused(List.of(RuleIssue.ofFile(folder.toString(), why)));
  }
}
