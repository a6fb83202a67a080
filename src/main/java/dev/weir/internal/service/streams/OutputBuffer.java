package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.internal.service.monitor.SampledLog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What a lane's detector tells, until it is passed on to the topics. For the task's thread. */
final class OutputBuffer implements DetectorListener {

  /** The header with an alert's id, as the service's Kafka sink has it. */
  static final String ID = "weir-alert-id";

  /** The header with the kind of a fault. */
  static final String KIND = "weir-kind";

  /** The header with the reason of a fault. */
  static final String REASON = "weir-reason";

  private record Waiting(String sink, Record<byte[], byte[]> record) {}

  private final SampledLog notices;
  private final SizeLimit limit;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Origin origin;

  OutputBuffer(StreamsContext shared) {
    this.notices = shared.notices();
    this.limit = shared.limit();
  }

  /** What is told from now on comes of this document. */
  void about(Origin document) {
    origin = document;
  }

  /** Passes on what has been told since the last time. */
  void passOn(ProcessorContext<byte[], byte[]> context) {
    for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
      context.forward(one.record.withTimestamp(context.currentSystemTimeMs()), one.sink);
    }
  }

  @Override
  public void onAlert(Alert alert) {
    add(LaneTopology.ALERTS, host(alert.sequence().get(0)), alert.toJson(), id(alert.id()));
  }

  @Override
  public void onRollUp(RollUp rollUp) {
    add(LaneTopology.ALERTS, null, rollUp.toJson(), id(rollUp.id()));
  }

  @Override
  public void onLate(Event event) {
    notices.late(event);
    add(LaneTopology.LATE, host(event), event.document().json(), origin());
  }

  @Override
  public void onMalformed(Origin place, Malformed fault, byte[] line) {
    String kind = notices.malformed(place, fault);
    Headers headers = origin();
    headers.add(KIND, kind.getBytes(UTF_8));
    headers.add(REASON, fault.reason().getBytes(UTF_8));
    add(LaneTopology.MALFORMED, null, line, headers);
  }

  @Override
  public void onIgnored(Origin place, String reason, byte[] document) {
    notices.ignored(place, reason);
  }

  @Override
  public void onRuleFault(String rule, Event event, Throwable fault) {
    notices.ruleFault(rule, event, fault);
  }

  private void add(String sink, @Nullable String key, byte[] value, Headers headers) {
    if (limit.admits(sink, value.length, headers)) {
      byte[] bytes = key == null ? null : key.getBytes(UTF_8);
      waiting.add(new Waiting(sink, new Record<>(bytes, value, 0, headers)));
    }
  }

  private static @Nullable String host(Event event) {
    String host = event.hostKey();
    return host.equals(Event.NO_HOST) ? null : host;
  }

  private static Headers id(String id) {
    Headers headers = new RecordHeaders();
    headers.add(ID, id.getBytes(UTF_8));
    return headers;
  }

  private Headers origin() {
    Headers headers = new RecordHeaders();
    if (origin != null) {
      RecordPosition.write(origin, headers);
    }
    return headers;
  }
}
