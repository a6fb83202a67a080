package dev.weir.explain;

import java.util.List;

/**
 * A condition of a rule, evaluated for an event.
 *
 * @param outcome whether the event meets it
 * @param about what it is about
 * @param words the value of the event and what the condition expects, such as {@code process.name
 *     is perl}
 * @param text the condition as written in the rule, on one line
 * @param line the line of the condition in the rule file, from 1
 * @param parts the parts of the condition, where they tell more
 */
public record ConditionCheck(
    Outcome outcome, About about, String words, String text, int line, List<ConditionCheck> parts) {

  /** Whether a condition is met. */
  public enum Outcome {
    /** It is met. */
    HOLDS,
    /** It is not met. */
    FAILS,
    /** It threw an exception, or cannot be evaluated alone. */
    UNKNOWN
  }

  /** What a condition is about. */
  public enum About {
    /** The event alone. */
    ITSELF,
    /** The time between two events. */
    TIME,
    /** A value that two events must share, such as the host. */
    KEY,
    /** Another relation between two events. */
    OTHER
  }

  /** {@return whether the event meets the condition; false if that is unknown} */
  public boolean holds() {
    return outcome == Outcome.HOLDS;
  }
}
