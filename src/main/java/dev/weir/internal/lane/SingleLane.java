package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.internal.read.Reading;
import java.util.List;

/** The only lane of a detector: the call that brings a document reads and decides it. */
final class SingleLane extends Lanes {

  SingleLane(List<Lane> lanes, LaneListener listener) {
    super(lanes, listener);
  }

  @Override
  void take(byte[] bytes, int from, int to, long number, String source, long line) {
    Reading reading = own.reader().read(bytes, from, to, number);
    Report report = Report.of(reading, bytes, from, to, source, line);
    own.take(reading); // before the listener hears of it, as that may throw
    if (report != null) {
      report.to(listener);
    }
  }

  @Override
  public void take(Event fact) {
    own.take(own.reader().read(fact));
  }
}
