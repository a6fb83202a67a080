package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The reason why an event did or did not raise an alert. Immutable; {@link #text} is for people,
 * the rest for programs.
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
    ALERTED,
    /** An exclusion removed the suspect. */
    EXCLUDED,
    /** A newer suspect replaced the suspect. */
    REPLACED,
    /** Another rule removed the suspect. */
    REMOVED,
    /** It meets a rule's conditions on one event, but no second event joined it. */
    NO_PARTNER,
    /** It matches no rule. */
    NO_MATCH,
    /** The document is not a usable event. */
    UNUSABLE;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * An alert that the explained event is part of.
   *
   * @param alertId the alert's id
   * @param rule the rule that raised it
   * @param sequence its events, in the order in which they happened
   * @param millis the time from the first event to the last
   * @param span the longest time between them that the rule allows, in milliseconds; -1 if it sets
   *     none
   * @param checks the rule's conditions, which its facts met together; empty if that is unknown
   * @param guide the investigation guide as Markdown, filled in; empty if the rule has none
   */
  public record RaisedAlert(
      String alertId,
      RuleRef rule,
      List<EventRef> sequence,
      long millis,
      long span,
      List<ConditionCheck> checks,
      String guide) {

    static RaisedAlert of(Alert alert, long span, List<ConditionCheck> checks) {
      List<Event> events = alert.sequence();
      return new RaisedAlert(
          alert.id(),
          RuleRef.of(alert.rule()),
          events.stream().map(EventRef::of).toList(),
          alert.timestamp() - events.get(0).getTimestamp(),
          span,
          checks,
          alert.guide());
    }
  }

  /**
   * What became of a suspect that was made of the explained event.
   *
   * @param detection the name of the suspect's detection
   * @param madeBy the rule that created it
   * @param fate what became of it
   * @param partners the near misses, for each rule that joins such suspects with other events
   * @param exclusions the exclusions of the detection and their conditions on the suspect, the
   *     nearest first, at most 100
   */
  public record SuspectAnswer(
      String detection,
      RuleRef madeBy,
      SuspectOutcome fate,
      List<Partners> partners,
      List<RuleAnswer> exclusions) {

    /**
     * The events that a rule almost joined with the suspect.
     *
     * @param rule the rule
     * @param misses the near misses, the nearest first; may be empty
     */
    public record Partners(RuleRef rule, List<NearMiss> misses) {}
  }

  /**
   * A rule for this kind of event, and which of its conditions the event meets.
   *
   * @param rule the rule
   * @param fact the kind of fact in the rule: ProcessEvent, NetworkEvent or OtherEvent
   * @param fired whether the rule fired because of the event
   * @param checks the rule's conditions on the event alone
   * @param joins whether the rule needs another event, too
   * @param misses the suspects that the rule almost joined, if the event meets all of {@code
   *     checks}
   * @param note what the answer leaves out; empty if it is complete
   */
  public record RuleAnswer(
      RuleRef rule,
      String fact,
      boolean fired,
      List<ConditionCheck> checks,
      boolean joins,
      List<NearMiss> misses,
      String note) {

    /**
     * {@return whether the event meets the rule's conditions on it alone; false if that is unknown}
     */
    public boolean met() {
      return failing() == 0;
    }

    /** How many of the conditions are not met. */
    long failing() {
      return checks.stream().filter(check -> !check.holds()).count();
    }
  }

  /**
   * An event that a rule almost joined with the explained event.
   *
   * @param event the other event
   * @param millis the time from the explained event to the other; negative if the other was earlier
   * @param words why the rule did not join them
   * @param failed the conditions on both events that were not met
   * @param fate what had become of the suspect by then; null if that was not the reason
   */
  public record NearMiss(
      EventRef event,
      long millis,
      String words,
      List<ConditionCheck> failed,
      @Nullable SuspectOutcome fate) {}

  static Explanation ofUnusable(String eventId, Origin place, String because) {
    return new Explanation(
        eventId,
        place,
        null,
        Verdict.UNUSABLE,
        because,
        List.of(),
        List.of(),
        List.of(),
        List.of());
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
