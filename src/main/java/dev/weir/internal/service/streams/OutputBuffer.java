package dev.weir.internal.service.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.service.monitor.DetectionTroubles;
import dev.weir.internal.service.monitor.SampledLog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The output of a lane's detector until it is forwarded to the topics. Used only by the task's
 * thread.
 */
final class OutputBuffer implements DetectorListener {

  // names of headers
  static final String ID = "weir-alert-id";
  static final String KIND = "weir-kind";
  static final String REASON = "weir-reason";

  private record Output(String sink, Record<byte[], byte[]> record) {}

  private final SampledLog notices;
  private final DetectionTroubles troubles;
  private final SizeLimit limit;
  private final Deque<Output> outputs = new ArrayDeque<>();
  private @Nullable Origin origin;

  OutputBuffer(StreamsContext shared) {
    this.notices = shared.notices();
    this.troubles = shared.troubles();
    this.limit = shared.limit();
  }

  /** Sets the origin of the output that follows. */
  void setOrigin(Origin origin) {
    this.origin = origin;
  }

  void forward(ProcessorContext<byte[], byte[]> context) {
    for (Output one = outputs.poll(); one != null; one = outputs.poll()) {
      context.forward(one.record.withTimestamp(context.currentSystemTimeMs()), one.sink);
    }
  }

  @Override
  public void onAlert(Alert alert) {
    add(
        LaneTopology.ALERTS,
        hostKey(alert.sequence().get(0)),
        alert.toJson(),
        idHeaders(alert.id()));
  }

  @Override
  public void onSuppressed(Alert alert) {
    notices.suppressed(alert);
  }

  @Override
  public void onRollUp(RollUp rollUp) {
    add(LaneTopology.ALERTS, null, rollUp.toJson(), idHeaders(rollUp.id()));
  }

  @Override
  public void onLate(Event event) {
    notices.late(event);
    add(LaneTopology.LATE, hostKey(event), event.document().json(), originHeaders());
  }

  @Override
  public void onMalformed(Origin place, Malformed fault, byte[] line) {
    String kind = notices.malformed(place, fault);
    Headers headers = originHeaders();
    headers.add(KIND, kind.getBytes(UTF_8));
    headers.add(REASON, fault.reason().getBytes(UTF_8));
    add(LaneTopology.MALFORMED, null, line, headers);
  }

  @Override
  public void onIgnored(Origin place, String reason, byte[] document) {
    notices.ignored(place, reason);
  }

  @Override
  public void onHostFault(String host, String fault) {
    notices.hostFault(host, fault);
  }

  @Override
  public void onRuleFault(String rule, Event event, Throwable fault) {
    notices.ruleFault(rule, event, fault);
  }

  @Override
  public void onEvicted(Suspect suspect) {
    notices.evicted(suspect);
    troubles.evicted(suspect);
  }

  private void add(String sink, @Nullable String key, byte[] value, Headers headers) {
    if (limit.admits(sink, value.length, headers)) {
      byte[] bytes = key == null ? null : key.getBytes(UTF_8);
      outputs.add(new Output(sink, new Record<>(bytes, value, 0, headers)));
    }
  }

  private static @Nullable String hostKey(Event event) {
    String host = event.hostKey();
    return host.equals(Event.NO_HOST) ? null : host;
  }

  private static Headers idHeaders(String id) {
    Headers headers = new RecordHeaders();
    headers.add(ID, id.getBytes(UTF_8));
    return headers;
  }

  private Headers originHeaders() {
    Headers headers = new RecordHeaders();
    if (origin != null) {
      OriginHeader.write(origin, headers);
    }
    return headers;
  }
}
