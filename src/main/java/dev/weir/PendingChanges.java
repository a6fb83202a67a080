package dev.weir;

import dev.weir.event.Document;
import dev.weir.internal.pending.PendingDocuments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The changes of {@link Detector#pending}, for a store of these documents: which to add and which
 * to remove. They cost time for what changed, not for what is pending. Each document gets a number,
 * higher than the numbers of documents that arrived before it. For the thread that feeds the
 * detector.
 */
public final class PendingChanges {

  /**
   * The changes between two calls.
   *
   * @param added new documents by number, in the order in which they arrived
   * @param removed the numbers of documents that are no longer pending
   */
  public record Changes(Map<Long, byte[]> added, Set<Long> removed) {}

  /** Events of one document can be pending in several lanes. */
  private static final class Known {
    private long number; // 0 until it is added
    private int lanes;
  }

  private final Detector detector;
  private final IdentityHashMap<Document, Known> known = new IdentityHashMap<>();
  private long lastNumber;

  /**
   * Starts without any document, so the first changes add everything that is pending.
   *
   * @param detector a detector without another object of this class
   * @param lastNumber the highest number that is taken, 0 if there is none
   */
  public PendingChanges(Detector detector, long lastNumber) {
    this.detector = detector;
    this.lastNumber = lastNumber;
    detector.followPending();
  }

  /**
   * Compares with the last call.
   *
   * @return what has changed
   */
  public Changes next() {
    List<PendingDocuments.Change> changes = new ArrayList<>(detector.pendingChanges());
    changes.sort(Comparator.comparingLong(PendingDocuments.Change::arrival));
    for (PendingDocuments.Change change : changes) {
      known.computeIfAbsent(change.document(), document -> new Known()).lanes +=
          change.pending() ? 1 : -1;
    }
    Map<Long, byte[]> added = new LinkedHashMap<>();
    Set<Long> removed = new TreeSet<>();
    for (PendingDocuments.Change change : changes) {
      Known one = known.get(change.document());
      if (one != null && one.lanes == 0) {
        known.remove(change.document());
        if (one.number > 0) {
          removed.add(one.number);
        }
      } else if (one != null && one.number == 0) {
        one.number = ++lastNumber;
        added.put(one.number, change.document().json());
      }
    }
    return new Changes(added, removed);
  }

  /** {@return the number of documents that were pending at the last call} */
  public int count() {
    return known.size();
  }
}
