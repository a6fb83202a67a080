package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.alert.Incidents;
import dev.weir.internal.alert.UnwatchedHosts;
import dev.weir.internal.order.HostFault;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.internal.session.Progress;
import dev.weir.ledger.Ledger;
import dev.weir.rule.SkippedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Order and session for a share of the hosts. For one thread, so it needs no locks; any thread may
 * read the counts of suspects.
 */
public final class Lane implements HostOrder.Listener, DetectionSession.Listener, AutoCloseable {

  private final LaneSettings settings;
  private final PendingDocuments pending = new PendingDocuments();
  private final HostOrder order;
  private final DetectionSession session;
  private final DocumentReader reader;
  private final Counters counters;
  private final Ledger ledger;
  private final LaneListener listener;
  private final Incidents incidents;
  private final StrayEvents strays;
  private final @Nullable EarlyDecisions early;
  private final UnwatchedHosts unwatched = new UnwatchedHosts();
  private @Nullable Document lastLate;
  private volatile long liveSuspects;
  private volatile long evictedSuspects;
  private Map<String, SkippedRule> skippedHere = Map.of();
  private Map<String, SkippedRule> skippedApart = Map.of();
  private volatile Map<String, SkippedRule> skippedRules = Map.of();

  public Lane(LaneSettings settings, Counters counters, Ledger ledger, LaneListener listener) {
    this.settings = settings;
    this.order =
        new HostOrder(
            settings.latenessMillis(), settings.maxAheadMillis(), settings.bounds(), pending, this);
    this.session =
        new DetectionSession(
            settings.rules(),
            settings.maxSuspectBytes(),
            settings.baseline(),
            this,
            new Progress(),
            pending);
    this.reader =
        new DocumentReader(session::wants, session::factTypes, settings.strict(), counters);
    this.counters = counters;
    this.ledger = ledger;
    this.listener = listener;
    this.incidents = new Incidents(settings.incidentMillis(), pending, listener::onAlert);
    this.strays =
        new StrayEvents(settings, session.progress(), pending, this, ledger, listener::onAlert);
    this.early =
        settings.early()
            ? new EarlyDecisions(settings, session.progress(), listener::onEarly)
            : null;
  }

  /** What this lane is deciding, for another thread. */
  Progress progress() {
    return session.progress();
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
    } else {
      order.pass(event);
    }
  }

  void advance(long nowMillis, long timeMillis) {
    settings.baseline().believeUpTo(timeMillis + settings.maxAheadMillis());
    order.advance(nowMillis, timeMillis);
    session.advance(nowMillis);
    long silent = nowMillis - settings.silenceMillis(session.span());
    order.forgetSilent(silent);
    session.evictSilent(silent);
    strays.advance(nowMillis);
    if (early != null) {
      early.advance(nowMillis);
    }
    publishCounts();
    incidents.advance(nowMillis);
    unwatched.advance(nowMillis);
  }

  void finish() {
    order.finish();
    incidents.finish();
    strays.finish();
  }

  /** Continues with other rules; returns how many suspects were carried over. */
  int swap(DetectionSession.Successor next) {
    int suspects = session.swap(next) + strays.swap(next);
    if (early != null) {
      early.swap(next);
    }
    publishCounts();
    return suspects;
  }

  /** The events that can still affect an alert: waiting, suspect, or in an open incident. */
  public List<Event> pending() {
    List<Event> all = new ArrayList<>();
    order.waiting(all::add);
    session.suspects(suspect -> all.addAll(List.of(suspect.sequence())));
    incidents.forEachOpen(alert -> all.addAll(alert.sequence()));
    strays.pending(all::add);
    return all;
  }

  /** Begins to follow {@link #pending}; returns nothing new. */
  public List<Event> beginPending() {
    pending.begin(pending());
    return List.of();
  }

  /** How the documents of {@link #pending} have changed since the last call. */
  public List<PendingDocuments.Change> pendingChanges() {
    return pending.changes();
  }

  long liveSuspects() {
    return liveSuspects;
  }

  long evictedSuspects() {
    return evictedSuspects;
  }

  Map<String, SkippedRule> skippedRules() {
    return skippedRules;
  }

  @Override
  public void appeared(String host) {
    session.appeared(host);
  }

  @Override
  public void forgotten(String host, long since) {
    session.forgotten(host, since);
  }

  @Override
  public void waits(Event event) {
    if (early != null) {
      early.add(event);
    }
  }

  @Override
  public void inOrder(Event event) {
    if (early != null) {
      early.decided(event);
    }
    incidents.reached(event.hostKey(), event.getTimestamp());
    session.fire(event);
    publishCounts();
  }

  @Override
  public void unconfirmed(Event event, long aheadMillis) {
    if (aheadMillis > session.span().orElse(Long.MAX_VALUE)) {
      strays.decide(event, incidents); // it could join nothing here, but take a place
    } else {
      session.fireAstray(event);
    }
    publishCounts();
  }

  @Override
  public void confirmed(String host) {
    session.adopt(strays.take(host));
  }

  @Override
  public void astray(Event event) {
    strays.decide(event);
    publishCounts();
  }

  @Override
  public void fault(String host, HostFault fault, long timestamp, boolean toName) {
    counters.hostFaults.add(fault.toString(), 1);
    if (toName) {
      listener.onHostFault(host, fault.describe(timestamp));
    }
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
    if (early != null) {
      early.reached(host, timestamp);
    }
    incidents.reached(host, timestamp);
    publishCounts();
  }

  /** Runs for every event, so it writes only what has changed: a volatile write is expensive. */
  private void publishCounts() {
    long live = (long) session.liveSuspects() + strays.liveSuspects();
    if (liveSuspects != live) {
      liveSuspects = live;
    }
    long evicted = session.evictedSuspects() + strays.evictedSuspects();
    if (evictedSuspects != evicted) {
      evictedSuspects = evicted;
    }
    if (skippedHere != session.skipped() || skippedApart != strays.skipped()) {
      skippedHere = session.skipped();
      skippedApart = strays.skipped();
      skippedRules = Lanes.sum(Stream.of(skippedHere, skippedApart));
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
  public void evicted(Suspect suspect) {
    listener.onEvicted(suspect);
    Alert alert = unwatched.evicted(suspect);
    if (alert != null) {
      listener.onAlert(alert);
    }
  }

  /** Without an alert: the host did nothing. */
  @Override
  public void silentEvicted(Suspect suspect) {
    listener.onEvicted(suspect);
  }

  @Override
  public void close() {
    session.close();
    strays.close();
    if (early != null) {
      early.close();
    }
  }
}
