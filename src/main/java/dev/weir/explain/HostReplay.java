package dev.weir.explain;

import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
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
 * Decides again what happened around some events. Hosts are decided apart, so only events of their
 * hosts are kept; and what is decided of an event hangs on no suspect older than the span of the
 * rules, so only events near to them are.
 */
final class HostReplay implements HostOrder.Listener, AutoCloseable {

  /** Further away than this no event is looked at, whatever the span. */
  private static final long NEAR = 60_000;

  /** Rules may pass a suspect on to the next; so many times their span is looked at. */
  private static final int SPANS = 10;

  /** The most events that are remembered for having come near. */
  private static final int REMEMBERED = 2_000;

  private final Map<Origin, Event> targets;
  private final DetectionSession session;
  private final Decision.Journal journal = new Decision.Journal();
  private final SuspectHistories courses;
  private final HostOrder order;
  private final Map<Origin, List<Event>> facts = new LinkedHashMap<>();
  private final Set<Document> targetDocuments = new HashSet<>();
  private final Map<Event, Decision> decisions = new HashMap<>();
  private final Map<Document, List<RaisedAlert>> findings = new HashMap<>();
  private final PriorityQueue<Event> near =
      new PriorityQueue<>(Comparator.comparingLong(this::distance).reversed());
  private final long window;
  private final long unwantedWindow;
  private long late;

  private HostReplay(RuleSet rules, Map<Origin, Event> targets) {
    this.targets = targets;
    this.session = new DetectionSession(rules, Long.MAX_VALUE, journal);
    long heap = Runtime.getRuntime().maxMemory();
    this.courses = new SuspectHistories(heap / 8, targetDocuments::contains);
    this.order =
        new HostOrder(
            HostOrder.UNTIL_THE_END, new HostOrder.Bounds(heap / 4, Integer.MAX_VALUE), this);
    OptionalLong span = session.span();
    // with an open span a suspect may be of any age, so every event of the host counts
    this.window = span.isPresent() ? Math.max(NEAR, SPANS * span.getAsLong()) : Long.MAX_VALUE;
    this.unwantedWindow = span.orElse(NEAR);
  }

  /**
   * Reads documents and decides what is near to some of them.
   *
   * @param targets events of these documents, by their places
   */
  static HostReplay around(Map<Origin, Event> targets, RuleSet rules, DocumentSource documents)
      throws IOException {
    HostReplay replay = new HostReplay(rules, targets);
    EventReader reader = new EventReader();
    documents.read(
        (json, place) -> {
          if (reader.read(json) instanceof Reading.Accepted accepted) {
            replay.take(accepted.facts(), place);
          }
        });
    replay.order.finish();
    return replay;
  }

  /** The facts of a document that is explained. */
  List<Event> facts(Origin place) {
    return facts.getOrDefault(place, List.of());
  }

  /** What was decided of a fact that is explained; null if no rule wants it. */
  @Nullable Decision decision(Event fact) {
    return decisions.get(fact);
  }

  /** The alerts that an event that is explained is part of. */
  List<RaisedAlert> findings(Event event) {
    return findings.getOrDefault(event.document(), List.of());
  }

  SuspectHistories courses() {
    return courses;
  }

  /** Events of the host of one that came near it, without itself, the nearest first. */
  List<Event> near(Event event) {
    return near.stream()
        .filter(
            other ->
                other.document() != event.document() && other.hostKey().equals(event.hostKey()))
        .sorted(
            Comparator.comparingLong(
                other -> Math.abs(other.getTimestamp() - event.getTimestamp())))
        .toList();
  }

  /** The span of the rules in milliseconds. */
  OptionalLong span() {
    return session.span();
  }

  /** How many events did not fit into memory in their order. */
  long late() {
    return late;
  }

  private void take(List<Event> taken, Origin place) {
    boolean explained = targets.containsKey(place);
    if (explained) {
      facts.put(place, taken);
      targetDocuments.add(taken.get(0).document());
    }
    for (Event fact : taken) {
      long distance = distance(fact);
      if (distance > window || distance < 0) {
        continue;
      }
      if (session.wants(fact)) {
        order.accept(fact);
        remember(fact);
      } else if (!explained && distance <= unwantedWindow) {
        remember(fact);
      }
    }
  }

  private void remember(Event fact) {
    near.add(fact);
    if (near.size() > REMEMBERED) {
      near.remove();
    }
  }

  /** How far an event is from the nearest of its host that is explained; -1 if there is none. */
  private long distance(Event event) {
    long nearest = -1;
    for (Event target : targets.values()) {
      if (target.hostKey().equals(event.hostKey())) {
        long distance = Math.abs(target.getTimestamp() - event.getTimestamp());
        nearest = nearest < 0 ? distance : Math.min(nearest, distance);
      }
    }
    return nearest;
  }

  @Override
  public void inOrder(Event event) {
    session.fire(event);
    Decision decision = journal.of(event);
    courses.take(decision);
    if (targetDocuments.contains(event.document())) {
      decisions.put(event, decision);
    }
    decision
        .alerts()
        .forEach(
            alert ->
                alert.sequence().stream()
                    .map(Event::document)
                    .distinct()
                    .filter(targetDocuments::contains)
                    .forEach(
                        document ->
                            findings
                                .computeIfAbsent(document, none -> new ArrayList<>(1))
                                .add(RaisedAlert.of(alert))));
  }

  @Override
  public void late(Event event) {
    late++;
  }

  @Override
  public void reached(String hostId, long timestamp) {
    // all waits for the end of the input
  }

  @Override
  public void close() {
    session.close();
  }
}
