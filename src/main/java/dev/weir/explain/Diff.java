package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.explain.Difference.Change;
import dev.weir.explain.Difference.Side;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two rule sets on past events. Events are read and put in order once; the old
 * rules and the new rules decide each of them, so an alert that only one of them raises is
 * explained at once. Suspects are remembered until their host has moved past the rules' time span.
 * For one thread.
 */
public final class Diff implements DocumentSource.Sink, AutoCloseable {

  /** Receives the results. */
  public interface Listener {
    /**
     * Only one of the two rule sets raises an alert.
     *
     * @param difference the alert, and the reason
     */
    void difference(Difference difference);

    /**
     * A document was rejected.
     *
     * @param origin where the document is from
     * @param reason what is wrong with it
     */
    default void rejected(Origin origin, String reason) {}

    /**
     * A rule threw an exception and was skipped for an event.
     *
     * @param side the rule set of the rule
     * @param rule the rule's name; empty if unknown
     * @param event the event that was being decided
     * @param exception the exception as text
     */
    default void ruleFault(Side side, String rule, EventRef event, String exception) {}
  }

  /**
   * The totals of a {@link Diff}.
   *
   * @param events the number of events read
   * @param malformed the number of lines that are not JSON documents
   * @param ignored the number of documents that are not usable events
   * @param late the number of events that came too late and were not decided
   * @param evicted the number of suspects evicted early, to stay within the memory bound
   * @param both the number of alerts that both rule sets raise
   * @param onlyOld the number of alerts that only the old rules raise
   * @param onlyNew the number of alerts that only the new rules raise
   * @param reasons the reasons and their numbers of alerts, the most frequent first
   * @param faults how often each rule threw an exception, by rule set and name
   */
  public record Totals(
      long events,
      long malformed,
      long ignored,
      long late,
      long evicted,
      long both,
      long onlyOld,
      long onlyNew,
      List<Count> reasons,
      Map<String, Long> faults) {

    /**
     * A reason and its number of alerts.
     *
     * @param change whether the alerts are added or removed
     * @param reason {@link Difference.Reason#label}
     * @param alerts the number of alerts
     */
    public record Count(Difference.Change change, String reason, long alerts) {}

    /** {@return whether an alert is added or removed} */
    public boolean differ() {
      return onlyOld + onlyNew > 0;
    }
  }

  private final Listener listener;
  private final EventReader reader;
  private final DiffSide before;
  private final DiffSide after;
  private final Replayer replayer;
  private final DifferenceReasons whyRemoved;
  private final DifferenceReasons whyAdded;
  private final Map<Change, Map<String, Long>> reasons = new TreeMap<>();
  private long events;
  private long malformed;
  private long ignored;
  private long both;

  /**
   * Compares two rule sets.
   *
   * @param before the rules before the change
   * @param after the rules after the change
   * @param lateness how much older than its host's newest event an event may be; null waits for the
   *     end of the input
   * @param listener receives the results
   */
  public Diff(RuleSet before, RuleSet after, @Nullable Duration lateness, Listener listener) {
    this.listener = listener;
    Set<String> types = new HashSet<>(before.tree().factTypes());
    types.addAll(after.tree().factTypes());
    this.reader = new EventReader(() -> types);
    long maxBytes = Runtime.getRuntime().maxMemory() / 16;
    this.before = new DiffSide(Side.OLD, before, maxBytes);
    this.after = new DiffSide(Side.NEW, after, maxBytes);
    this.whyRemoved = new DifferenceReasons(this.before, this.after);
    this.whyAdded = new DifferenceReasons(this.after, this.before);
    this.replayer =
        new Replayer(
            List.of(before, after),
            lateness == null ? HostOrder.UNTIL_THE_END : lateness.toMillis(),
            this::decided);
  }

  @Override
  public void accept(byte[] json, Origin origin) {
    Reading reading = reader.read(json);
    if (reading instanceof Reading.Accepted accepted) {
      events++;
      accepted.facts().forEach(replayer::accept);
    } else if (reading instanceof Reading.Ignored unusable) {
      ignored++;
      listener.rejected(origin, unusable.reason().toString());
    } else if (reading instanceof Reading.Rejected rejected) {
      malformed++;
      listener.rejected(origin, rejected.fault().kind() + ": " + rejected.fault().reason());
    }
  }

  /** Decides all events that still wait: the input has ended. */
  public void finish() {
    replayer.finish();
  }

  /** {@return a snapshot of the counts} */
  public Totals totals() {
    List<Totals.Count> counts = new ArrayList<>();
    reasons.forEach(
        (change, byLabel) ->
            byLabel.forEach(
                (label, alerts) -> counts.add(new Totals.Count(change, label, alerts))));
    counts.sort(Comparator.comparingLong(Totals.Count::alerts).reversed());
    Map<String, Long> faults = new TreeMap<>();
    for (DiffSide side : List.of(before, after)) {
      side.faults().forEach((rule, times) -> faults.put(side + "'s \"" + rule + "\"", times));
    }
    return new Totals(
        events,
        malformed,
        ignored,
        replayer.late(),
        replayer.evictedSuspects(),
        both,
        alerts(Change.REMOVED),
        alerts(Change.ADDED),
        List.copyOf(counts),
        faults);
  }

  @Override
  public void close() {
    replayer.close();
    before.questions().close();
    after.questions().close();
  }

  private long alerts(Change change) {
    return reasons.getOrDefault(change, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private void add(DiffSide side, Decision decision) {
    side.add(decision);
    for (Decision.Fault fault : decision.faults()) {
      listener.ruleFault(
          side.side(), fault.rule(), EventRef.of(decision.event()), fault.exception());
    }
  }

  private void decided(List<Decision> bySide) {
    Decision old = bySide.get(0);
    Decision now = bySide.get(1);
    Event event = old.event();
    replayer
        .span()
        .ifPresent(
            span -> { // older suspects cannot be joined any more, on either side
              before.histories().forget(event.hostKey(), event.getTimestamp() - span);
              after.histories().forget(event.hostKey(), event.getTimestamp() - span);
            });
    add(before, old);
    add(after, now);
    compare(old, now);
  }

  private void compare(Decision old, Decision now) {
    Map<String, Alert> removed = byId(old);
    Map<String, Alert> added = byId(now);
    List<String> common = removed.keySet().stream().filter(added::containsKey).toList();
    both += common.size();
    removed.keySet().removeAll(common);
    added.keySet().removeAll(common);
    removed.values().forEach(alert -> report(Change.REMOVED, alert, whyRemoved.of(alert, now)));
    added.values().forEach(alert -> report(Change.ADDED, alert, whyAdded.of(alert, old)));
  }

  private static Map<String, Alert> byId(Decision decision) {
    Map<String, Alert> alerts = new LinkedHashMap<>();
    decision.alerts().forEach(alert -> alerts.put(alert.id(), alert));
    return alerts;
  }

  private void report(Change change, Alert alert, Difference.Reason reason) {
    reasons.computeIfAbsent(change, none -> new TreeMap<>()).merge(reason.label(), 1L, Long::sum);
    listener.difference(
        new Difference(
            change,
            RuleRef.of(alert.rule()),
            alert.id(),
            alert.sequence().stream().map(EventRef::of).toList(),
            reason));
  }
}
