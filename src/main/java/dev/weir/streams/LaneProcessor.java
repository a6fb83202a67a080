package dev.weir.streams;

import dev.weir.monitor.Notices;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Has a {@link TaskLane} from when Kafka Streams gives it a task until it takes it away. */
final class LaneProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final CurrentRules rules;
  private final BeforeCommit beforeCommit;
  private final Notices notices;
  private @Nullable TaskLane lane;

  LaneProcessor(CurrentRules rules, BeforeCommit beforeCommit, Notices notices) {
    this.rules = rules;
    this.beforeCommit = beforeCommit;
    this.notices = notices;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    lane = new TaskLane(context, rules, beforeCommit, notices);
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
