package dev.weir.explain;

import dev.weir.alert.Alert;
import dev.weir.event.CrossHostEvent;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.event.PrincipalEvent;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.replay.Replayer;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A replay of what happened around some target events. Hosts are independent, so only events of the
 * targets' hosts are kept; a decision depends only on suspects within the rules' time span, so only
 * events near a target are.
 */
final class HostReplay implements AutoCloseable {

  /** Events within this many milliseconds of a target count, however short the span. */
  private static final long NEAR = 60_000;

  /** Rules can form a chain, each waiting for the one before, so several spans count. */
  private static final int SPANS = 10;

  private static final int MAX_NEIGHBOURS = 2_000;

  private final Map<Origin, Event> targets;
  private final Replayer replayer;
  private final SuspectHistories histories;
  private final Map<Origin, List<Event>> facts = new LinkedHashMap<>();
  private final Set<Document> targetDocuments = new HashSet<>();
  private final Map<Event, Decision> decisions = new HashMap<>();
  private final List<Raised> alerts = new ArrayList<>();
  private final PriorityQueue<Event> neighbours =
      new PriorityQueue<>(Comparator.comparingLong(this::distance).reversed());
  private final long window;
  private final long unwantedWindow;

  /** An alert, and the firing that raised it; null if that is not among those recorded. */
  record Raised(Alert alert, @Nullable Firing firing) {
    static Raised of(Alert alert, Decision decision) {
      return new Raised(
          alert,
          decision.firings().stream()
              .filter(firing -> firing.rule().equals(alert.rule()))
              .filter(firing -> isOf(firing, alert))
              .findFirst()
              .orElse(null));
    }

    private static boolean isOf(Firing firing, Alert alert) {
      return firing.facts().stream()
          .allMatch(
              fact ->
                  alert.sequence().stream().anyMatch(event -> event.document() == fact.document()));
    }
  }

  private HostReplay(RuleSet rules, Map<Origin, Event> targets) {
    this.targets = targets;
    this.replayer = new Replayer(List.of(rules), HostOrder.UNTIL_THE_END, this::add);
    this.histories =
        new SuspectHistories(Runtime.getRuntime().maxMemory() / 8, targetDocuments::contains);
    OptionalLong span = replayer.span();
    // without a span a suspect of any age can matter, so every event of the host counts
    this.window = span.isPresent() ? Math.max(NEAR, SPANS * span.getAsLong()) : Long.MAX_VALUE;
    this.unwantedWindow = span.orElse(NEAR);
  }

  /** Replays documents around target events, which are given with their origins. */
  static HostReplay around(Map<Origin, Event> targets, RuleSet rules, DocumentSource documents)
      throws IOException {
    HostReplay replay = new HostReplay(rules, targets);
    EventReader reader = new EventReader(rules.tree()::factTypes);
    documents.read(
        (json, origin) -> {
          if (reader.read(json) instanceof Reading.Accepted accepted) {
            replay.accept(accepted.facts(), origin);
          }
        });
    replay.replayer.finish();
    return replay;
  }

  /** The facts of a target. */
  List<Event> facts(Origin target) {
    return facts.getOrDefault(target, List.of());
  }

  /** The decision on a target's fact; null if no rule wants it. */
  @Nullable Decision decision(Event fact) {
    return decisions.get(fact);
  }

  /** The alerts that a target is part of. */
  List<Raised> alerts(Event target) {
    return alerts.stream()
        .filter(
            raised ->
                raised.alert().sequence().stream()
                    .anyMatch(event -> event.document() == target.document()))
        .toList();
  }

  SuspectHistories histories() {
    return histories;
  }

  /** Other events of an event's host, the nearest in time first. */
  List<Event> near(Event event) {
    return neighbours.stream()
        .filter(
            other ->
                other.document() != event.document() && other.hostKey().equals(event.hostKey()))
        .sorted(
            Comparator.comparingLong(
                other -> Math.abs(other.getTimestamp() - event.getTimestamp())))
        .toList();
  }

  /** The time span of the rules in milliseconds. */
  OptionalLong span() {
    return replayer.span();
  }

  /** How many events were left undecided because memory did not suffice to put them in order. */
  long late() {
    return replayer.late();
  }

  private void accept(List<Event> accepted, Origin origin) {
    boolean target = targets.containsKey(origin);
    if (target) {
      facts.put(origin, accepted);
      targetDocuments.add(accepted.get(0).document());
    }
    for (Event fact : accepted) {
      long distance = distance(fact);
      if (distance <= window && distance >= 0) {
        boolean wanted = replayer.accept(fact);
        if (wanted || (!target && distance <= unwantedWindow)) {
          neighbours.add(fact);
          if (neighbours.size() > MAX_NEIGHBOURS) {
            neighbours.remove();
          }
        }
      }
    }
  }

  /** Milliseconds to the nearest target of the event's host or principal; -1 if there is none. */
  private long distance(Event event) {
    return targets.values().stream()
        .filter(
            target ->
                event instanceof CrossHostEvent
                    || target.hostKey().equals(event.hostKey())
                    || share(target, event))
        .mapToLong(target -> Math.abs(target.getTimestamp() - event.getTimestamp()))
        .min()
        .orElse(-1);
  }

  private static boolean share(Event target, Event event) {
    return event.getPrincipal() != null
        && PrincipalEvent.of(target.document(), target.order()).stream()
            .anyMatch(one -> event.getPrincipal().equals(one.getPrincipal()));
  }

  private void add(List<Decision> bySet) {
    Decision decision = bySet.get(0);
    histories.add(decision);
    if (targetDocuments.contains(decision.event().document())) {
      decisions.put(decision.event(), decision);
    }
    decision.alerts().forEach(alert -> alerts.add(Raised.of(alert, decision)));
  }

  @Override
  public void close() {
    replayer.close();
  }
}
