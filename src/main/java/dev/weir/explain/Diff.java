package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.explain.DiffTotals.Count;
import dev.weir.explain.Difference.Change;
import dev.weir.explain.Difference.Side;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a change of rules changes over past events. The events are read once and put into order
 * once; each is decided by the old rules and then by the new, so that an alert that only one of
 * them raises is seen, and explained, at once. What has become of suspects is remembered until
 * their host has moved past the span of the rules. For one thread.
 */
public final class Diff implements DocumentSource.Taker, AutoCloseable {

  private static final int MAX_HOSTS = 200_000;

  /** What is found. */
  public interface Listener {
    /**
     * An alert that only one of the two raises.
     *
     * @param difference which, and why
     */
    void difference(Difference difference);

    /**
     * A document that takes no part.
     *
     * @param place where it stands
     * @param why what is wrong with it
     */
    default void setAside(Origin place, String why) {}

    /**
     * A rule threw and was left out of a decision.
     *
     * @param side whose rule it is
     * @param rule its name, empty where it is not known
     * @param event the event that was decided
     * @param fault what it threw
     */
    default void ruleFault(Side side, String rule, EventRef event, String fault) {}
  }

  private final Listener listener;
  private final EventReader reader = new EventReader();
  private final DiffSide before;
  private final DiffSide after;
  private final HostOrder order;
  private final DifferenceReasons whyGone;
  private final DifferenceReasons whyNew;
  private final Map<Change, Map<String, Long>> reasons = new TreeMap<>();
  private long events;
  private long malformed;
  private long ignored;
  private long late;
  private long both;
  private @Nullable Document lastLate;

  /**
   * Compares two rule sets.
   *
   * @param before the rules before the change
   * @param after the rules after it
   * @param lateness how much older than its host's newest event an event may be; null decides
   *     nothing before the end
   * @param listener takes what is found
   */
  public Diff(RuleSet before, RuleSet after, @Nullable Duration lateness, Listener listener) {
    this.listener = listener;
    long heap = Runtime.getRuntime().maxMemory();
    this.before = new DiffSide(Side.OLD, before, heap / 16);
    this.after = new DiffSide(Side.NEW, after, heap / 16);
    this.whyGone = new DifferenceReasons(this.before, this.after);
    this.whyNew = new DifferenceReasons(this.after, this.before);
    this.order =
        new HostOrder(
            lateness == null ? HostOrder.UNTIL_THE_END : lateness.toMillis(),
            new HostOrder.Bounds(heap / 4, MAX_HOSTS),
            new Ordered());
  }

  /**
   * Takes the next document.
   *
   * @param json its bytes
   * @param place where it stands
   */
  @Override
  public void take(byte[] json, Origin place) {
    Reading reading = reader.read(json);
    if (reading instanceof Reading.Accepted accepted) {
      events++;
      accepted.facts().forEach(this::order);
    } else if (reading instanceof Reading.Ignored unusable) {
      ignored++;
      listener.setAside(place, unusable.reason().toString());
    } else if (reading instanceof Reading.Rejected rejected) {
      malformed++;
      listener.setAside(place, rejected.fault().kind() + ": " + rejected.fault().reason());
    }
  }

  /** The input has ended: all that waits is decided. */
  public void finish() {
    order.finish();
  }

  /**
   * The count of everything so far.
   *
   * @return a snapshot
   */
  public DiffTotals totals() {
    List<Count> counts = new ArrayList<>();
    reasons.forEach(
        (change, byLabel) ->
            byLabel.forEach((label, alerts) -> counts.add(new Count(change, label, alerts))));
    counts.sort(Comparator.comparingLong(Count::alerts).reversed());
    Map<String, Long> faults = new TreeMap<>();
    for (DiffSide side : List.of(before, after)) {
      side.faults().forEach((rule, times) -> faults.put(side + "'s \"" + rule + "\"", times));
    }
    return new DiffTotals(
        events,
        malformed,
        ignored,
        late,
        before.session().evictedSuspects() + after.session().evictedSuspects(),
        both,
        alerts(Change.GOES),
        alerts(Change.APPEARS),
        List.copyOf(counts),
        faults);
  }

  @Override
  public void close() {
    before.close();
    after.close();
  }

  private void order(Event event) {
    if (before.session().wants(event) || after.session().wants(event)) {
      order.accept(event);
    } else {
      order.pass(event.hostKey(), event.getTimestamp());
    }
  }

  private long alerts(Change change) {
    return reasons.getOrDefault(change, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private void decide(Event event) {
    Decision old = decide(before, event);
    Decision now = decide(after, event);
    Map<String, Alert> gone = byId(old);
    Map<String, Alert> appeared = byId(now);
    List<String> common = gone.keySet().stream().filter(appeared::containsKey).toList();
    both += common.size();
    gone.keySet().removeAll(common);
    appeared.keySet().removeAll(common);
    gone.values().forEach(alert -> tell(Change.GOES, alert, whyGone.of(alert, now)));
    appeared.values().forEach(alert -> tell(Change.APPEARS, alert, whyNew.of(alert, old)));
  }

  private Decision decide(DiffSide side, Event event) {
    Decision decision = side.decide(event);
    decision
        .faults()
        .forEach(
            fault ->
                listener.ruleFault(side.side(), fault.rule(), EventRef.of(event), fault.fault()));
    return decision;
  }

  private static Map<String, Alert> byId(Decision decision) {
    Map<String, Alert> alerts = new LinkedHashMap<>();
    decision.alerts().forEach(alert -> alerts.put(alert.id(), alert));
    return alerts;
  }

  private void tell(Change change, Alert alert, Difference.Reason reason) {
    reasons.computeIfAbsent(change, none -> new TreeMap<>()).merge(reason.label(), 1L, Long::sum);
    listener.difference(
        new Difference(
            change,
            RuleRef.of(alert.rule()),
            alert.id(),
            alert.sequence().stream().map(EventRef::of).toList(),
            reason));
  }

  /** Forgets suspects that no event of their host can join any more, on neither side. */
  private void forget(String host, long timestamp) {
    OptionalLong one = before.session().span();
    OptionalLong other = after.session().span();
    if (one.isPresent() && other.isPresent()) {
      long past = timestamp - Math.max(one.getAsLong(), other.getAsLong());
      before.courses().forget(host, past);
      after.courses().forget(host, past);
    }
  }

  private final class Ordered implements HostOrder.Listener {
    @Override
    public void inOrder(Event event) {
      forget(event.hostKey(), event.getTimestamp());
      decide(event);
    }

    @Override
    public void late(Event event) {
      // an event that is two facts is late once
      if (event.document() != lastLate) {
        lastLate = event.document();
        late++;
      }
    }

    @Override
    public void reached(String hostId, long timestamp) {
      forget(hostId, timestamp);
      before.session().reached(hostId, timestamp);
      after.session().reached(hostId, timestamp);
    }
  }
}
