package dev.weir.internal.alert;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The early alerts that are neither confirmed nor retracted. One is retracted when all its events
 * have been decided for good, which the pushed clock tells, and no rule has raised it again. For
 * one thread at a time.
 */
public final class EarlyAlerts {

  /** Past it, an alert is not raised early, so that a flood needs no memory. */
  static final int MAX_OPEN = 10_000;

  private static final long NO_CLOCK = Long.MIN_VALUE;

  private static final class Open {
    private final EarlyAlert alert;
    private long since;
    private boolean ofOldRules;

    Open(EarlyAlert alert, long since) {
      this.alert = alert;
      this.since = since;
    }
  }

  private final long waitMillis;
  private final Map<String, Open> open = new LinkedHashMap<>(); // in the order of since
  private long clock = NO_CLOCK;
  private long impaired = NO_CLOCK;

  /**
   * Continues with what another has left.
   *
   * @param waitMillis after this time, an event that has arrived is decided for good
   */
  public EarlyAlerts(long waitMillis, Collection<EarlyAlert> unconfirmed) {
    this.waitMillis = waitMillis;
    unconfirmed.forEach(alert -> open.put(alert.id(), new Open(alert, NO_CLOCK)));
  }

  /** Whether an alert may be raised early: it is not yet, and there is room. */
  public boolean hasRoomFor(Alert alert) {
    return open.size() < MAX_OPEN && !open.containsKey(alert.id());
  }

  public void raised(Alert alert, boolean suppressed) {
    open.put(alert.id(), new Open(EarlyAlert.of(alert, suppressed), clock));
  }

  /** Confirms an alert; false if it was not raised early. */
  public boolean confirm(String id) {
    return open.remove(id) != null;
  }

  /** Other rules decide from now on, and they retract nothing that the old ones raised. */
  public void changeRules() {
    open.values().forEach(one -> one.ofOldRules = true);
  }

  /**
   * Detection misses something for a while, because a rule threw or a suspect was evicted. That a
   * rule does not raise an alert again proves nothing then, and any sender can bring it about: so
   * the alerts of this time stand.
   */
  public void impair() {
    impaired = clock;
  }

  /** Whether {@link #advance} to this time will return alerts. */
  public boolean isDue(long nowMillis) {
    Open first = open.isEmpty() ? null : open.values().iterator().next();
    return first != null && isDue(first, nowMillis);
  }

  private boolean isDue(@Nullable Open one, long nowMillis) {
    return one != null && one.since != NO_CLOCK && nowMillis - one.since > waitMillis;
  }

  /**
   * Pushes the clock, after all events that are due by it have been decided.
   *
   * @return the alerts that no rule has raised again
   */
  public List<EarlyAlert> advance(long nowMillis) {
    List<EarlyAlert> due = new ArrayList<>();
    Iterator<Open> all = open.values().iterator();
    while (all.hasNext()) {
      Open one = all.next();
      if (one.since == NO_CLOCK) {
        one.since = nowMillis; // its events were read again just now
      } else if (!isDue(one, nowMillis)) {
        break;
      } else {
        all.remove();
        if (isProof(one)) {
          due.add(one.alert);
        }
      }
    }
    clock = Math.max(clock, nowMillis);
    return due;
  }

  /** Takes all that are left, when the input has ended and all events are decided. */
  public List<EarlyAlert> finish() {
    List<EarlyAlert> rest =
        open.values().stream().filter(this::isProof).map(one -> one.alert).toList();
    open.clear();
    return rest;
  }

  /** Whether it is wrong if no rule has raised it again. */
  private boolean isProof(Open one) {
    return !one.ofOldRules && (impaired == NO_CLOCK || one.since - impaired > waitMillis);
  }
}
