package dev.weir;

import dev.weir.alert.Alert;
import dev.weir.alert.AlertCap;
import dev.weir.alert.RollUp;
import dev.weir.baseline.Baseline;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.lane.Counters;
import dev.weir.internal.lane.FailureCollector;
import dev.weir.internal.lane.Intake;
import dev.weir.internal.lane.Lane;
import dev.weir.internal.lane.Lanes;
import dev.weir.internal.lane.Reloads;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.read.Reading;
import dev.weir.ledger.Ledger;
import dev.weir.ledger.LedgerEntry;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Events in, alerts out. Events may come in any order within the lateness; each host's are decided
 * in the order in which they happened.
 *
 * <p>A detector is fed by one thread at a time. With one lane the listener is called by the feeding
 * thread; with several, by that and the lanes' threads, one call at a time, at the latest when
 * {@link #advance} or {@link #finish} is called. {@link #stats} may be called by any thread. Time
 * is pushed: a detector never looks at a clock, so a replay is the live run.
 */
public final class Detector implements AutoCloseable {

  private final DetectorListener listener;
  private final Counters counters = new Counters();
  private final Ledger ledger = new Ledger();
  private final Reloads reloads;
  private final Lanes lanes;
  private final Intake intake;
  private final AlertCap cap;
  private final Object telling = new Object();
  private long documents;
  private volatile boolean closed;

  private Detector(Builder builder) {
    this.listener = builder.listener;
    this.cap = new AlertCap(builder.maxAlerts, builder.alertInterval.toMillis(), this::tellRollUp);
    this.reloads = new Reloads(builder.rules, builder.lanes);
    ledger.open(builder.rules);
    this.lanes = new Lanes(builder.lanes, () -> lane(builder));
    this.intake = new Intake(lanes, new Telling());
  }

  private Lane lane(Builder builder) {
    long waiting = Math.max(1, builder.maxWaitingBytes / builder.lanes);
    int hosts = Math.max(1, builder.maxHosts / builder.lanes);
    return new Lane(
        builder.rules,
        builder.latenessMillis,
        new HostOrder.Bounds(waiting, hosts),
        Math.max(1, builder.maxSuspectBytes / builder.lanes),
        builder.baseline,
        builder.incidents.toMillis(),
        builder.strict,
        counters,
        ledger,
        new Telling());
  }

  /**
   * Begins a detector.
   *
   * @param rules the rules it goes by
   * @return a builder with the defaults it documents
   */
  public static Builder builder(RuleSet rules) {
    return new Builder(rules);
  }

  /**
   * Reads newline-delimited JSON to its end. More may follow: only {@link #finish} lets go of what
   * still waits.
   *
   * @param in the lines; closing it is the caller's
   * @param source what to call it when a line is malformed
   * @throws IOException if it cannot be read; the lines before have been taken
   */
  public void read(InputStream in, String source) throws IOException {
    Lines lines = new Lines(in, EventReader.MAX_LINE);
    while (lines.step()) {
      accept(lines, source);
    }
  }

  /**
   * Takes one document.
   *
   * @param json one JSON object as UTF-8
   */
  public void accept(byte[] json) {
    accept(json, new Origin("document", ++documents));
  }

  /**
   * Takes one document of a source.
   *
   * @param json one JSON object as UTF-8
   * @param place what to call it when it is malformed
   */
  public void accept(byte[] json, Origin place) {
    take(json, 0, json.length, json.length, place.source(), place.line());
  }

  /**
   * Takes one document of a source that stands in a larger array. A blank one is passed over.
   *
   * @param bytes where it is; may change afterwards
   * @param from its first byte
   * @param to behind its last byte that is there
   * @param length its whole length in bytes, more than is there of one that is too long
   * @param place what to call it when it is malformed
   */
  public void accept(byte[] bytes, int from, int to, long length, Origin place) {
    take(bytes, from, to, length, place.source(), place.line());
  }

  /**
   * Takes the line that lines of a source are at. A blank one is passed over.
   *
   * @param lines may go on afterwards
   * @param source what to call it when a line is malformed
   */
  public void accept(Lines lines, String source) {
    take(lines.holder(), lines.from(), lines.to(), lines.length(), source, lines.number());
  }

  /**
   * Takes one document.
   *
   * @param document field names, nested or dotted, to texts, numbers, booleans, lists and maps
   */
  public void accept(Map<String, ?> document) {
    accept(EventReader.toJson(document));
  }

  /**
   * Takes one fact, whose {@link dev.weir.event.EventOrder#arrival} has to be the feeder's own
   * running number.
   *
   * @param event the fact
   */
  public void accept(Event event) {
    requireOpen();
    try {
      takeOver();
    } finally {
      intake.take(event);
    }
  }

  /**
   * Reads what has been taken: what is malformed or ignored in it has been told when this returns.
   * Only with several lanes is there anything to do.
   */
  public void flush() {
    requireOpen();
    intake.flush();
  }

  /**
   * Pushes the clock. What has been held for the lateness is decided though its host is silent, and
   * intervals of the cap are closed. A live source calls this every second or so; a replay need
   * not.
   *
   * @param now the time; one that goes back is passed over
   */
  public void advance(Instant now) {
    long millis = now.toEpochMilli();
    handOn(() -> lanes.advance(millis), () -> cap.advance(millis));
  }

  /**
   * Goes on with other rules, without losing what is in flight: events that wait for their turn are
   * decided by the new rules, suspects that the old rules made wait on, and nothing is raised
   * twice. All lanes change or none, each between two events. The change comes with the next call
   * that feeds the detector ({@code accept}, {@code read}, {@link #advance} or {@link #finish}),
   * whose thread, or whose lanes' threads, complete what this returns.
   *
   * <p>May be called by any thread. Changes come in the order of the calls. What old rules did not
   * want has not been kept for new ones to look at, but for what happens from now on.
   *
   * @param rules the rules to go on with, which may be those it has
   * @return what has changed, once it has; it fails if the detector is closed before, or if the
   *     listener throws in between
   */
  public CompletableFuture<ReloadReceipt> reload(RuleSet rules) {
    CompletableFuture<ReloadReceipt> receipt = reloads.add(rules);
    if (closed) {
      reloads.close();
    }
    return receipt;
  }

  /**
   * What may still matter: the documents of events that wait for their turn, that are suspect, or
   * of which an incident is made that has not been told. Another detector with the same rules that
   * is fed these, in this order, goes on as this one would; so this is what to keep over a restart.
   * Events that were accepted as facts of their own are there with the documents they are of.
   *
   * @return in the order in which they arrived, each once; the same document is the same object in
   *     each call
   */
  public List<Document> pending() {
    requireOpen();
    intake.flush();
    List<CompletableFuture<List<Event>>> ofLanes = new ArrayList<>();
    for (int i = 0; i < lanes.count(); i++) {
      ofLanes.add(lanes.between(i, Lane::pending));
    }
    Set<Document> documents = Collections.newSetFromMap(new IdentityHashMap<>());
    return ofLanes.stream()
        .flatMap(ofLane -> ofLane.join().stream())
        .sorted(Comparator.comparingLong(event -> event.order().arrival()))
        .map(Event::document)
        .filter(documents::add)
        .toList();
  }

  /**
   * What rules have hit.
   *
   * @return an entry for each rule that has hit and each exclusion, of every rule set since it was
   *     built, or of the newest of very many
   */
  public List<LedgerEntry> ledger() {
    return ledger.entries();
  }

  /** The input has ended: decides all that still waits, and tells what the cap left out. */
  public void finish() {
    handOn(lanes::finish, cap::finish);
  }

  /**
   * What has been counted.
   *
   * @return a snapshot
   */
  public Stats stats() {
    return new Stats(
        counters.events.sum(),
        counters.kinds(),
        counters.malformed.snapshot(),
        counters.ignored.snapshot(),
        counters.late.sum(),
        counters.alerts.sum(),
        counters.suppressed.sum(),
        ledger.excluded(),
        counters.ruleFaults.snapshot(),
        lanes.liveSuspects(),
        lanes.evictedSuspects());
  }

  /** Gives the sessions back. What still waits is dropped: {@link #finish} first. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    reloads.close();
    lanes.close();
  }

  private void take(byte[] bytes, int from, int to, long length, String source, long line) {
    requireOpen();
    try {
      takeOver();
    } finally {
      intake.take(bytes, from, to, length, source, line);
    }
  }

  /** All that was taken goes to the lanes, then they and the cap do something more. */
  private void handOn(Runnable lanesTask, Runnable capTask) {
    requireOpen();
    FailureCollector failures = new FailureCollector();
    failures.attempt(this::takeOver);
    failures.attempt(intake::flush);
    failures.attempt(lanesTask);
    failures.attempt(
        () -> {
          synchronized (telling) {
            capTask.run();
          }
        });
    failures.rethrow();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the detector is closed");
    }
  }

  /** Rules that have been loaded meanwhile take over, in the order in which they came. */
  private void takeOver() {
    for (Reloads.Pending next = reloads.next(); next != null; next = reloads.next()) {
      try {
        intake.flush();
      } finally {
        takeOver(next);
      }
    }
  }

  private void takeOver(Reloads.Pending next) {
    ledger.open(next.rules());
    for (int i = 0; i < lanes.count(); i++) {
      int number = i;
      next.swapped(number, lanes.between(number, lane -> next.swap(number, lane)));
    }
  }

  private void tellRollUp(RollUp rollUp) {
    listener.onRollUp(rollUp);
  }

  /** Passes on what lanes tell, one at a time. */
  private final class Telling implements Lane.Out, Intake.Out {
    @Override
    public void alert(Alert alert) {
      synchronized (telling) {
        if (cap.admits(alert)) {
          listener.onAlert(alert);
          counters.alerts.increment();
        } else {
          counters.suppressed.increment();
        }
      }
    }

    @Override
    public void told(Origin place, Reading reading, byte[] document) {
      synchronized (telling) {
        if (reading instanceof Reading.Malformed fault) {
          listener.onMalformed(place, fault, document);
        } else if (reading instanceof Reading.Ignored ignored) {
          listener.onIgnored(place, ignored.reason().toString(), document);
        } else if (reading instanceof Reading.Accepted accepted) {
          for (String key : accepted.ambiguousKeys()) {
            listener.onIgnored(place, Reading.severalValues(key), document);
          }
        }
      }
    }

    @Override
    public void late(Event event) {
      synchronized (telling) {
        listener.onLate(event);
      }
    }

    @Override
    public void ruleFault(String rule, Event event, Throwable fault) {
      synchronized (telling) {
        listener.onRuleFault(rule, event, fault);
      }
    }
  }

  /** Settles how a detector works. Every setting has a default. */
  public static final class Builder {
    private final RuleSet rules;
    private DetectorListener listener = alert -> {};
    private long latenessMillis = Duration.ofMinutes(5).toMillis();
    private int lanes = 1;
    private int maxAlerts = 100;
    private Duration alertInterval = Duration.ofMinutes(5);
    private long maxWaitingBytes = Runtime.getRuntime().maxMemory() / 4;
    private long maxSuspectBytes = Runtime.getRuntime().maxMemory() / 8;
    private int maxHosts = 200_000;
    private Baseline baseline = new Baseline();
    private Duration incidents = Duration.ZERO;
    private boolean strict;

    private Builder(RuleSet rules) {
      this.rules = rules;
    }

    /**
     * Takes the alerts and what could not be used; the default takes nothing.
     *
     * @param value the listener
     * @return this
     */
    public Builder listener(DetectorListener value) {
      this.listener = value;
      return this;
    }

    /**
     * How much older than the newest of its host an event may be, and how long an event may be
     * held; the default is 5 minutes. Zero trusts the order of arrival.
     *
     * @param value not negative, to the millisecond
     * @return this
     */
    public Builder lateness(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("a lateness cannot be negative: " + value);
      }
      this.latenessMillis = value.toMillis();
      return this;
    }

    /**
     * Decides nothing before {@link Detector#finish}, so that no event is late as long as the
     * waiting ones keep within {@link #maxWaitingBytes} and their hosts within {@link #maxHosts}:
     * for input that ends.
     *
     * @return this
     */
    public Builder untilTheEnd() {
      this.latenessMillis = HostOrder.UNTIL_THE_END;
      return this;
    }

    /**
     * Reads every document whole. By default one is read no further than it takes to see that no
     * rule wants it, so that in its rest it may be broken unnoticed: it is not told as malformed
     * then, but counted as the event that it seems to be.
     *
     * @return this
     */
    public Builder strict() {
      this.strict = true;
      return this;
    }

    /**
     * How many lanes, each with a thread if there is more than one; the default is 1.
     *
     * @param value at least 1
     * @return this
     */
    public Builder lanes(int value) {
      this.lanes = atLeastOne("lanes", value);
      return this;
    }

    /**
     * The cap: alerts a rule and interval of the alerts' own time; the default is 100 in 5 minutes.
     * A roll-up says what was left out.
     *
     * @param alerts at least 1
     * @param interval at least a millisecond
     * @return this
     */
    public Builder maxAlerts(int alerts, Duration interval) {
      this.maxAlerts = atLeastOne("alerts", alerts);
      atLeastOne("interval", (int) Math.min(interval.toMillis(), Integer.MAX_VALUE));
      this.alertInterval = interval;
      return this;
    }

    /**
     * The memory that events waiting for their turn may take, roughly; past it, those that have
     * waited longest are decided. The default is a quarter of the heap.
     *
     * @param value bytes
     * @return this
     */
    public Builder maxWaitingBytes(long value) {
      this.maxWaitingBytes = value;
      return this;
    }

    /**
     * The memory that suspects may take, roughly; past it, the oldest are let go and counted. The
     * default is an eighth of the heap.
     *
     * @param value bytes
     * @return this
     */
    public Builder maxSuspectBytes(long value) {
      this.maxSuspectBytes = value;
      return this;
    }

    /**
     * How many hosts' clocks are remembered; past it, the host not heard from longest is decided
     * and forgotten. The default is 200,000.
     *
     * @param value at least 1
     * @return this
     */
    public Builder maxHosts(int value) {
      this.maxHosts = atLeastOne("hosts", value);
      return this;
    }

    /**
     * What has been seen before, for rules that look for what never was; the default knows nothing,
     * so that all is still to be learned. It is the detector's to add to, and the caller's to keep
     * with {@link Baseline#snapshot} until the next start.
     *
     * @param value a baseline of no other detector
     * @return this
     */
    public Builder baseline(Baseline value) {
      this.baseline = value;
      return this;
    }

    /**
     * Rolls several alerts of one host up into one with a score: {@link Alert#alerts} has them. An
     * alert is then told only when its host has moved on by as much, or when it has been held for
     * as much. The default is zero, which rolls nothing up.
     *
     * @param value how long after an incident's first alert it takes others in
     * @return this
     */
    public Builder incidents(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("a window cannot be negative: " + value);
      }
      this.incidents = value;
      return this;
    }

    /**
     * Makes the detector.
     *
     * @return it, to be closed by the caller
     */
    public Detector build() {
      return new Detector(this);
    }

    private static int atLeastOne(String what, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(what + ": at least 1, not " + value);
      }
      return value;
    }
  }
}
