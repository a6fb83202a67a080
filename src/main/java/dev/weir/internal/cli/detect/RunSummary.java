package dev.weir.internal.cli.detect;

import dev.weir.Stats;
import dev.weir.internal.text.SafeText;
import dev.weir.ledger.LedgerEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The summary of a run, for the operator. */
final class RunSummary {

  private RunSummary() {}

  static String of(Stats stats, List<LedgerEntry> ledger, Duration elapsed) {
    StringBuilder text = new StringBuilder(input(stats, elapsed));
    text.append(
        String.format(
            "%-10s%,d, and %,d suppressed by --max-alerts%n",
            "alerts", stats.alerts(), stats.suppressed()));
    exclusions(ledger, text);
    stats
        .ruleFaults()
        .forEach(
            (rule, hits) ->
                text.append(String.format("FAULTS    %,d in rule \"%s\"%n", hits, rule)));
    return text.append(hosts(stats)).toString();
  }

  /** What was read, and what of it was not used. */
  static String input(Stats stats, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1000.0;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%-10s%,d events (%s) in %.1f s, %,.0f events/s%n",
            "read",
            stats.events(),
            counts(stats.byKind()),
            seconds,
            stats.events() / Math.max(seconds, 0.001)));
    text.append(
        String.format(
            "%-10s%s, %s, %,d late%n",
            "rejected",
            total("malformed", stats.malformed()),
            total("ignored", stats.ignored()),
            stats.late()));
    return text.toString();
  }

  /** What is wrong with hosts, and which rules are skipped. */
  static String hosts(Stats stats) {
    StringBuilder text = new StringBuilder();
    stats
        .hostFaults()
        .forEach(
            (reason, events) ->
                text.append(String.format("%-10s%,d %s%n", "hosts", events, reason)));
    stats
        .skippedRules()
        .values()
        .forEach(rule -> text.append(String.format("SKIPPED   %s%n", SafeText.oneLine("" + rule))));
    if (stats.evictedSuspects() > 0) {
      text.append(
          String.format(
              "%-10s%,d suspects early, to stay within the memory limit%n",
              "evicted", stats.evictedSuspects()));
    }
    return text.toString();
  }

  private static void exclusions(List<LedgerEntry> ledger, StringBuilder text) {
    boolean several = ledger.stream().map(LedgerEntry::ruleSet).distinct().count() > 1;
    for (LedgerEntry entry : ledger) {
      if (entry.kind() == LedgerEntry.Kind.EXCLUDED) {
        text.append(String.format("excluded  %,d by \"%s\"", entry.hits(), entry.rule()));
        if (entry.first() != null) {
          text.append(", " + entry.first());
          text.append(entry.first().equals(entry.last()) ? "" : " to " + entry.last());
        }
        // rules were reloaded, so name the rule set
        text.append(several ? ", rules " + entry.ruleSet().substring(0, 12) : "").append('\n');
      }
    }
  }

  private static String total(String what, Map<String, Long> counts) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    return String.format("%,d %s", total, what)
        + (counts.isEmpty() ? "" : " (" + counts(counts) + ")");
  }

  private static String counts(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> String.format("%,d %s", entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
  }
}
