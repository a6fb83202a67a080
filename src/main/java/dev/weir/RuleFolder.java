package dev.weir;

import dev.weir.internal.thread.Periodic;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A folder of rules that may be edited while a detector runs them. The folder is polled: new rules
 * take over once two polls in a row see the same files, the rules compile, and they pass their
 * {@link RuleTrial}. Otherwise, the old rules stay active and the {@link Listener} gets the reason.
 *
 * <p>A poll reads the files and compares their contents. It uses no file system notifications,
 * because network and mounted folders do not send them, they can get lost, and they miss a folder
 * that was replaced or a link that now points elsewhere. Not thread-safe: call {@link #look} from
 * one thread, or {@link #watch} once.
 */
public final class RuleFolder {

  /** Receives the outcome of each change. */
  public interface Listener {
    /**
     * New rules have taken over. Called by the thread that completed the change: the one that feeds
     * the detector, or a thread of the detector's own.
     *
     * @param receipt what changed
     * @param outcome the result of the trial, which may include warnings
     * @param took from when the change was detected until all lanes had the new rules
     */
    void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took);

    /**
     * New rules were refused, and the old ones stay active. Called by the thread that polls, or as
     * {@link #reloaded} if the rules passed but could not take over.
     *
     * @param issues the reasons, at least one of them an error
     */
    void refused(List<RuleIssue> issues);

    /**
     * The folder was polled. By default, nothing happens.
     *
     * @param fault why the folder or a part of it cannot be read now; empty if it can
     */
    default void looked(String fault) {}
  }

  /** Polling in the background. */
  public interface Watch extends AutoCloseable {
    /** Stops polling. */
    @Override
    void close();
  }

  private final Path folder;
  private final RuleTarget target;
  private final RuleTrial trial;
  private final Listener listener;
  private String running;
  private String handled;
  private String lastSeen;
  private String fault = "";

  /**
   * A folder whose current rules already run.
   *
   * @param folder the folder
   * @param running its rules, as they run now
   * @param target takes new rules, such as {@code detector::reload}
   * @param trial the test that new rules must pass
   * @param listener receives the outcome of each change
   */
  public RuleFolder(
      Path folder, RuleSet running, RuleTarget target, RuleTrial trial, Listener listener) {
    this.folder = folder;
    this.target = target;
    this.trial = trial;
    this.listener = listener;
    this.running = running.hash();
    this.handled = running.hash() + fingerprint();
    this.lastSeen = handled;
  }

  /** Polls the folder once. */
  public void look() {
    fault = "";
    String seen = seen();
    listener.looked(fault);
    boolean settled = seen.equals(lastSeen);
    lastSeen = seen;
    if (settled && !seen.equals(handled)) {
      handled = seen;
      if (!seen.startsWith(running)) { // else an edit has been undone
        takeOver();
      }
    }
  }

  /**
   * Polls the folder at an interval, on a daemon thread of its own.
   *
   * @param every the time between two polls
   * @return the polling, which the caller must close
   */
  public Watch watch(Duration every) {
    return Periodic.start(
            "weir-rules",
            every,
            this::look,
            failure -> {
              if (failure != null) {
                listener.looked("rules in " + folder + " cannot be watched: " + failure);
              }
            })
        ::close;
  }

  private String seen() {
    try {
      String hash = RuleSet.hash(folder);
      if (!hash.matches("[0-9a-f]{64}")) {
        fault = hash;
      }
      return hash + fingerprint();
    } catch (IOException | UncheckedIOException e) {
      return unreadable(e); // it may be being replaced; if not, loading reports it
    }
  }

  private String fingerprint() {
    try {
      return " " + trial.fingerprint();
    } catch (IOException | UncheckedIOException e) {
      return " " + unreadable(e);
    }
  }

  private String unreadable(Exception reason) {
    fault = "rules in " + folder + " cannot be read: " + reason.getMessage();
    return fault;
  }

  private void takeOver() {
    long began = System.nanoTime();
    RuleSet rules;
    RuleTrial.Outcome outcome;
    try {
      rules = RuleSet.load(folder);
      if (!handled.startsWith(rules.hash())) {
        handled = ""; // edited between the poll and the load: the next polls take it up
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
        target
            .reload(rules)
            .whenComplete(
                (receipt, failure) -> {
                  if (failure == null) {
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    listener.reloaded(receipt, outcome, took);
                  } else {
                    refuse("could not take over: " + failure);
                  }
                });
  }

  private void refuse(String reason) {
    listener.refused(List.of(RuleIssue.ofFile(folder.toString(), reason)));
  }
}
