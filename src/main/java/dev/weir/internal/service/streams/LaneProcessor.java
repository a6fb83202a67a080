package dev.weir.internal.service.streams;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Has a {@link TaskLane} from when Kafka Streams gives it a task until it takes it away. */
final class LaneProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final StreamsContext shared;
  private final CommitHook beforeCommit;
  private @Nullable TaskLane lane;

  LaneProcessor(StreamsContext shared, CommitHook beforeCommit) {
    this.shared = shared;
    this.beforeCommit = beforeCommit;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    lane = new TaskLane(context, shared, beforeCommit);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (lane == null) {
      throw new IllegalStateException("no task has begun");
    }
    lane.accept(record);
  }

  @Override
  public void close() {
    if (lane != null) {
      lane.close();
    }
  }
}
