package dev.weir;

import dev.weir.event.Document;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has become of {@link Detector#pending} since the last look: whoever keeps those documents
 * writes what is new and takes out what is gone. Each has a number of its own, higher than those of
 * documents that arrived before it. For one thread.
 */
public final class PendingChanges {

  /**
   * The difference between two looks.
   *
   * @param added documents by number, in the order in which they arrived
   * @param removed numbers of documents that are no longer pending
   */
  public record Changes(Map<Long, byte[]> added, Set<Long> removed) {}

  private IdentityHashMap<Document, Long> known = new IdentityHashMap<>();
  private long lastNumber;

  /**
   * Knows of no document yet.
   *
   * @param lastNumber the highest number that has been given, 0 if there was none
   */
  public PendingChanges(long lastNumber) {
    this.lastNumber = lastNumber;
  }

  /**
   * Looks at what is pending now.
   *
   * @param pending what the detector says
   * @return what has changed since it was called last
   */
  public Changes since(List<Document> pending) {
    IdentityHashMap<Document, Long> now = new IdentityHashMap<>();
    Map<Long, byte[]> added = new LinkedHashMap<>();
    for (Document document : pending) {
      Long number = known.remove(document);
      if (number == null) {
        number = ++lastNumber;
        added.put(number, document.json());
      }
      now.put(document, number);
    }
    Set<Long> removed = Set.copyOf(known.values());
    known = now;
    return new Changes(added, removed);
  }

  /**
   * How many documents were pending at the last look.
   *
   * @return the number
   */
  public int count() {
    return known.size();
  }
}
