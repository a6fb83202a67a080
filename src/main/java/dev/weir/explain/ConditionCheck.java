package dev.weir.explain;

import dev.weir.internal.session.ConditionProbe.Outcome;
import java.util.List;

/**
 * A condition of a rule and how an event stands with it.
 *
 * @param outcome whether the event meets it
 * @param about what it asks about
 * @param words what the event has and the condition wants, as in {@code process.name is perl}
 * @param text the condition as the rule's author wrote it, on one line
 * @param line where it stands in the rule's file, from 1
 * @param parts what it is made of, where that says more
 */
public record ConditionCheck(
    Outcome outcome, About about, String words, String text, int line, List<ConditionCheck> parts) {

  /** What a condition asks about. */
  public enum About {
    /** The event alone. */
    ITSELF,
    /** The time between two events. */
    TIME,
    /** Something two events must have in common, such as the host. */
    KEY,
    /** Something else between two events. */
    OTHER
  }

  /**
   * Whether the event meets it.
   *
   * @return false also where that is not known
   */
  public boolean holds() {
    return outcome == Outcome.HOLDS;
  }
}
