package dev.weir.explain;

import dev.weir.event.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reason why an event did or did not alert. Immutable; {@link #text} is for people, the rest
 * for programs.
 *
 * @param eventId the {@code event.id} that was asked for
 * @param place where the document is from
 * @param event the event; null if the document is not a usable event
 * @param verdict the short answer
 * @param because the answer in one sentence
 * @param alerts the alerts that the event is part of
 * @param suspects what became of the event's suspects
 * @param rules the rules for this kind of event and their conditions, the nearest rule first
 * @param notes further remarks, such as a key that counts as missing
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

  /** The short answer. */
  public enum Verdict {
    /** The event is part of an alert. */
    ALERTED("alerted"),
    /** An exclusion removed the suspect. */
    EXCLUDED("excluded"),
    /** A newer suspect replaced the suspect. */
    REPLACED("replaced"),
    /** Another rule removed the suspect. */
    TAKEN_OUT("removed"),
    /** It meets a rule's conditions on one event, but no second event joined it. */
    NO_PARTNER("no partner"),
    /** It matches no rule. */
    NOT_WANTED("no match"),
    /** The document is not a usable event. */
    NO_PART("unusable");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static Explanation ofUnusable(String eventId, Origin place, String because) {
    return new Explanation(
        eventId, place, null, Verdict.NO_PART, because, List.of(), List.of(), List.of(), List.of());
  }

  /** {@return whether the event is part of an alert} */
  public boolean alerted() {
    return verdict == Verdict.ALERTED;
  }

  /** {@return the whole explanation as lines of text that are safe to show on a terminal} */
  public String text() {
    return ExplanationText.of(this);
  }
}
