package dev.weir;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.alert.AlertCap;
import dev.weir.internal.alert.EarlyAlerts;
import dev.weir.internal.lane.Counters;
import dev.weir.internal.lane.LaneListener;

/** Calls an embedder's listener for all lanes, one call at a time, with the alerts of the cap. */
final class SerialListener implements LaneListener {

  private final DetectorListener listener;
  private final Counters counters;
  private final AlertCap cap;
  private final EarlyAlerts early;

  SerialListener(
      DetectorListener listener,
      Counters counters,
      int maxAlerts,
      long intervalMillis,
      EarlyAlerts early) {
    this.listener = listener;
    this.counters = counters;
    this.cap = new AlertCap(maxAlerts, intervalMillis, listener::onRollUp);
    this.early = early;
  }

  synchronized void advance(long nowMillis) {
    cap.advance(nowMillis);
    early.advance(nowMillis).forEach(listener::onRetracted);
  }

  /** Whether all lanes must have reached a time before {@link #advance}. */
  synchronized boolean retractsAt(long nowMillis) {
    return early.isDue(nowMillis);
  }

  synchronized void changeRules() {
    early.changeRules();
  }

  synchronized void finish() {
    cap.finish();
    early.finish().forEach(listener::onRetracted);
  }

  @Override
  public synchronized void onAlert(Alert alert) {
    if (!early.confirm(alert.id())) {
      raise(alert);
    }
    listener.onConfirmed(alert.id());
  }

  @Override
  public synchronized void onEarly(Alert alert) {
    if (early.hasRoomFor(alert)) {
      early.raised(alert, !raise(alert));
    }
  }

  private boolean raise(Alert alert) {
    boolean admitted = cap.admits(alert);
    if (admitted) {
      listener.onAlert(alert);
      counters.alerts.increment();
    } else {
      listener.onSuppressed(alert);
      counters.suppressed.increment();
    }
    return admitted;
  }

  @Override
  public synchronized void onLate(Event event) {
    listener.onLate(event);
  }

  @Override
  public synchronized void onRuleFault(String rule, Event event, Throwable fault) {
    early.impair();
    listener.onRuleFault(rule, event, fault);
  }

  @Override
  public synchronized void onHostFault(String host, String fault) {
    listener.onHostFault(host, fault);
  }

  @Override
  public synchronized void onEvicted(Suspect suspect) {
    early.impair();
    listener.onEvicted(suspect);
  }

  @Override
  public synchronized void onMalformed(Origin origin, Malformed fault, byte[] line) {
    listener.onMalformed(origin, fault, line);
  }

  @Override
  public synchronized void onIgnored(Origin origin, String reason, byte[] document) {
    listener.onIgnored(origin, reason, document);
  }
}
