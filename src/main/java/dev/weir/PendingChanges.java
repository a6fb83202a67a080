package dev.weir;

import dev.weir.event.Document;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes of {@link Detector#pending}, for a store of these documents: which to add and which
 * to remove. Each document gets a number, higher than the numbers of documents that arrived before
 * it. For one thread.
 */
public final class PendingChanges {

  /**
   * The changes between two calls.
   *
   * @param added new documents by number, in the order in which they arrived
   * @param removed the numbers of documents that are no longer pending
   */
  public record Changes(Map<Long, byte[]> added, Set<Long> removed) {}

  private IdentityHashMap<Document, Long> known = new IdentityHashMap<>();
  private long lastNumber;

  /**
   * Starts without any document.
   *
   * @param lastNumber the highest number that is taken, 0 if there is none
   */
  public PendingChanges(long lastNumber) {
    this.lastNumber = lastNumber;
  }

  /**
   * Compares with the last call.
   *
   * @param pending the documents that are pending now
   * @return what has changed
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

  /** {@return the number of documents that were pending at the last call} */
  public int count() {
    return known.size();
  }
}
