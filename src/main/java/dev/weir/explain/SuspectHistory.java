package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.session.Firing;
import org.jspecify.annotations.Nullable;

/** The life of one suspect: the rule that created it, and how it ended. */
final class SuspectHistory {

  private final Suspect suspect;
  private final RuleRef madeBy;
  private SuspectOutcome fate = SuspectOutcome.WAITED;
  private @Nullable Event ended;

  SuspectHistory(Suspect suspect, Firing firing) {
    this.suspect = suspect;
    this.madeBy = RuleRef.of(firing.rule());
  }

  Suspect suspect() {
    return suspect;
  }

  RuleRef madeBy() {
    return madeBy;
  }

  SuspectOutcome fate() {
    return fate;
  }

  /** The event whose decision removed it; null while it waits. */
  @Nullable Event ended() {
    return ended;
  }

  /** Whether it was removed before an event was decided. */
  boolean goneBefore(Event event) {
    return ended != null && ended.order().compareTo(event.order()) < 0;
  }

  /** Records that a rule removed it. */
  void end(Firing firing, Decision decision) {
    Event event = decision.event();
    ended = event;
    EventRef with = event.document() == suspect.document() ? null : EventRef.of(event);
    long millis = event.getTimestamp() - suspect.getTimestamp();
    String alertId = alertId(firing, decision);
    SuspectOutcome.Kind kind =
        !alertId.isEmpty()
            ? SuspectOutcome.Kind.ALERTED
            : firing.rule().exclusion()
                ? SuspectOutcome.Kind.EXCLUDED
                : isReplaced(firing) ? SuspectOutcome.Kind.REPLACED : SuspectOutcome.Kind.REMOVED;
    fate = new SuspectOutcome(kind, RuleRef.of(firing.rule()), with, millis, alertId);
  }

  private String alertId(Firing firing, Decision decision) {
    return decision.alerts().stream()
        .filter(alert -> alert.rule().equals(firing.rule()))
        .filter(
            alert ->
                alert.sequence().stream().anyMatch(event -> event.document() == suspect.document()))
        .map(Alert::id)
        .findFirst()
        .orElse("");
  }

  /** Whether the rule also matched a newer suspect. */
  private boolean isReplaced(Firing firing) {
    return firing.facts().stream()
        .anyMatch(fact -> fact instanceof Suspect && fact != suspect && suspect.precedes(fact));
  }
}
