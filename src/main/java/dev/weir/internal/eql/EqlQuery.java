package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.Field;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed query.
 *
 * @param source its text
 * @param kind what it asks for
 * @param keys the keys that all of its stages share
 * @param maxspan the longest time from the first to the last event; null for none
 * @param stages the one condition of an event query, or those of a sequence or sample in order
 * @param until the condition that ends a sequence; null for none
 * @param pipes what follows after a vertical bar
 */
public record EqlQuery(
    String source,
    Kind kind,
    List<Field> keys,
    @Nullable Duration maxspan,
    List<Stage> stages,
    @Nullable Stage until,
    List<Pipe> pipes) {

  /** The kinds of queries. */
  public enum Kind {
    /** One event. */
    EVENT,
    /** Several events in order. */
    SEQUENCE,
    /** Several events in any order. */
    SAMPLE
  }

  /**
   * A category and a condition.
   *
   * @param category the value of the category field; null for {@code any}
   * @param condition what an event must meet
   * @param keys the keys of this stage, besides those that all share
   * @param runs how often in a row it must be met
   * @param missing whether the event must not come
   * @param start the offset where it begins
   */
  public record Stage(
      @Nullable String category,
      EqlExpression condition,
      List<Field> keys,
      int runs,
      boolean missing,
      int start) {}

  /** What follows after a vertical bar, by its name. */
  public record Pipe(String name, int start) {}

  /** Parses a query. */
  public static EqlQuery parse(String query) throws EqlException {
    return new EqlParser(query).query();
  }

  /** An error at a place of this query. */
  EqlException error(int offset, String reason, String hint) {
    return new EqlException(source, offset, reason, hint);
  }
}
