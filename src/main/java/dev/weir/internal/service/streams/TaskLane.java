package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.PushedClock;
import dev.weir.event.Origin;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A detector for one task of Kafka Streams. It restores the documents that were pending at the last
 * commit, on whichever instance that was, and saves the pending documents before each commit. Used
 * only by the task's thread.
 */
final class TaskLane implements AutoCloseable {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Replaces a missing value, so that it is counted as malformed. */
  private static final byte[] JSON_NULL = "null".getBytes(UTF_8);

  private final ProcessorContext<byte[], byte[]> context;
  private final StreamsContext shared;
  private final CommitHook commitHook;
  private final KeyValueStore<byte[], byte[]> hookStore;
  private final Runnable savePending = this::savePending;
  private final PushedClock clock;
  private final OutputBuffer output;
  private final Detector detector;
  private final PendingStore pending;
  private boolean hookArmed;

  TaskLane(ProcessorContext<byte[], byte[]> context, StreamsContext shared, CommitHook commitHook) {
    this.context = context;
    this.shared = shared;
    this.commitHook = commitHook;
    this.hookStore = context.getStateStore(CommitHook.NAME);
    this.clock = new PushedClock(context.currentSystemTimeMs());
    this.output = new OutputBuffer(shared);
    this.detector = shared.detectors().open(output);
    clock.push(context.currentSystemTimeMs(), detector); // before the first event
    this.pending = new PendingStore(context.getStateStore(PendingStore.NAME), detector);
    commitHook.register(context.taskId(), savePending);
    var unused = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  void accept(Record<byte[], byte[]> record) {
    byte[] value = record.value();
    Origin origin = OriginHeader.read(record, context);
    output.setOrigin(origin);
    byte[] document = value == null || value.length == 0 ? JSON_NULL : value;
    detector.accept(document, 0, document.length, origin);
    forwardOutput();
  }

  private void tick(long now) {
    clock.push(now, detector);
    forwardOutput();
  }

  /**
   * Also forwards the output of restoring, which is not possible before the first record or tick.
   */
  private void forwardOutput() {
    output.forward(context);
    if (!hookArmed) {
      hookArmed = true;
      CommitHook.arm(hookStore);
    }
  }

  private void savePending() {
    hookArmed = false;
    int before = pending.count();
    pending.save();
    shared.pendingDocuments().add(pending.count() - before);
  }

  @Override
  public void close() {
    commitHook.unregister(context.taskId(), savePending);
    shared.pendingDocuments().add(-pending.count());
    shared.detectors().close(detector);
  }
}
