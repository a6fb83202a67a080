package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.alert.Incidents;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.internal.session.Progress;
import dev.weir.ledger.Ledger;
import dev.weir.rule.SkippedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The rules at work on the events of wrong clocks, in a session of their own: there a suspect of
 * the year 2099 takes no other's place and makes no host move on. For one thread.
 */
final class StrayEvents implements DetectionSession.Listener, AutoCloseable {

  private final SideSession session;
  private final DetectionSession.Listener listener;
  private final Ledger ledger;
  private final Incidents incidents;
  private Incidents current;

  /** The listener gets everything but the alerts. */
  StrayEvents(
      LaneSettings settings,
      Progress progress,
      PendingDocuments pending,
      DetectionSession.Listener listener,
      Ledger ledger,
      Consumer<Alert> onAlert) {
    this.session = new SideSession(settings, settings.baseline(), progress, pending, this);
    this.listener = listener;
    this.ledger = ledger;
    this.incidents = new Incidents(settings.incidentMillis(), pending, onAlert);
    this.current = incidents;
  }

  void decide(Event event) {
    decide(event, incidents);
  }

  /** Decides an event whose alerts are of other incidents. */
  void decide(Event event, Incidents ofAlerts) {
    current = ofAlerts;
    session.decide(event);
  }

  /** Releases the suspects that have been live for so long that nothing can join them. */
  void advance(long nowMillis) {
    incidents.advance(nowMillis);
    session.advance(nowMillis);
  }

  void finish() {
    incidents.finish();
  }

  int swap(DetectionSession.Successor next) {
    return session.swap(next);
  }

  /** Removes the suspects of a host; returns them, the oldest first. */
  List<Suspect> take(String host) {
    List<Suspect> taken = new ArrayList<>();
    session.suspects(
        suspect -> {
          if (suspect.hostKey().equals(host)) {
            taken.add(suspect);
          }
        });
    taken.forEach(session::release);
    return taken;
  }

  void pending(Consumer<Event> visitor) {
    session.suspects(suspect -> List.of(suspect.sequence()).forEach(visitor));
    incidents.forEachOpen(alert -> alert.sequence().forEach(visitor));
  }

  int liveSuspects() {
    return session.liveSuspects();
  }

  /** The rules that are skipped now; the same object until it changes. */
  Map<String, SkippedRule> skipped() {
    return session.skipped();
  }

  long evictedSuspects() {
    return session.evictedSuspects();
  }

  @Override
  public void alert(Alert alert) {
    ledger.alerted(alert);
    current.add(alert);
  }

  @Override
  public void fired(Firing firing) {
    listener.fired(firing);
  }

  @Override
  public void fault(String rule, Event event, Throwable fault) {
    listener.fault(rule, event, fault);
  }

  @Override
  public void evicted(Suspect suspect) {
    listener.evicted(suspect);
  }

  @Override
  public void close() {
    session.close();
  }
}
