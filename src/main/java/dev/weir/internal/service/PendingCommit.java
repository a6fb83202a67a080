package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.PendingChanges;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.StoredAlert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The contents of the next commit. Any thread may add alerts; for everything else the caller holds
 * the lock of {@link Ingest}.
 */
final class PendingCommit {

  /** A chunk whose source waits until it is durable. */
  record AwaitedChunk(CompletableFuture<List<ItemFault>> durable, List<ItemFault> faults) {}

  private final Queue<StoredAlert> alerts = new ConcurrentLinkedQueue<>();
  private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
  private final Queue<String> retracted = new ConcurrentLinkedQueue<>();
  private final PendingChanges documents;
  private List<AwaitedChunk> chunks = new ArrayList<>();
  private boolean first = true;

  PendingCommit(Detector detector) {
    this.documents = new PendingChanges(detector, 0);
  }

  void add(StoredAlert alert) {
    alerts.add(alert);
  }

  void confirm(String id) {
    confirmed.add(id);
  }

  void retract(String id) {
    retracted.add(id);
  }

  void add(AwaitedChunk chunk) {
    chunks.add(chunk);
  }

  boolean isEmpty() {
    return chunks.isEmpty() && alerts.isEmpty();
  }

  /** Number of documents that were pending at the last commit. */
  int pendingDocuments() {
    return documents.count();
  }

  /** Hands over the chunks that the next commit makes durable. */
  List<AwaitedChunk> takeChunks() {
    List<AwaitedChunk> taken = chunks;
    chunks = new ArrayList<>();
    return taken;
  }

  /** Hands over the changes for the store. */
  Commit take(Map<String, Map<String, String>> positions) {
    PendingChanges.Changes changes = documents.next();
    List<String> standing = drain(confirmed); // before the alerts: theirs came earlier
    List<String> wrong = drain(retracted);
    List<StoredAlert> raised = drain(alerts);
    boolean replacePending = first;
    first = false;
    return new Commit(
        replacePending, changes.added(), changes.removed(), positions, raised, standing, wrong);
  }

  private static <T> List<T> drain(Queue<T> queue) {
    List<T> taken = new ArrayList<>();
    for (T next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return taken;
  }
}
