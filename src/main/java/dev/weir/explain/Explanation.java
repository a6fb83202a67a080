package dev.weir.explain;

import dev.weir.event.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an event did or did not alert. Immutable; {@link #text} is for people, the rest for programs.
 *
 * @param eventId the {@code event.id} asked for
 * @param place where the event stands
 * @param event the event; null where it takes no part
 * @param verdict the answer in short
 * @param because the answer in a sentence
 * @param alerts the alerts it is part of
 * @param suspects what became of it where it was made a suspect
 * @param rules how it stands with the rules that look at such events, the nearest first
 * @param notes what else there is to know, such as a key that counts as missing
 */
public record Explanation(
    String eventId,
    Origin place,
    @Nullable EventRef event,
    Verdict verdict,
    String because,
    List<RaisedAlert> alerts,
    List<SuspectAnswer> suspects,
    List<RuleAnswer> rules,
    List<String> notes) {

  /** The answer in short. */
  public enum Verdict {
    /** It is part of an alert. */
    ALERTED,
    /** An exclusion took it out. */
    EXCLUDED,
    /** A newer suspect took its place. */
    REPLACED,
    /** Another rule took it out. */
    TAKEN_OUT,
    /** It met what is asked of it alone, but nothing came to join it with. */
    NO_PARTNER,
    /** No rule wants it. */
    NOT_WANTED,
    /** It is no usable event. */
    NO_PART
  }

  static Explanation ofNoPart(String eventId, Origin place, String because) {
    return new Explanation(
        eventId, place, null, Verdict.NO_PART, because, List.of(), List.of(), List.of(), List.of());
  }

  /**
   * Whether it alerted.
   *
   * @return true if it is part of an alert
   */
  public boolean alerted() {
    return verdict == Verdict.ALERTED;
  }

  /**
   * All of it for people, safe to be shown on a terminal.
   *
   * @return lines, each with its line end
   */
  public String text() {
    return ExplanationText.of(this);
  }
}
