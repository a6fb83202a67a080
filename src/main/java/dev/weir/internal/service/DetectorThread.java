package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.alert.EarlyAlert;
import dev.weir.alert.RollUp;
import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.service.monitor.DetectionNotices;
import dev.weir.internal.service.monitor.SampledLog;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import dev.weir.internal.service.store.Commit;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.thread.TaskThread;
import dev.weir.internal.watch.Hang;
import dev.weir.internal.watch.HungException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A detector on a thread of its own, with all that it has taken and found since the last commit. If
 * a rule hangs, it is abandoned as a whole: nothing that its threads still do reaches anybody. Safe
 * for any thread, unless a method says otherwise.
 */
final class DetectorThread {

  /** What a commit writes. */
  record Snapshot(
      Commit commit,
      List<PendingCommit.AwaitedChunk> chunks,
      @Nullable String baseline,
      long nanos) {}

  private final TaskThread thread = new TaskThread("weir-detector", Integer.MAX_VALUE);
  private final CompletableFuture<Void> hung = new CompletableFuture<>();
  private final Set<CompletableFuture<List<ItemFault>>> unsaved = ConcurrentHashMap.newKeySet();
  private final PendingCommit next;
  private final SampledLog notices;
  private final DetectionNotices detectionNotices;
  private final SuppressedBytes suppressedBytes = new SuppressedBytes();
  private final InstantSource clock;
  private final SourcePositions positions;
  private final Baseline baseline;
  private final Detector detector;
  private @Nullable Current current;
  private volatile int pendingDocuments;
  private volatile boolean abandoned;

  DetectorThread(
      Detector.Builder builder,
      Baseline baseline,
      SourcePositions positions,
      SampledLog notices,
      DetectionNotices detectionNotices,
      InstantSource clock) {
    this.clock = clock;
    this.baseline = baseline;
    this.positions = positions;
    this.notices = notices;
    this.detectionNotices = detectionNotices;
    this.detector = builder.listener(new Listener()).build();
    this.next = new PendingCommit(detector);
  }

  Detector detector() {
    return detector;
  }

  SourcePositions positions() {
    return positions;
  }

  /** Number of documents that were pending at the last commit. */
  int pendingDocuments() {
    return pendingDocuments;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Takes the documents that were pending when the store was written last. */
  void restore(Consumer<Detector> time, List<byte[]> pending)
      throws HungException, InterruptedException {
    await(
        () -> {
          time.accept(detector); // before the first event, to know what is ahead
          for (byte[] document : pending) {
            detector.accept(document);
          }
          detector.flush(); // before there is a chunk that faults would be reported for
          return true;
        });
  }

  /** Returns when the detector has taken a chunk; {@code durable} then waits for a commit. */
  @SuppressWarnings("CollectionUndefinedEquality") // identity is what is wanted
  void take(Chunk chunk, CompletableFuture<List<ItemFault>> durable) throws InterruptedException {
    unsaved.add(durable);
    var unused = durable.whenComplete((faults, failure) -> unsaved.remove(durable));
    try {
      thread.call(() -> feed(chunk, durable)).get();
    } catch (InterruptedException e) {
      durable.cancel(false); // if it has not begun, it is not fed
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      durable.completeExceptionally(cause);
      if (!abandoned && cause instanceof RuntimeException fault) {
        throw fault;
      } else if (!abandoned && cause instanceof Error fault) {
        throw fault;
      }
    }
  }

  private boolean feed(Chunk chunk, CompletableFuture<List<ItemFault>> durable) {
    if (durable.isDone()) {
      return false;
    }
    if (!positions.accepts(chunk)) {
      return durable.completeExceptionally(
          new IOException("detection was restarted; read again from the saved position"));
    }
    Current now = new Current(chunk, new ArrayList<>());
    current = now;
    for (int i = 0; i < chunk.items().size() && !abandoned; i++) {
      Item item = chunk.items().get(i);
      // the index stands for the line, so that a fault finds its item
      detector.accept(
          item.bytes(), item.from(), item.to() - item.from(), new Origin(chunk.source(), i));
    }
    detector.flush(); // so that all faults are of this chunk
    positions.update(chunk.source(), chunk.positions());
    next.add(new PendingCommit.AwaitedChunk(durable, now.faults));
    return true;
  }

  /** Pushes the time if there is one, and takes what has changed since the last call. */
  Snapshot snapshot(@Nullable Consumer<Detector> time, boolean withBaseline)
      throws HungException, InterruptedException {
    return await(
        () -> {
          if (time != null) {
            time.accept(detector);
            suppressedBytes.renew();
          }
          long start = System.nanoTime();
          Commit commit = next.take(positions.takeChanges());
          pendingDocuments = next.pendingDocuments();
          return new Snapshot(
              commit,
              next.takeChunks(),
              withBaseline ? baseline.snapshot() : null, // of the same moment as what is pending
              System.nanoTime() - start);
        });
  }

  private <T> T await(Callable<T> task) throws HungException, InterruptedException {
    CompletableFuture<T> result = thread.call(task);
    try {
      CompletableFuture.anyOf(result, hung).get();
      return result.join();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HungException hang) {
        throw new HungException(hang.hangs());
      }
      throw new IllegalStateException("the detector has failed: " + e.getCause(), e);
    }
  }

