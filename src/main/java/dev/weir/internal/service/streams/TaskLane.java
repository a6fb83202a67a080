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
 * A lane: documents in, alerts out, and what is neither. It begins with what was pending at the
 * last commit, wherever that was, and before each commit it writes what has changed of that. For
 * the task's thread.
 */
final class TaskLane implements AutoCloseable {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** What stands for no value: it is no event, and counted as such. */
  private static final byte[] NOTHING = "null".getBytes(UTF_8);

  private final ProcessorContext<byte[], byte[]> context;
  private final StreamsContext shared;
  private final CommitHook beforeCommit;
  private final KeyValueStore<byte[], byte[]> commits;
  private final Runnable keep = this::keep;
  private final PushedClock clock;
  private final OutputBuffer told;
  private final Detector detector;
  private final PendingStore pending;
  private boolean asked;

  TaskLane(
      ProcessorContext<byte[], byte[]> context, StreamsContext shared, CommitHook beforeCommit) {
    this.context = context;
    this.shared = shared;
    this.beforeCommit = beforeCommit;
    this.commits = context.getStateStore(CommitHook.NAME);
    this.clock = new PushedClock(context.currentSystemTimeMs());
    this.told = new OutputBuffer(shared);
    this.detector = shared.rules().open(told);
    this.pending =
        new PendingStore(context.getStateStore(PendingStore.NAME), this.detector::accept);
    beforeCommit.register(context.taskId(), keep);
    var unused = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  void accept(Record<byte[], byte[]> record) {
    byte[] value = record.value() == null || record.value().length == 0 ? NOTHING : record.value();
    Origin origin = RecordPosition.of(record, context);
    told.about(origin);
    detector.accept(value, 0, value.length, origin);
    passOn();
  }

  private void tick(long now) {
    detector.advance(clock.tick(now));
    passOn();
  }

  /** What was told while the lane was restored comes with the first record or tick. */
  private void passOn() {
    told.passOn(context);
    if (!asked) {
      asked = true;
      CommitHook.ask(commits);
    }
  }

  private void keep() {
    asked = false;
    int before = pending.count();
    pending.keep(detector);
    shared.pending().add(pending.count() - before);
  }

  @Override
  public void close() {
    beforeCommit.unregister(context.taskId(), keep);
    shared.pending().add(-pending.count());
    shared.rules().close(detector);
  }
}
