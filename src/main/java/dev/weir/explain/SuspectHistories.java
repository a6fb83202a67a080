package dev.weir.explain;

import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.replay.Decision;
import dev.weir.internal.session.Firing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The suspects of a replay and what became of them. Documents are compared by identity. */
final class SuspectHistories {

  /** The approximate memory of a history without its document, in bytes. */
  private static final int OVERHEAD = 1_000;

  private final long maxBytes;
  private final Predicate<Document> kept;
  private final Map<Suspect, SuspectHistory> bySuspect = new LinkedHashMap<>();
  private final Map<String, List<SuspectHistory>> byHost = new HashMap<>();
  private long bytes;

  SuspectHistories(long maxBytes, Predicate<Document> kept) {
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  void add(Decision decision) {
    for (Firing firing : decision.firings()) {
      firing.suspected().forEach(suspect -> add(new SuspectHistory(suspect, firing)));
      for (Suspect suspect : firing.released()) {
        SuspectHistory history = bySuspect.get(suspect);
        if (history != null) {
          history.end(firing, decision);
        }
      }
    }
  }

  /** The histories of an event's suspects, in the order of creation. */
  List<SuspectHistory> of(Event event) {
    return byHost.getOrDefault(event.hostKey(), List.of()).stream()
        .filter(history -> history.suspect().document() == event.document())
        .toList();
  }

  Collection<SuspectHistory> all() {
    return bySuspect.values();
  }

  /** Removes a host's suspects that are older than a time. */
  void forget(String host, long timestamp) {
    byHost.getOrDefault(host, List.of()).stream()
        .filter(history -> history.suspect().getTimestamp() < timestamp)
        .toList()
        .forEach(this::remove);
  }

  private void add(SuspectHistory history) {
    Suspect suspect = history.suspect();
    bySuspect.put(suspect, history);
    byHost.computeIfAbsent(suspect.hostKey(), none -> new ArrayList<>(1)).add(history);
    bytes += size(suspect);
    List<SuspectHistory> evicted = new ArrayList<>();
    long excess = bytes - maxBytes;
    for (SuspectHistory oldest : all()) {
      if (excess <= 0) {
        break;
      }
      if (!kept.test(oldest.suspect().document())) {
        evicted.add(oldest);
        excess -= size(oldest.suspect());
      }
    }
    evicted.forEach(this::remove);
  }

  private void remove(SuspectHistory history) {
    Suspect suspect = history.suspect();
    bySuspect.remove(suspect);
    bytes -= size(suspect);
    byHost.computeIfPresent(
        suspect.hostKey(), (host, list) -> list.remove(history) && list.isEmpty() ? null : list);
  }

  private static long size(Suspect suspect) {
    return suspect.document().size() + OVERHEAD;
  }
}
