package dev.weir.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one rule of one rule set has hit. Immutable.
 *
 * @param ruleSet the rule set's hash
 * @param rule the rule's name
 * @param kind what its hits are
 * @param file its file, relative to the rule set's folder
 * @param line the line it begins on
 * @param owner {@code @owner}
 * @param reason {@code @reason}
 * @param expires {@code date-expires}, null without one
 * @param hits how often
 * @param first the time of the earliest event hit, null without any
 * @param last the time of the latest event hit, null without any
 * @param top the commonest values of what was hit, by {@link Dimension}: an estimate that is never
 *     too low, exact below {@value TopValues#KEPT} different values
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

  /** What a rule's hits are. */
  public enum Kind {
    /** Suspects that it made: a detection's first step. */
    SUSPECTS,
    /** Suspects that it took out: an exclusion. */
    EXCLUDED,
    /** Alerts that it raised: a detection. */
    ALERTS
  }

  /**
   * The same rule's hits of two runs.
   *
   * @param other the other entry, of the same rule of the same rule set
   * @return both together
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
