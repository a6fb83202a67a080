package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.alert.Incidents;
import dev.weir.baseline.Baseline;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.ledger.Ledger;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Order and session of the hosts that fall to it. For one thread, and there are no locks inside.
 */
public final class Lane implements HostOrder.Out, DetectionSession.Listener, AutoCloseable {

  /** What a lane has to tell. */
  public interface Out {
    void alert(Alert alert);

    void late(Event event);

    void ruleFault(String rule, Event event, Throwable fault);
  }

  private final HostOrder order;
  private final DetectionSession session;
  private final EventReader reader = new EventReader();
  private final Predicate<Event> wanted;
  private final boolean strict;
  private final Counters counters;
  private final Ledger ledger;
  private final Out out;
  private final @Nullable Incidents incidents;
  private @Nullable Document lastLate;
  private volatile long liveSuspects;
  private volatile long evictedSuspects;

  public Lane(
      RuleSet rules,
      long latenessMillis,
      HostOrder.Bounds bounds,
      long maxSuspectBytes,
      Baseline baseline,
      long incidentMillis,
      boolean strict,
      Counters counters,
      Ledger ledger,
      Out out) {
    this.order = new HostOrder(latenessMillis, bounds, this);
    this.session = new DetectionSession(rules, maxSuspectBytes, baseline, this);
    this.wanted = session::wants;
    this.strict = strict;
    this.counters = counters;
    this.ledger = ledger;
    this.out = out;
    this.incidents = incidentMillis > 0 ? new Incidents(incidentMillis, out::alert) : null;
  }

  /**
   * Reads a document, for whichever lane it falls to, and counts what it is.
   *
   * @param bytes where it is; may change afterwards
   * @param length its whole length, which may be more than is there of one that is too long
   * @param number its running number
   */
  Reading read(byte[] bytes, int from, int to, long length, long number) {
    Reading reading = reading(bytes, from, to, length, number);
    counters.count(reading);
    return reading;
  }

  /** Counts a fact, which has been read elsewhere. */
  Reading read(Event fact) {
    Reading reading = new Reading.Accepted(List.of(fact), List.of());
    counters.count(reading);
    return reading;
  }

  private Reading reading(byte[] bytes, int from, int to, long length, long number) {
    if (length > EventReader.MAX_LINE) {
      return EventReader.tooLong(length);
    }
    Reading unwanted = strict ? null : reader.skim(bytes, from, to, number, wanted);
    return unwanted == null ? reader.read(Arrays.copyOfRange(bytes, from, to), number) : unwanted;
  }

  /** Takes what has been read. */
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
    } else {
      order.pass(event.hostKey(), event.getTimestamp());
    }
  }

  void advance(long nowMillis) {
    order.advance(nowMillis);
    if (incidents != null) {
      incidents.advance(nowMillis);
    }
  }

  void finish() {
    order.finish();
    if (incidents != null) {
      incidents.finish();
    }
  }

  /** Goes on with other rules, and says how many suspects went over. */
  int swap(DetectionSession.Successor next) {
    int suspects = session.swap(next);
    publishCounts();
    return suspects;
  }

  /** The events that may still matter. */
  public List<Event> pending() {
    List<Event> pending = new ArrayList<>();
    order.waiting(pending::add);
    session.suspects(pending::add);
    if (incidents != null) {
      incidents.open(alert -> pending.addAll(alert.sequence()));
    }
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
    if (incidents != null) {
      incidents.reached(event.hostKey(), event.getTimestamp());
    }
    session.fire(event);
    publishCounts();
  }

  @Override
  public void late(Event event) {
    // an event that is two facts is late once
    if (event.document() != lastLate) {
      lastLate = event.document();
      counters.late.increment();
      out.late(event);
    }
  }

  @Override
  public void reached(String hostId, long timestamp) {
    session.reached(hostId, timestamp);
    if (incidents != null) {
      incidents.reached(hostId, timestamp);
    }
    publishCounts();
  }

  /** Called for every event, so a count that stays costs other threads' caches nothing. */
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
    if (incidents == null) {
      out.alert(alert);
    } else {
      incidents.add(alert);
    }
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
    out.ruleFault(rule, event, fault);
  }

  @Override
  public void close() {
    session.close();
  }
}
