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
 * Documents that one lane reads for all: filled by the thread that feeds, read by that or by a
 * lane's, and used up and filled anew by the one that feeds. One thread at a time.
 */
final class Batch {

  /** Large enough that handing it over costs nothing, small enough to stay in a core's cache. */
  private static final int MOST = 64;

  private static final int USUAL_BYTES = 1 << 20;

  private static final Origin FACT = new Origin("fact", 0);

  /** A document that is yet to be read, or a fact, which needs no reading. */
  private record Item(
      int from, int to, long length, Origin place, long number, @Nullable Event fact) {}

  private final List<Item> items = new ArrayList<>(MOST);
  private final List<List<Reading>> byLane;
  private final List<Intake.Told> told = new ArrayList<>();
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
    return size == MOST || end >= USUAL_BYTES;
  }

  /** Takes what has been read already, and what is to be told of it, if anything is. */
  void add(Reading reading, Intake.@Nullable Told about) {
    size++;
    take(reading, about);
  }

  /** Takes a document that is yet to be read, by a copy of its bytes. */
  void add(byte[] json, int from, int to, long length, Origin place, long number) {
    int copied = to - from;
    if (end + copied > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + copied);
    }
    System.arraycopy(json, from, bytes, end, copied);
    items.add(new Item(end, end + copied, length, place, number, null));
    end += copied;
    size++;
  }

  /** Takes a fact. */
  void add(Event fact) {
    items.add(new Item(0, 0, 0, FACT, 0, fact));
    size++;
  }

  /** Reads all that is yet to be read. */
  Batch read(Lane lane) {
    for (Item item : items) {
      Reading reading =
          item.fact == null
              ? lane.read(bytes, item.from, item.to, item.length, item.number)
              : lane.read(item.fact);
      take(
          reading,
          reading.isToBeTold()
              ? new Intake.Told(item.place, reading, Arrays.copyOfRange(bytes, item.from, item.to))
              : null);
    }
    return this;
  }

  private void take(Reading reading, Intake.@Nullable Told about) {
    if (reading instanceof Reading.Unwanted unwanted) {
      of(unwanted.hostKey()).add(unwanted);
    } else if (reading instanceof Reading.Accepted accepted) {
      of(accepted.facts().get(0).hostKey()).add(accepted);
    }
    if (about != null) {
      told.add(about);
    }
  }

  /** What is to be told, in the order in which it came. */
  void tell(Intake.Out out) {
    FailureCollector.forAll(told, one -> one.to(out));
  }

  /** What falls to each lane, in the order in which it came. */
  List<List<Reading>> byLane() {
    return byLane;
  }

  /** Makes room. */
  void clear() {
    items.clear();
    told.clear();
    byLane.replaceAll(readings -> new ArrayList<>()); // the lanes have the old ones
    end = 0;
    size = 0;
    if (bytes.length > 2 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
  }

  /** All that must meet meets on its host's lane. */
  private List<Reading> of(String hostKey) {
    return byLane.get(Math.floorMod(hostKey.hashCode(), byLane.size()));
  }
}
