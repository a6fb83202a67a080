package dev.weir;

import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.baseline.Baseline;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.alert.EarlyAlerts;
import dev.weir.internal.lane.Counters;
import dev.weir.internal.lane.FailureCollector;
import dev.weir.internal.lane.Lane;
import dev.weir.internal.lane.LaneSettings;
import dev.weir.internal.lane.Lanes;
import dev.weir.internal.lane.Reload;
import dev.weir.internal.lane.ReloadQueue;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.session.Progress;
import dev.weir.ledger.Ledger;
import dev.weir.ledger.LedgerEntry;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A detector: takes events and raises alerts. Events may arrive in any order within the lateness;
 * the events of each host are decided in the order in which they happened.
 *
 * <p>One thread at a time may feed a detector. With one lane, that thread calls the listener; with
 * several, the lanes' threads do, too, one call at a time, and at the latest when {@link #advance}
 * or {@link #finish} is called. Any thread may call {@link #stats}, {@link #ledger} and {@link
 * #reload}. A detector never reads a clock, so a replay gives the same alerts as the live run.
 *
 * <p>A call by a second thread, by the listener, or after {@link #close}, and a document after
 * {@link #finish}, is refused with an {@link IllegalStateException} and changes nothing.
 */
public final class Detector implements AutoCloseable {

  private final SerialListener listener;
  private final Counters counters = new Counters();
  private final Ledger ledger = new Ledger();
  private final ReloadQueue reloads;
  private final Lanes lanes;
  private final FeedingThread feeding;
  private long documents;
  private boolean pendingFollowed;
  private boolean finished;
  private volatile boolean closed;

  private Detector(Builder builder) {
    this.listener =
        new SerialListener(
            builder.listener,
            counters,
            builder.maxAlerts,
            builder.alertInterval.toMillis(),
            builder.earlyAlerts());
    this.feeding = new FeedingThread(listener);
    this.reloads = new ReloadQueue(builder.rules, builder.lanes);
    ledger.open(builder.rules);
    LaneSettings settings = builder.laneSettings();
    this.lanes =
        Lanes.open(builder.lanes, () -> new Lane(settings, counters, ledger, listener), listener);
  }

  /**
   * Starts to build a detector.
   *
   * @param rules the rules
   * @return a builder in which every setting has a default
   */
  public static Builder builder(RuleSet rules) {
    return new Builder(Objects.requireNonNull(rules, "rules"));
  }

  /**
   * Reads newline-delimited JSON to the end of a stream. More can follow: only {@link #finish}
   * decides the events that still wait.
   *
   * @param in the lines; the caller closes it
   * @param source the name of the stream in reports
   * @throws IOException if the stream cannot be read; the lines before have been accepted
   */
  public void read(InputStream in, String source) throws IOException {
    Objects.requireNonNull(source, "source");
    Lines lines = new Lines(Objects.requireNonNull(in, "in"), EventReader.MAX_LINE);
    beginAccept();
    try {
      while (lines.step()) {
        take(lines.holder(), lines.from(), lines.to(), source, lines.number());
      }
    } finally {
      feeding.leave();
    }
  }

  /**
   * Accepts a document. Its origin in reports is {@code document} and a running number.
   *
   * @param json one JSON object in UTF-8
   */
  public void accept(byte[] json) {
    Objects.requireNonNull(json, "json");
    beginAccept();
    try {
      take(json, 0, json.length, "document", ++documents);
    } finally {
      feeding.leave();
    }
  }

  /**
   * Accepts a document that is part of an array. A blank one is skipped.
   *
   * @param bytes the array, which may change afterwards
   * @param offset the index of the first byte of the document
   * @param length the length of the document
   * @param origin where it comes from; given to the listener if the document is malformed or
   *     ignored
   */
  public void accept(byte[] bytes, int offset, int length, Origin origin) {
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(origin, "origin");
    Objects.checkFromIndexSize(offset, length, bytes.length);
    beginAccept();
    try {
      take(bytes, offset, offset + length, origin.source(), origin.line());
    } finally {
      feeding.leave();
    }
  }

  /**
   * Accepts a document.
   *
   * @param document field names, nested or dotted, with strings, numbers, booleans, lists and maps
   *     as values
   */
  public void accept(Map<String, ?> document) {
    accept(EventReader.toJson(Objects.requireNonNull(document, "document")));
  }

  /**
   * Accepts a fact, such as one that {@link EventParser} made. Its {@link
   * dev.weir.event.EventOrder#arrival} must be the caller's own running number.
   *
   * @param event the fact
   */
  public void accept(Event event) {
    Objects.requireNonNull(event, "event");
    beginAccept();
    try {
      try {
        applyReloads();
      } finally {
        lanes.take(event);
      }
    } finally {
      feeding.leave();
    }
  }

  /**
   * Reads all accepted documents, so that malformed and ignored ones have been reported when this
   * returns. With one lane there is never anything left to read.
   */
  public void flush() {
    alone(
        () -> {
          lanes.flush();
          return true;
        });
  }

  /**
   * Pushes the clock: decides events that have waited for the lateness although their host is
   * silent, closes intervals of the alert limit, and bounds how far ahead an event may be ({@link
   * Builder#maxAhead}). For a live source, call {@link PushedClock#push} instead, before the first
   * event and then about once a second. A replay need not call it.
   *
   * @param now the time; an earlier one than before undoes nothing
   */
  public void advance(Instant now) {
    Objects.requireNonNull(now, "now");
    advance(now, now);
  }

  /** Pushes the clock by which events wait, and the time, which tells what is ahead. */
  void advance(Instant now, Instant time) {
    long millis = now.toEpochMilli();
    flushAndRun(
        () -> lanes.advance(millis, time.toEpochMilli()),
        () -> {
          if (listener.retractsAt(millis)) {
            lanes.await(); // one of them may be about to confirm
          }
          listener.advance(millis);
        });
  }

  /**
   * Continues with other rules and keeps what is in flight: waiting events are decided by the new
   * rules, suspects of the old rules stay, and no alert is raised twice. Either all lanes change or
   * none, each between two events. The change happens in the next call that feeds the detector
   * ({@code accept}, {@code read}, {@link #advance} or {@link #finish}), and the thread of that
   * call or of a lane completes the returned future.
   *
   * <p>Any thread may call this. Changes happen in the order of the calls. Events that no old rule
   * needed are gone, so the new rules see only those that happen from now on.
   *
   * @param rules the rules to continue with, which may be the current ones
   * @return what changed, once it has; fails if the detector is closed before, or if the listener
   *     throws in between
   */
  public CompletableFuture<ReloadReceipt> reload(RuleSet rules) {
    CompletableFuture<ReloadReceipt> receipt = reloads.add(Objects.requireNonNull(rules, "rules"));
    if (closed) {
      reloads.close();
    }
    return receipt;
  }

  /**
   * The documents that can still affect an alert: those of events that wait, that are suspects, or
   * that are part of an open incident. A detector with the same rules that accepts them in this
   * order continues as this one would, so store them to survive a restart. Events that were
   * accepted as facts are represented by their documents.
   *
   * @return the documents in the order of arrival, each once; the same document is the same object
   *     in every call
   */
  public List<Document> pending() {
    Set<Document> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return flushedLanes(Lane::pending).stream()
        .sorted(Comparator.comparingLong(event -> event.order().arrival()))
        .map(Event::document)
        .filter(seen::add)
        .toList();
  }

  /** From now on, {@link #pendingChanges} reports; at first, everything that is pending. */
  void followPending() {
    if (pendingFollowed) {
      throw new IllegalStateException("a detector has one PendingChanges only");
    }
    pendingFollowed = true;
    alone(() -> ofLanes(Lane::beginPending));
  }

  /** What has changed in each lane since the last call. */
  List<PendingDocuments.Change> pendingChanges() {
    return flushedLanes(Lane::pendingChanges);
  }

  private <T> List<T> flushedLanes(Function<Lane, List<T>> task) {
    return alone(
        () -> {
          lanes.flush();
          return ofLanes(task);
        });
  }

  private <T> List<T> ofLanes(Function<Lane, List<T>> task) {
    List<CompletableFuture<List<T>>> ofLanes = new ArrayList<>();
    for (int i = 0; i < lanes.count(); i++) {
      ofLanes.add(lanes.call(i, task));
    }
    return ofLanes.stream().flatMap(ofLane -> ofLane.join().stream()).toList();
  }

  /**
   * {@return an entry for each rule with hits and each exclusion, over all rule sets since the
   * detector was built; if there are very many, only the newest}
   */
  public List<LedgerEntry> ledger() {
    return ledger.entries();
  }

  /** Ends the input: decides all waiting events, and reports roll-ups. */
  public void finish() {
    flushAndRun(
        () -> {
          finished = true;
          lanes.finish();
        },
        listener::finish);
  }

  /**
   * What each lane is deciding, to notice a rule that hangs. Internal to Weir: it may change in any
   * release.
   *
   * @return one for each lane, for any thread
   */
  public List<Progress> progress() {
    return lanes.progress();
  }

  /**
   * Abandons the detector because a rule hangs: like {@link #close}, from any thread and without
   * waiting. A thread that is in a rule stays there, and the listener may still be called. Reloads
   * that have not been applied fail.
   */
  public void abandon() {
    closed = true;
    reloads.close();
    lanes.abandon();
  }

  /** {@return a snapshot of the counts} */
  public Stats stats() {
    return new Stats(
        counters.events.sum(),
        counters.kinds(),
        counters.malformed.snapshot(),
        counters.ignored.snapshot(),
        counters.late.sum(),
        counters.hostFaults.snapshot(),
        counters.alerts.sum(),
        counters.suppressed.sum(),
        ledger.excluded(),
        counters.ruleFaults.snapshot(),
        lanes.liveSuspects(),
        lanes.evictedSuspects(),
        lanes.skippedRules());
  }

  /** Closes the sessions. Events that still wait are dropped; call {@link #finish} first. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    alone(
        () -> {
          closed = true;
          reloads.close();
          lanes.close();
          return true;
        });
  }

  private void take(byte[] bytes, int from, int to, String source, long line) {
    try {
      applyReloads();
    } finally {
      lanes.take(bytes, from, to, source, line);
    }
  }

  private void flushAndRun(Runnable lanesTask, Runnable listenerTask) {
    alone(
        () -> {
          FailureCollector.runAll(this::applyReloads, lanes::flush, lanesTask, listenerTask);
          return true;
        });
  }

  private <T> T alone(Supplier<T> call) {
    begin();
    try {
      return call.get();
    } finally {
      feeding.leave();
    }
  }

  private void begin() {
    feeding.enter();
    if (closed) {
      feeding.leave();
      throw new IllegalStateException("the detector is closed");
    }
  }

  private void beginAccept() {
    begin();
    if (finished) {
      feeding.leave();
      throw new IllegalStateException(
          "the detector has finished; build another one for more events");
    }
  }

  private void applyReloads() {
    for (Reload next = reloads.next(); next != null; next = reloads.next()) {
      try {
        lanes.flush();
      } finally {
        ledger.open(next.rules());
        next.apply(lanes);
        listener.changeRules();
      }
    }
  }

  /** Settings of a detector. Every one has a default. */
  public static final class Builder {
    private final RuleSet rules;
    private DetectorListener listener = alert -> {};
    private long latenessMillis = Duration.ofMinutes(5).toMillis();
    private long maxAheadMillis = HostOrder.MAX_AHEAD.toMillis();
    private int lanes = 1;
    private int maxAlerts = 100;
    private Duration alertInterval = Duration.ofMinutes(5);
    private long maxWaitingBytes = Runtime.getRuntime().maxMemory() / 4;
    private long maxSuspectBytes = Runtime.getRuntime().maxMemory() / 8;
    private int maxHosts = 200_000;
    private Baseline baseline = new Baseline();
    private Duration incidents = Duration.ZERO;
    private boolean strict;
    private @Nullable Collection<EarlyAlert> unconfirmed;

    private Builder(RuleSet rules) {
      this.rules = rules;
    }

    /**
     * Sets the listener for alerts and for documents that cannot be used; the default ignores them.
     *
     * @param value the listener
     * @return this builder
     */
    public Builder listener(DetectorListener value) {
      this.listener = Objects.requireNonNull(value, "listener");
      return this;
    }

    /**
     * Sets how much older than its host's newest event an event may be; the default is 5 minutes.
     * This is also how long an event waits for older ones. Zero trusts the order of arrival.
     *
     * @param value not negative, to the millisecond
     * @return this builder
     */
    public Builder lateness(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("lateness: must not be negative, but is " + value);
      }
      this.latenessMillis = value.toMillis();
      return this;
    }

    /**
     * Sets how far ahead of the pushed clock the time of an event may be; the default is 5 minutes.
     * An event further ahead is decided apart from others of its host. Without a pushed clock, an
     * event that is further ahead of its host's other events moves the host's clock only after the
     * next events have confirmed it.
     *
     * @param value not negative, to the millisecond
     * @return this builder
     */
    public Builder maxAhead(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("maxAhead: must not be negative, but is " + value);
      }
      this.maxAheadMillis = Math.min(value.toMillis(), Duration.ofDays(1_000_000).toMillis());
      return this;
    }

    /**
     * Decides nothing before {@link Detector#finish}, for input that ends. No event is late as long
     * as the waiting events stay within {@link #maxWaitingBytes} and their hosts within {@link
     * #maxHosts}.
     *
     * @return this builder
     */
    public Builder untilTheEnd() {
      this.latenessMillis = HostOrder.UNTIL_THE_END;
      return this;
    }

    /**
     * Fully parses every document. By default, parsing stops as soon as it is clear that no rule
     * needs the document, so errors in the rest of it are not detected, and it counts as an event.
     *
     * @return this builder
     */
    public Builder strict() {
      this.strict = true;
      return this;
    }

    /**
     * Sets the number of lanes; the default is 1. With several lanes, each has a thread.
     *
     * @param value at least 1
     * @return this builder
     */
    public Builder lanes(int value) {
      this.lanes = atLeastOne("lanes", value);
      return this;
    }

    /**
     * Limits the alerts per rule and interval, except for the first alert of each host; the default
     * is 100 in 5 minutes. An interval is one of the pushed clock, or of the alerts' own time if
     * {@link Detector#advance} was never called. A roll-up reports how many were suppressed.
     *
     * @param alerts at least 1
     * @param interval at least a millisecond
     * @return this builder
     */
    public Builder maxAlerts(int alerts, Duration interval) {
      this.maxAlerts = atLeastOne("alerts", alerts);
      atLeastOne("interval", (int) Math.min(interval.toMillis(), Integer.MAX_VALUE));
      this.alertInterval = interval;
      return this;
    }

    /**
     * Limits the memory of waiting events, approximately; past it, events of the host that holds
     * the most are decided early, or those that have waited longest if no host holds 1 MiB. The
     * default is a quarter of the heap.
     *
     * @param value bytes
     * @return this builder
     */
    public Builder maxWaitingBytes(long value) {
      this.maxWaitingBytes = value;
      return this;
    }

    /**
     * Limits the memory of suspects, approximately; above it, the oldest of the host that holds the
     * most are evicted and counted. Suspects of hosts of which nothing has been heard for long, on
     * the pushed clock, may need a 32nd of it. The default is an eighth of the heap.
     *
     * @param value bytes
     * @return this builder
     */
    public Builder maxSuspectBytes(long value) {
      this.maxSuspectBytes = value;
      return this;
    }

    /**
     * Limits the hosts whose clocks are remembered; above it, the host without waiting events that
     * has been silent longest is forgotten. If all have waiting events, those of the host that has
     * been silent longest are decided, and {@link DetectorListener#onHostFault} is called. The
     * default is 200,000.
     *
     * @param value at least 1
     * @return this builder
     */
    public Builder maxHosts(int value) {
      this.maxHosts = atLeastOne("hosts", value);
      return this;
    }

    /**
     * Sets the baseline, for rules that detect new behaviour; the default is an empty one, which
     * still has to learn every host. The detector adds to the baseline. To keep it over a restart,
     * use {@link Baseline#snapshot}.
     *
     * @param value a baseline that no other detector uses
     * @return this builder
     */
    public Builder baseline(Baseline value) {
      this.baseline = Objects.requireNonNull(value, "baseline");
      return this;
    }

    /**
     * Merges several alerts of one host into an incident with a score, whose {@link Alert#alerts}
     * are the single alerts. Each alert is then delayed by this time, by the clock of its host or
     * the pushed clock. The default is zero, for no incidents.
     *
     * @param value how long after its first alert an incident takes more alerts
     * @return this builder
     */
    public Builder incidents(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("incidents: must not be negative, but is " + value);
      }
      this.incidents = value;
      return this;
    }

    /**
     * Raises an alert as soon as the clock is pushed after its events have arrived, without waiting
     * for the lateness. Once they have waited, all events are decided again. In the end the alerts
     * are the same: one that was missed is raised then, {@link DetectorListener#onConfirmed}
     * confirms the others, and {@link DetectorListener#onRetracted} takes back the wrong ones. Has
     * no effect if the clock is not pushed, and with {@link #incidents}, whose alerts wait anyway.
     *
     * @param value the early alerts that a former detector, whose {@link Detector#pending pending}
     *     documents this one will accept, has neither confirmed nor retracted; usually empty
     * @return this builder
     */
    public Builder early(Collection<EarlyAlert> value) {
      this.unconfirmed = List.copyOf(value);
      return this;
    }

    private EarlyAlerts earlyAlerts() {
      long wait =
          latenessMillis == HostOrder.UNTIL_THE_END
              ? maxAheadMillis
              : latenessMillis + maxAheadMillis;
      return new EarlyAlerts(wait, unconfirmed == null ? List.of() : unconfirmed);
    }

    private boolean decidesEarly() {
      boolean waits = latenessMillis > 0 && latenessMillis != HostOrder.UNTIL_THE_END;
      return unconfirmed != null && waits && incidents.isZero();
    }

    /** {@return a new detector, which the caller closes} */
    public Detector build() {
      return new Detector(this);
    }

    /** Each lane gets an equal share of the bounds. */
    private LaneSettings laneSettings() {
      return new LaneSettings(
          rules,
          baseline,
          latenessMillis,
          maxAheadMillis,
          new HostOrder.Bounds(Math.max(1, maxWaitingBytes / lanes), Math.max(1, maxHosts / lanes)),
          Math.max(1, maxSuspectBytes / lanes),
          incidents.toMillis(),
          decidesEarly(),
          strict);
    }

    private static int atLeastOne(String what, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(what + ": must be at least 1, but is " + value);
      }
      return value;
    }
  }
}