  /** Ends the wait of whoever restores or commits. */
  void hang(List<Hang> hangs) {
    hung.completeExceptionally(new HungException(hangs));
  }

  /** Fails all that was taken and not committed, so that it is sent or read again. */
  void abandon(IOException reason) {
    abandoned = true;
    detector.abandon();
    thread.giveUp(reason);
    unsaved.forEach(durable -> durable.completeExceptionally(reason));
  }

  /** Closes the detector, after the last commit. */
  void close() {
    var unused =
        thread.call(
            () -> {
              detector.close();
              return true;
            });
    thread.close();
  }

  /** The chunk that is being fed, and the faults of its items. */
  private record Current(Chunk chunk, List<ItemFault> faults) {
    /** Where an item of the chunk comes from. */
    Origin originOf(int index) {
      Item item = chunk.items().get(index);
      return new Origin(item.place(), item.number());
    }
  }

  private final class Listener implements DetectorListener {
    @Override
    public void onAlert(Alert alert) {
      notices.raised(alert);
      keep(alert, false, alert.toJson());
    }

    @Override
    public void onSuppressed(Alert alert) {
      notices.suppressed(alert);
      detectionNotices.suppressed(alert);
      keep(alert, true, suppressedBytes.documentOf(alert));
    }

    private void keep(Alert alert, boolean suppressed, byte[] document) {
      next.add(StoredAlert.of(alert, suppressed, document).early());
    }

    @Override
    public void onConfirmed(String id) {
      next.confirm(id);
    }

    @Override
    public void onRetracted(EarlyAlert alert) {
      notices.retracted(alert);
      next.retract(alert.id());
      if (!alert.suppressed()) {
        next.add(
            StoredAlert.of(
                alert.retractionId(),
                alert.rule(),
                alert.host(),
                false,
                alert.retraction(clock.instant())));
      }
    }

    @Override
    public void onRollUp(RollUp rollUp) {
      next.add(StoredAlert.of(rollUp.id(), rollUp.rule().name(), "", false, rollUp.toJson()));
    }

    @Override
    public void onMalformed(Origin origin, Malformed fault, byte[] line) {
      Current now = current;
      if (now == null) {
        notices.malformed(origin, fault);
      } else {
        int index = (int) origin.line();
        String kind = notices.malformed(now.originOf(index), fault);
        now.faults.add(new ItemFault(index, kind, fault.reason()));
      }
    }

    @Override
    public void onIgnored(Origin origin, String reason, byte[] document) {
      Current now = current;
      notices.ignored(now == null ? origin : now.originOf((int) origin.line()), reason);
    }

    @Override
    public void onLate(Event event) {
      notices.late(event);
    }

    @Override
    public void onHostFault(String host, String fault) {
      notices.hostFault(host, fault);
      detectionNotices.hostFault(host, fault);
    }

    @Override
    public void onRuleFault(String rule, Event event, Throwable fault) {
      notices.ruleFault(rule, event, fault);
    }

    @Override
    public void onEvicted(Suspect suspect) {
      notices.evicted(suspect);
      detectionNotices.evicted(suspect);
    }
  }
}
