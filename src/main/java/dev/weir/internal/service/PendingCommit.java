package dev.weir.internal.service;

import dev.weir.PendingChanges;
import dev.weir.event.Document;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.StoredAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What has come together since the last commit. Chunks and commits are for whoever holds the feed's
 * lock; alerts may be added by any thread.
 */
final class PendingCommit {

  /** A chunk whose source waits to be told that it is safe. */
  record Taken(CompletableFuture<List<ItemFault>> safe, List<ItemFault> faults, int room) {}

  private final Queue<StoredAlert> alerts = new ConcurrentLinkedQueue<>();
  private Map<String, Map<String, String>> positions = new HashMap<>();
  private List<Taken> taken = new ArrayList<>();
  private final PendingChanges stored = new PendingChanges(0);
  private boolean first = true;

  void add(StoredAlert alert) {
    alerts.add(alert);
  }

  void add(Chunk chunk, Taken one) {
    if (!chunk.positions().isEmpty()) {
      positions
          .computeIfAbsent(chunk.source(), source -> new HashMap<>())
          .putAll(chunk.positions());
    }
    taken.add(one);
  }

  boolean isEmpty() {
    return taken.isEmpty() && alerts.isEmpty();
  }

  /** How many documents were pending at the last commit. */
  int pending() {
    return stored.count();
  }

  /** The chunks that the next commit makes safe; they are the caller's from now on. */
  List<Taken> taken() {
    List<Taken> these = taken;
    taken = new ArrayList<>();
    return these;
  }

  /**
   * What changes by the next commit.
   *
   * @param pending the documents that may still matter, which must have been asked for before: an
   *     alert takes its documents out of them, and must not come later than that is written
   */
  Commit commit(List<Document> pending) {
    PendingChanges.Changes changes = stored.since(pending);
    List<StoredAlert> raised = new ArrayList<>();
    for (StoredAlert alert = alerts.poll(); alert != null; alert = alerts.poll()) {
      raised.add(alert);
    }
    Commit commit = new Commit(first, changes.added(), changes.removed(), positions, raised);
    positions = new HashMap<>();
    first = false;
    return commit;
  }
}
