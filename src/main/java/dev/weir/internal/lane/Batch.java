package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.read.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents that one thread reads for all lanes, and what they turned out to be. The feeding thread
 * fills and empties a batch; in between, one lane's thread may read it. For one thread at a time.
 */
final class Batch {

  /** Large enough that handing it over costs little, small enough for a core's cache. */
  private static final int MAX_DOCUMENTS = 64;

  private static final int USUAL_BYTES = 1 << 20;

  private static final Origin FACT = new Origin("fact", 0);

  /** A document, or a fact that needs no reading. */
  private record Unread(int from, int to, Origin origin, long number, @Nullable Event fact) {}

  private final List<Unread> unread = new ArrayList<>(MAX_DOCUMENTS);
  private final List<List<Reading>> byLane;
  private final List<Report> reports = new ArrayList<>();
  private byte[] bytes = new byte[USUAL_BYTES];
  private int end;
  private int size;

  Batch(int lanes) {
    this.byLane = new ArrayList<>(Collections.nCopies(lanes, List.of()));
    clear();
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == MAX_DOCUMENTS || end >= USUAL_BYTES;
  }

  /** Adds a document that has been read already. */
  void addRead(Reading reading, @Nullable Report report) {
    size++;
    sort(reading, report);
  }

  /** Adds a copy of a document. */
  void addUnread(byte[] json, int from, int to, Origin origin, long number) {
    int length = to - from;
    if (end + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + length);
    }
    System.arraycopy(json, from, bytes, end, length);
    unread.add(new Unread(end, end + length, origin, number, null));
    end += length;
    size++;
  }

  void addUnread(Event fact) {
    unread.add(new Unread(0, 0, FACT, 0, fact));
    size++;
  }

  /** Reads what is unread. */
  Batch read(DocumentReader reader) {
    for (Unread item : unread) {
      Reading reading =
          item.fact == null
              ? reader.read(bytes, item.from, item.to, item.number)
              : reader.read(item.fact);
      sort(reading, Report.of(reading, bytes, item.from, item.to, item.origin));
    }
    return this;
  }

  private void sort(Reading reading, @Nullable Report report) {
    if (reading instanceof Reading.Unwanted unwanted) {
      laneOf(unwanted.hostKey()).add(unwanted);
    } else if (reading instanceof Reading.Accepted accepted) {
      // principal events come last, and belong to the lanes of their principals
      List<Event> facts = accepted.facts();
      int from = 0;
      for (int to = 1; to <= facts.size(); to++) {
        String lane = facts.get(from).laneKey();
        if (to == facts.size() || !facts.get(to).laneKey().equals(lane)) {
          laneOf(lane).add(new Reading.Accepted(facts.subList(from, to), List.of()));
          from = to;
        }
      }
    }
    if (report != null) {
      reports.add(report);
    }
  }

  private List<Reading> laneOf(String hostKey) {
    return byLane.get(Math.floorMod(hostKey.hashCode(), byLane.size()));
  }

  /** The readings of each lane, in the order of arrival. */
  List<List<Reading>> byLane() {
    return byLane;
  }

  /** The reports on documents, in the order of arrival. */
  List<Report> reports() {
    return reports;
  }

  /** Empties the batch for the next documents. */
  void clear() {
    unread.clear();
    reports.clear();
    byLane.replaceAll(readings -> new ArrayList<>()); // the lanes keep the old lists
    end = 0;
    size = 0;
    if (bytes.length > 2 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
  }
}
