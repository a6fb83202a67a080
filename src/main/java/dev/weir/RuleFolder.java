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
 * A folder of rules that is checked for changes while a detector runs. New rules take over when two
 * checks in a row found the same files, the rules compile, and they pass their {@link RuleTrial}.
 * Otherwise the detector continues with the rules it has, and the listener hears why.
 *
 * <p>A check reads the files and compares their content. It does not use file system notifications,
 * because mounted and network folders may not send them, they can be lost, and they say nothing
 * when the folder is replaced or a link changes. For one thread.
 */
public final class RuleFolder {

  /** Receives the outcome of each change, on the thread that checks unless stated otherwise. */
  public interface Listener {
    /**
     * New rules have taken over. Called by the thread that feeds the detector, or a lane's.
     *
     * @param receipt what changed
     * @param outcome the outcome of their trial
     * @param took the time from the check that accepted the files until all lanes had the rules
     */
    void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took);

    /**
     * New rules were rejected; the old ones stay in use.
     *
     * @param issues what is wrong, at least one error
     */
    void refused(List<RuleIssue> issues);
  }

  /** Repeated checks on a thread of their own. */
  public interface Watch extends AutoCloseable {
    /** Stops the checks. */
    @Override
    void close();
  }

  private final Path folder;
  private final Function<RuleSet, CompletableFuture<ReloadReceipt>> reload;
  private final RuleTrial trial;
  private final Listener listener;
  private String running;
  private String handled;
  private String lastSeen;

  /**
   * A folder whose rules are in use already.
   *
   * @param folder the folder
   * @param running its rules
   * @param reload makes new rules take over, as {@link Detector#reload} does
   * @param trial the trial that new rules have to pass
   * @param listener receives the outcome of each change
   */
  public RuleFolder(
      Path folder,
      RuleSet running,
      Function<RuleSet, CompletableFuture<ReloadReceipt>> reload,
      RuleTrial trial,
      Listener listener) {
    this.folder = folder;
    this.reload = reload;
    this.trial = trial;
    this.listener = listener;
    this.running = running.hash();
    this.handled = running.hash() + fingerprint();
    this.lastSeen = handled;
  }

  /** Checks the folder once. */
  public void look() {
    String seen = seen();
    boolean settled = seen.equals(lastSeen);
    lastSeen = seen;
    if (settled && !seen.equals(handled)) {
      handled = seen;
      if (!seen.startsWith(running)) { // otherwise an edit was undone
        takeOver();
      }
    }
  }

  /**
   * Checks the folder repeatedly, on a thread of its own.
   *
   * @param every how long to wait between two checks
   * @return the checks, which the caller closes
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
      return "cannot be read: " + e; // perhaps being replaced; if it lasts, loading reports it
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
    long start = System.nanoTime();
    RuleSet rules;
    RuleTrial.Outcome outcome;
    try {
      rules = RuleSet.load(folder);
      if (!handled.startsWith(rules.hash())) {
        handled = ""; // edited while it was loaded: the next checks see the rest
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
        reload
            .apply(rules)
            .whenComplete(
                (receipt, failed) -> {
                  if (failed == null) {
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    listener.reloaded(receipt, outcome, took);
                  } else {
                    refuse("the rules could not take over: " + failed);
                  }
                });
  }

  private void refuse(String why) {
    listener.refused(List.of(RuleIssue.ofFile(folder.toString(), why)));
  }
}
