package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads documents, whichever lane their hosts belong to, and counts them. For one thread. */
final class DocumentReader {

  private final EventReader reader;
  private final Predicate<Event> wanted;
  private final boolean strict;
  private final Counters counters;

  /** Creates a reader. */
  DocumentReader(
      Predicate<Event> wanted, Supplier<Set<String>> types, boolean strict, Counters counters) {
    this.reader = new EventReader(types);
    this.wanted = wanted;
    this.strict = strict;
    this.counters = counters;
  }

  /** Reads a document in an array that may change afterwards; the number is its arrival. */
  Reading read(byte[] bytes, int from, int to, long number) {
    Reading reading = parse(bytes, from, to, number);
    counters.count(reading);
    return reading;
  }

  /** Counts a fact that needs no reading. */
  Reading read(Event fact) {
    Reading reading = new Reading.Accepted(List.of(fact), List.of());
    counters.count(reading);
    return reading;
  }

  private Reading parse(byte[] bytes, int from, int to, long number) {
    if (to - from > EventReader.MAX_LINE) {
      return EventReader.tooLong();
    }
    Reading unwanted = strict ? null : reader.skim(bytes, from, to, number, wanted);
    return unwanted == null ? reader.read(Arrays.copyOfRange(bytes, from, to), number) : unwanted;
  }
}
