package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.session.Firing;
import org.jspecify.annotations.Nullable;

/** A suspect from the rule that made it to what became of it. */
final class SuspectHistory {

  private final Suspect suspect;
  private final RuleRef madeBy;
  private final String maker;
  private SuspectOutcome fate = SuspectOutcome.WAITED;
  private @Nullable Event ended;

  SuspectHistory(Suspect suspect, Firing firing) {
    this.suspect = suspect;
    this.madeBy = RuleRef.of(firing.rule());
    this.maker = firing.rule().name();
  }

  Suspect suspect() {
    return suspect;
  }

  RuleRef madeBy() {
    return madeBy;
  }

  /** The name of the rule that made it. */
  String maker() {
    return maker;
  }

  SuspectOutcome fate() {
    return fate;
  }

  /** The event whose decision took it out; null while it waits. */
  @Nullable Event ended() {
    return ended;
  }

  /** Whether it was gone before an event was decided. */
  boolean goneBefore(Event event) {
    return ended != null && ended.order().compareTo(event.order()) < 0;
  }

  /** A rule took it out. */
  void end(Firing firing, Decision decision) {
    Event event = decision.event();
    ended = event;
    RuleRef rule = RuleRef.of(firing.rule());
    long millis = event.getTimestamp() - suspect.getTimestamp();
    EventRef with = event.document() == suspect.document() ? null : EventRef.of(event);
    Alert alert = alert(firing, decision);
    if (alert != null) {
      fate = new SuspectOutcome(SuspectOutcome.Kind.ALERTED, rule, with, millis, alert.id());
    } else if (firing.rule().exclusion()) {
      fate = new SuspectOutcome(SuspectOutcome.Kind.EXCLUDED, rule, with, millis, "");
    } else if (replaces(firing)) {
      fate = new SuspectOutcome(SuspectOutcome.Kind.REPLACED, rule, with, millis, "");
    } else {
      fate = new SuspectOutcome(SuspectOutcome.Kind.TAKEN_OUT, rule, with, millis, "");
    }
  }

  private @Nullable Alert alert(Firing firing, Decision decision) {
    for (Alert alert : decision.alerts()) {
      boolean mine =
          alert.sequence().stream().anyMatch(event -> event.document() == suspect.document());
      if (mine && alert.rule().equals(firing.rule())) {
        return alert;
      }
    }
    return null;
  }

  /** Whether the rule matched another suspect beside it, which is the newer one. */
  private boolean replaces(Firing firing) {
    return firing.facts().stream()
        .anyMatch(fact -> fact instanceof Suspect && fact != suspect && suspect.precedes(fact));
  }
}
