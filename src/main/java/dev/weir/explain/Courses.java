package dev.weir.explain;

import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.session.Firing;
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
final class Courses {

  /** What a course needs in memory beside its document, roughly, in bytes. */
  private static final int OVERHEAD = 1_000;

  private final long maxBytes;
  private final Predicate<Document> kept;
  private final Map<Suspect, Course> bySuspect = new LinkedHashMap<>();
  private final Map<Document, List<Course>> byDocument = new HashMap<>();
  private final Map<String, List<Course>> byHost = new HashMap<>();
  private long bytes;

  /**
   * None yet.
   *
   * @param maxBytes the memory they may take, roughly; past it the oldest go
   * @param kept documents whose courses never go
   */
  Courses(long maxBytes, Predicate<Document> kept) {
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  /** Takes note of a decision. */
  void take(Decision decision) {
    for (Firing firing : decision.firings()) {
      firing.suspected().forEach(suspect -> add(new Course(suspect, firing)));
      for (Suspect suspect : firing.released()) {
        Course course = bySuspect.get(suspect);
        if (course != null) {
          course.end(firing, decision);
        }
      }
    }
  }

  /** Those of an event, in the order in which they were made. */
  List<Course> of(Event event) {
    return byDocument.getOrDefault(event.document(), List.of());
  }

  Collection<Course> all() {
    return bySuspect.values();
  }

  /** Forgets those of a host that happened before a time. */
  void forget(String host, long timestamp) {
    List<Course> courses = byHost.get(host);
    if (courses != null) {
      courses.stream()
          .filter(course -> course.suspect().getTimestamp() < timestamp)
          .toList()
          .forEach(this::remove);
    }
  }

  private void add(Course course) {
    Suspect suspect = course.suspect();
    bySuspect.put(suspect, course);
    byDocument.computeIfAbsent(suspect.document(), none -> new ArrayList<>(1)).add(course);
    byHost.computeIfAbsent(suspect.hostKey(), none -> new ArrayList<>(1)).add(course);
    bytes += size(suspect);
    List<Course> going = new ArrayList<>();
    long over = bytes - maxBytes;
    for (Course oldest : all()) {
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

  private void remove(Course course) {
    Suspect suspect = course.suspect();
    bySuspect.remove(suspect);
    bytes -= size(suspect);
    remove(course, byDocument, suspect.document());
    remove(course, byHost, suspect.hostKey());
  }

  private static <K> void remove(Course course, Map<K, List<Course>> courses, K key) {
    List<Course> beside = courses.get(key);
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
