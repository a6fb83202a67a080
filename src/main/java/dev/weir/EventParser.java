package dev.weir;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.util.List;

/**
 * A parser of documents into facts, for programs that insert facts into a session of Drools (KIE)
 * of their own. For one thread; the facts of a document are for one thread at a time, too.
 */
public final class EventParser {

  private final EventReader reader = new EventReader();

  /** Creates a parser that has parsed nothing yet. */
  public EventParser() {}

  /**
   * Parses the next document. Facts of later documents sort after facts of earlier ones with the
   * same time and sequence.
   *
   * @param json one JSON object in UTF-8; kept, so it must not change afterwards
   * @return the facts, in the order in which to insert them; empty if the document takes no part in
   *     detection, for example because it has no {@code @timestamp}
   * @throws IllegalArgumentException if the document is malformed
   */
  public List<Event> parse(byte[] json) {
    Reading reading = reader.read(json);
    if (reading instanceof Reading.Rejected rejected) {
      throw new IllegalArgumentException(
          rejected.fault().kind() + ": " + rejected.fault().reason());
    }
    return reading instanceof Reading.Accepted accepted ? List.copyOf(accepted.facts()) : List.of();
  }
}
