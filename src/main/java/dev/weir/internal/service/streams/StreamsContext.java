package dev.weir.internal.service.streams;

import dev.weir.internal.service.monitor.SampledLog;
import java.util.concurrent.atomic.LongAdder;

/** The objects that all tasks of an instance share. Safe for any thread. */
record StreamsContext(
    TaskDetectors detectors, SampledLog notices, SizeLimit limit, LongAdder pendingDocuments) {

  StreamsContext(TaskDetectors detectors, SizeLimit limit) {
    this(detectors, new SampledLog(), limit, new LongAdder());
  }
}
