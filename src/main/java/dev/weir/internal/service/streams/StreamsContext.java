package dev.weir.internal.service.streams;

import dev.weir.internal.service.monitor.SampledLog;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the tasks of an instance have in common. Safe for any thread.
 *
 * @param rules the rules they go by, and their detectors
 * @param notices takes what is to be logged of single events
 * @param limit keeps out what is too large for the topics
 * @param pending how many documents are pending in all of them
 */
record StreamsContext(TaskDetectors rules, SampledLog notices, SizeLimit limit, LongAdder pending) {

  StreamsContext(TaskDetectors rules, SizeLimit limit) {
    this(rules, new SampledLog(), limit, new LongAdder());
  }
}
