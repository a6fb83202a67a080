package dev.weir.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The hits of one rule of one rule set. Immutable.
 *
 * @param ruleSet the rule set's hash
 * @param rule the rule's name
 * @param kind what it counts
 * @param file its file, relative to the rule set's folder
 * @param line the line it begins on
 * @param owner {@code @owner}
 * @param reason {@code @reason}
 * @param expires {@code date-expires}, or null
 * @param hits the number of hits
 * @param first the time of the earliest event hit, or null
 * @param last the time of the latest event hit, or null
 * @param top the most frequent values of the hits, by {@link Dimension}: an estimate that is never
 *     too low, and exact for fewer than {@value TopValues#KEPT} different values
 */
public record LedgerEntry(
    String ruleSet,
    String rule,
    Kind kind,
    String file,
    int line,
    String owner,
    String reason,
    @Nullable Instant expires,
    long hits,
    @Nullable Instant first,
    @Nullable Instant last,
    Map<Dimension, Map<String, Long>> top) {

  /** What a rule's entry counts. */
  public enum Kind {
    /** Suspects that it made, as the first step of a detection. */
    SUSPECTS,
    /** Suspects that it removed, as an exclusion. */
    EXCLUDED,
    /** Alerts that it raised, as a detection. */
    ALERTS
  }

  /**
   * {@return the sum of this entry and the hits of the same rule in another run}
   *
   * @param other the entry of the same rule in the same rule set
   */
  public LedgerEntry plus(LedgerEntry other) {
    Map<Dimension, Map<String, Long>> both = new TreeMap<>();
    for (Dimension dimension : Dimension.values()) {
      TopValues values = new TopValues();
      top.getOrDefault(dimension, Map.of()).forEach(values::add);
      other.top.getOrDefault(dimension, Map.of()).forEach(values::add);
      both.put(dimension, values.counts());
    }
    return new LedgerEntry(
        ruleSet,
        rule,
        kind,
        file,
        line,
        owner,
        reason,
        expires,
        hits + other.hits,
        either(first, other.first, (one, two) -> one.isBefore(two) ? one : two),
        either(last, other.last, (one, two) -> one.isAfter(two) ? one : two),
        both);
  }

  private static @Nullable Instant either(
      @Nullable Instant one, @Nullable Instant other, BinaryOperator<Instant> choice) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return choice.apply(one, other);
  }
}
