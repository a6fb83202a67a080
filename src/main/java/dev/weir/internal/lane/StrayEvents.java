package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.alert.Incidents;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.internal.session.Progress;
import dev.weir.ledger.Ledger;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules at work on the events of wrong clocks, in a session of their own: there a suspect of
 * the year 2099 takes no other's place and makes no host move on. Suspects stay for a time of the
 * pushed clock. Most lanes never need the session, so the first such event opens it. For one
 * thread.
 */
final class StrayEvents implements DetectionSession.Listener, AutoCloseable {

  /** The part of the memory for suspects that may be used in addition. */
  private static final int PART = 8;

  /** How long suspects stay at least if the rules set no limit. */
  private static final long UNLIMITED_SPAN = Duration.ofHours(1).toMillis();

  private final LaneSettings settings;
  private final Progress progress;
  private final DetectionSession.Listener listener;
  private final Ledger ledger;
  private final Incidents incidents;
  private final Set<Suspect> old = Collections.newSetFromMap(new IdentityHashMap<>());
  private Incidents current;
  private RuleSet rules;
  private @Nullable DetectionSession session;
  private long swept = Long.MIN_VALUE;

  /** The listener gets everything but the alerts. */
  StrayEvents(
      LaneSettings settings,
      Progress progress,
      DetectionSession.Listener listener,
      Ledger ledger,
      Consumer<Alert> onAlert) {
    this.settings = settings;
    this.progress = progress;
    this.listener = listener;
    this.ledger = ledger;
    this.incidents = new Incidents(settings.incidentMillis(), onAlert);
    this.current = incidents;
    this.rules = settings.rules();
  }

  void decide(Event event) {
    decide(event, incidents);
  }

  /** Decides an event whose alerts are of other incidents. */
  void decide(Event event, Incidents ofAlerts) {
    current = ofAlerts;
    if (session == null) {
      long bytes = Math.max(1, settings.maxSuspectBytes() / PART);
      session = new DetectionSession(rules, bytes, settings.baseline(), this, progress);
    }
    session.fireAstray(event);
  }

  /** Releases the suspects that have been live for so long that nothing can join them. */
  void advance(long nowMillis) {
    incidents.advance(nowMillis);
    if (session == null) {
      return;
    }
    session.advance(nowMillis);
    long enough = session.span().orElse(UNLIMITED_SPAN) + 2 * settings.latenessMillis();
    if (swept == Long.MIN_VALUE) {
      swept = nowMillis;
    } else if (nowMillis - swept >= enough) {
      swept = nowMillis;
      old.forEach(session::release);
      old.clear();
      session.suspects(old::add);
    }
  }

  void finish() {
    incidents.finish();
  }

  int swap(DetectionSession.Successor next) {
    rules = next.rules();
    return session == null ? 0 : session.swap(next.again());
  }

  /** Removes the suspects of a host; returns them, the oldest first. */
  List<Suspect> take(String host) {
    List<Suspect> taken = new ArrayList<>();
    if (session != null) {
      session.suspects(
          suspect -> {
            if (suspect.hostKey().equals(host)) {
              taken.add(suspect);
            }
          });
      taken.forEach(session::release);
    }
    return taken;
  }

  void pending(Consumer<Event> visitor) {
    if (session != null) {
      session.suspects(suspect -> List.of(suspect.sequence()).forEach(visitor));
    }
    incidents.forEachOpen(alert -> alert.sequence().forEach(visitor));
  }

  int liveSuspects() {
    return session == null ? 0 : session.liveSuspects();
  }

  long evictedSuspects() {
    return session == null ? 0 : session.evictedSuspects();
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
    if (session != null) {
      session.close();
    }
  }
}
