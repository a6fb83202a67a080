package dev.weir.event;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The position of an event among the events of its host: by time, then by {@code event.sequence}
 * (missing ones last), then by arrival.
 *
 * @param timestamp {@code @timestamp}, truncated to milliseconds since 1970
 * @param sequence {@code event.sequence}, or null
 * @param arrival the running number of the event in its stream
 */
public record EventOrder(long timestamp, @Nullable Long sequence, long arrival)
    implements Comparable<EventOrder> {

  private static final Comparator<@Nullable Long> MISSING_LAST =
      Comparator.nullsLast(Comparator.naturalOrder());

  @Override
  public int compareTo(EventOrder other) {
    int byTime = Long.compare(timestamp, other.timestamp);
    if (byTime != 0) {
      return byTime;
    }
    int bySequence = MISSING_LAST.compare(sequence, other.sequence);
    return bySequence != 0 ? bySequence : Long.compare(arrival, other.arrival);
  }
}
