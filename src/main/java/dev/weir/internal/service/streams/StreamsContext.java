package dev.weir.internal.service.streams;

import dev.weir.internal.service.monitor.DetectionNotices;
import dev.weir.internal.service.monitor.SampledLog;
import java.util.concurrent.atomic.LongAdder;

/** The objects that all tasks of an instance share. Safe for any thread. */
record StreamsContext(
    TaskDetectors detectors,
    SampledLog notices,
    DetectionNotices current,
    SizeLimit limit,
    LongAdder pendingDocuments) {

  StreamsContext(TaskDetectors detectors, DetectionNotices current, SizeLimit limit) {
    this(detectors, new SampledLog(), current, limit, new LongAdder());
  }
}
