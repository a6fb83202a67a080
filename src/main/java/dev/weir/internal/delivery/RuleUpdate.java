package dev.weir.internal.delivery;

import dev.weir.RuleTrial;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one rule set that was started with, or delivered later.
 *
 * @param hash of the rules that run from then on
 * @param message what the operator reads; empty at the start, else one or more lines
 */
public record RuleUpdate(Instant at, Result result, String hash, String message) {

  /** A change that breaks one case may break hundreds; the first few explain it. */
  private static final int MAX_ISSUES = 10;

  /** What happened to the rules. */
  public enum Result {
    STARTED,
    TAKEN,
    REFUSED,
    LEFT_OUT;

    /** The word for metrics and the store. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static RuleUpdate started(RuleSet rules) {
    return new RuleUpdate(Instant.now(), Result.STARTED, rules.hash(), "");
  }

  public static RuleUpdate taken(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
    String message =
        String.format(
            "new rules are in use (%.12s, before: %.12s):%s%s%s;%s"
                + " %d suspects kept; it took %d ms, and detection paused for %.1f ms",
            receipt.after(),
            receipt.before(),
            names(" added", receipt.added()),
            names(" removed", receipt.removed()),
            names(" changed", receipt.changed()),
            outcome.cases() > 0 ? " " + outcome.cases() + " cases passed," : "",
            receipt.suspects(),
            took.toMillis(),
            receipt.longestPause().toNanos() / 1e6);
    return new RuleUpdate(Instant.now(), Result.TAKEN, receipt.after(), message);
  }

  private static String names(String change, Set<String> names) {
    return names.isEmpty() ? "" : change + " \"" + String.join("\", \"", names) + "\"";
  }

  /** A rule of the running ones does not end, and takes no part any more. */
  public static RuleUpdate leftOut(String runningHash, String message) {
    return new RuleUpdate(Instant.now(), Result.LEFT_OUT, runningHash, message);
  }

  public static RuleUpdate refused(String runningHash, List<RuleIssue> issues) {
    String shown =
        issues.stream()
            .limit(MAX_ISSUES)
            .map(RuleIssue::toString)
            .collect(Collectors.joining("\n"));
    int more = issues.size() - MAX_ISSUES;
    String message =
        "the new rules are refused; the current rules stay active\n"
            + shown
            + (more > 0 ? "\n... and " + more + " more" : "");
    return new RuleUpdate(Instant.now(), Result.REFUSED, runningHash, message);
  }
}
