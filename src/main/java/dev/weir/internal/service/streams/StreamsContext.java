package dev.weir.internal.service.streams;

import dev.weir.internal.service.monitor.DetectionTroubles;
import dev.weir.internal.service.monitor.SampledLog;
import java.util.concurrent.atomic.LongAdder;

/** The objects that all tasks of an instance share. Safe for any thread. */
record StreamsContext(
    TaskDetectors detectors,
    SampledLog notices,
    DetectionTroubles troubles,
    SizeLimit limit,
    LongAdder pendingDocuments) {

  StreamsContext(TaskDetectors detectors, DetectionTroubles troubles, SizeLimit limit) {
    this(detectors, new SampledLog(), troubles, limit, new LongAdder());
  }
}
