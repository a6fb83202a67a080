package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.internal.session.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A first decision on events that still wait, so that an alert need not wait for events that hardly
 * ever come. Each push of the clock decides the events that have arrived since the last one, in the
 * order of their time. What it finds is preliminary: the lane's own session decides every event
 * again once its turn has come, and only that counts in the ledger and teaches the baseline. For
 * one thread.
 */
final class EarlyDecisions implements DetectionSession.Listener, AutoCloseable {

  private final SideSession session;
  private final Consumer<Alert> onAlert;
  private final Set<Event> arrived = new LinkedHashSet<>();

  EarlyDecisions(LaneSettings settings, Progress progress, Consumer<Alert> onAlert) {
    this.session =
        new SideSession(
            settings, settings.baseline().ahead(), progress, new PendingDocuments(), this);
    this.onAlert = onAlert;
  }

  /** An event has begun to wait. */
  void add(Event event) {
    arrived.add(event);
  }

  /** An event's turn has come before it was decided here. */
  void decided(Event event) {
    arrived.remove(event);
  }

  void advance(long nowMillis) {
    List<Event> inOrder = new ArrayList<>(arrived);
    arrived.clear();
    inOrder.sort(Comparator.comparing(Event::order));
    inOrder.forEach(session::decide);
    session.advance(nowMillis);
  }

  void reached(String host, long timestamp) {
    session.reached(host, timestamp);
  }

  void swap(DetectionSession.Successor next) {
    session.swap(next);
  }

  @Override
  public void alert(Alert alert) {
    onAlert.accept(alert);
  }

  // The second decision reports the rest, too

  @Override
  public void fired(Firing firing) {}

  @Override
  public void fault(String rule, Event event, Throwable fault) {}

  @Override
  public void evicted(Suspect suspect) {}

  @Override
  public void close() {
    session.close();
  }
}
