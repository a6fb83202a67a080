package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.PrincipalEvent;
import dev.weir.internal.alert.Incidents;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order and session for a share of the hosts. For one thread, so it needs no locks; any thread may
 * read the counts of suspects.
 */
public final class Lane implements HostOrder.Listener, DetectionSession.Listener, AutoCloseable {

  private final HostOrder order;
  private final DetectionSession session;
  private final DocumentReader reader;
  private final Counters counters;
  private final Ledger ledger;
  private final LaneListener listener;
  private final Incidents incidents;
  private @Nullable Document lastLate;
  private volatile long liveSuspects;
  private volatile long evictedSuspects;

  public Lane(LaneSettings settings, Counters counters, Ledger ledger, LaneListener listener) {
    this.order = new HostOrder(settings.latenessMillis(), settings.bounds(), this);
    this.session =
        new DetectionSession(
            settings.rules(), settings.maxSuspectBytes(), settings.baseline(), this);
    this.reader =
        new DocumentReader(session::wants, session::joinsPrincipals, settings.strict(), counters);
    this.counters = counters;
    this.ledger = ledger;
    this.listener = listener;
    this.incidents = new Incidents(settings.incidentMillis(), listener::onAlert);
  }

  /** The reader of this lane's thread. */
  DocumentReader reader() {
    return reader;
  }

  /** Takes the next document of this lane's hosts. */
  void take(Reading reading) {
    if (reading instanceof Reading.Unwanted unwanted) {
      order.pass(unwanted.hostKey(), unwanted.timestamp());
    } else if (reading instanceof Reading.Accepted accepted) {
      accepted.facts().forEach(this::take);
    }
  }

  private void take(Event event) {
    if (session.wants(event)) {
      order.accept(event);
    } else if (!(event instanceof PrincipalEvent)) { // its clock has no other use than its order
      order.pass(event.hostKey(), event.getTimestamp());
    }
  }

  void advance(long nowMillis) {
    order.advance(nowMillis);
    incidents.advance(nowMillis);
  }

  void finish() {
    order.finish();
    incidents.finish();
  }

  /** Continues with other rules; returns how many suspects were carried over. */
  int swap(DetectionSession.Successor next) {
    int suspects = session.swap(next);
    publishCounts();
    return suspects;
  }

  /** The events that can still affect an alert: waiting, suspect, or in an open incident. */
  public List<Event> pending() {
    List<Event> pending = new ArrayList<>();
    order.waiting(pending::add);
    session.suspects(pending::add);
    incidents.forEachOpen(alert -> pending.addAll(alert.sequence()));
    return pending;
  }

  long liveSuspects() {
    return liveSuspects;
  }

  long evictedSuspects() {
    return evictedSuspects;
  }

  @Override
  public void inOrder(Event event) {
    incidents.reached(event.hostKey(), event.getTimestamp());
    session.fire(event);
    publishCounts();
  }

  @Override
  public void late(Event event) {
    // an event with two facts counts once
    if (event.document() != lastLate) {
      lastLate = event.document();
      counters.late.increment();
      listener.onLate(event);
    }
  }

  @Override
  public void reached(String host, long timestamp) {
    session.reached(host, timestamp);
    incidents.reached(host, timestamp);
    publishCounts();
  }

  /** Runs for every event, so it writes only what has changed: a volatile write is expensive. */
  private void publishCounts() {
    if (liveSuspects != session.liveSuspects()) {
      liveSuspects = session.liveSuspects();
    }
    if (evictedSuspects != session.evictedSuspects()) {
      evictedSuspects = session.evictedSuspects();
    }
  }

  @Override
  public void alert(Alert alert) {
    ledger.alerted(alert);
    incidents.add(alert);
  }

  @Override
  public void fired(Firing firing) {
    ledger.suspected(firing.rule(), firing.suspected());
    if (firing.rule().exclusion()) {
      ledger.excluded(firing.rule(), firing.released());
    }
  }

  @Override
  public void fault(String rule, Event event, Throwable fault) {
    counters.ruleFaults.add(rule, 1);
    listener.onRuleFault(rule, event, fault);
  }

  @Override
  public void close() {
    session.close();
  }
}
