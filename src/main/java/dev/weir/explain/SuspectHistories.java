package dev.weir.explain;

import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.session.Firing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Suspects and what became of them, for as long as it is of interest. Documents are told apart by
 * being the same object, as the reader makes them.
 */
final class SuspectHistories {

  /** What a course needs in memory beside its document, roughly, in bytes. */
  private static final int OVERHEAD = 1_000;

  private final long maxBytes;
  private final Predicate<Document> kept;
  private final Map<Suspect, SuspectHistory> bySuspect = new LinkedHashMap<>();
  private final Map<Document, List<SuspectHistory>> byDocument = new HashMap<>();
  private final Map<String, List<SuspectHistory>> byHost = new HashMap<>();
  private long bytes;

  /**
   * None yet.
   *
   * @param maxBytes the memory they may take, roughly; past it the oldest go
   * @param kept documents whose courses never go
   */
  SuspectHistories(long maxBytes, Predicate<Document> kept) {
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  /** Takes note of a decision. */
  void take(Decision decision) {
    for (Firing firing : decision.firings()) {
      firing.suspected().forEach(suspect -> add(new SuspectHistory(suspect, firing)));
      for (Suspect suspect : firing.released()) {
        SuspectHistory course = bySuspect.get(suspect);
        if (course != null) {
          course.end(firing, decision);
        }
      }
    }
  }

  /** Those of an event, in the order in which they were made. */
  List<SuspectHistory> of(Event event) {
    return byDocument.getOrDefault(event.document(), List.of());
  }

  Collection<SuspectHistory> all() {
    return bySuspect.values();
  }

  /** Forgets those of a host that happened before a time. */
  void forget(String host, long timestamp) {
    List<SuspectHistory> courses = byHost.get(host);
    if (courses != null) {
      courses.stream()
          .filter(course -> course.suspect().getTimestamp() < timestamp)
          .toList()
          .forEach(this::remove);
    }
  }

  private void add(SuspectHistory course) {
    Suspect suspect = course.suspect();
    bySuspect.put(suspect, course);
    byDocument.computeIfAbsent(suspect.document(), none -> new ArrayList<>(1)).add(course);
    byHost.computeIfAbsent(suspect.hostKey(), none -> new ArrayList<>(1)).add(course);
    bytes += size(suspect);
    List<SuspectHistory> going = new ArrayList<>();
    long over = bytes - maxBytes;
    for (SuspectHistory oldest : all()) {
      if (over <= 0) {
        break;
      }
      if (!kept.test(oldest.suspect().document())) {
        going.add(oldest);
        over -= size(oldest.suspect());
      }
    }
    going.forEach(this::remove);
  }

  private void remove(SuspectHistory course) {
    Suspect suspect = course.suspect();
    bySuspect.remove(suspect);
    bytes -= size(suspect);
    remove(course, byDocument, suspect.document());
    remove(course, byHost, suspect.hostKey());
  }

  private static <K> void remove(
      SuspectHistory course, Map<K, List<SuspectHistory>> courses, K key) {
    List<SuspectHistory> beside = courses.get(key);
    if (beside != null) {
      beside.remove(course);
      if (beside.isEmpty()) {
        courses.remove(key);
      }
    }
  }

  private static long size(Suspect suspect) {
    return suspect.document().size() + OVERHEAD;
  }
}
