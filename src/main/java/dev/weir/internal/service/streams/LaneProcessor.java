package dev.weir.internal.service.streams;

import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A processor that has a {@link TaskLane} while it has a task. */
final class LaneProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final StreamsContext shared;
  private final CommitHook commitHook;
  private @Nullable TaskLane lane;

  LaneProcessor(StreamsContext shared, CommitHook commitHook) {
    this.shared = shared;
    this.commitHook = commitHook;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    lane = new TaskLane(context, shared, commitHook);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Objects.requireNonNull(lane).accept(record);
  }

  @Override
  public void close() {
    if (lane != null) {
      lane.close();
    }
  }
}
