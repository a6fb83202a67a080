package dev.weir.internal.lane;

import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the listener hears of a document that takes no part in detection, or only in part. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Report(Origin origin, Reading reading, byte[] document) {

  /** The report on a document with a copy of its bytes, or null if there is nothing to report. */
  static @Nullable Report of(
      Reading reading, byte[] bytes, int from, int to, String source, long line) {
    return reading.isToBeTold() ? of(reading, bytes, from, to, new Origin(source, line)) : null;
  }

  static @Nullable Report of(Reading reading, byte[] bytes, int from, int to, Origin origin) {
    int length = Math.min(to - from, EventReader.MAX_LINE);
    return reading.isToBeTold()
        ? new Report(origin, reading, Arrays.copyOfRange(bytes, from, from + length))
        : null;
  }

  void to(LaneListener listener) {
    if (reading instanceof Reading.Rejected rejected) {
      listener.onMalformed(origin, rejected.fault(), document);
    } else if (reading instanceof Reading.Ignored ignored) {
      listener.onIgnored(origin, ignored.reason().toString(), document);
    } else if (reading instanceof Reading.Accepted accepted) {
      for (String key : accepted.ambiguousKeys()) {
        listener.onIgnored(origin, Reading.severalValues(key), document);
      }
    }
  }
}
