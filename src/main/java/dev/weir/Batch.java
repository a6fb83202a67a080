package dev.weir;

import dev.weir.DetectorListener.Place;
import dev.weir.event.Event;
import dev.weir.read.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents that some lane's thread reads for all lanes: filled by the thread that feeds, read by
 * the lane's, and used up and filled anew by the one that feeds. One thread at a time.
 */
final class Batch {

  /** Large enough that handing it over costs nothing, small enough to stay in a cache. */
  private static final int MOST = 256;

  private static final int USUAL_BYTES = 1 << 20;

  private static final Place FACT = new Place("fact", 0);

  /** A document that is yet to be read, or a fact, which needs no reading. */
  private record Item(
      int from, int to, long length, Place place, long number, @Nullable Event fact) {}

  /** What came of one that is to be told. */
  private record Told(Item item, Reading reading) {}

  private final List<Item> items = new ArrayList<>(MOST);
  private final List<List<Reading>> byLane;
  private final List<Told> told = new ArrayList<>();
  private byte[] bytes = new byte[USUAL_BYTES];
  private int end;

  Batch(int lanes) {
    this.byLane = new ArrayList<>(Collections.nCopies(lanes, List.of()));
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  boolean isFull() {
    return items.size() == MOST || end >= USUAL_BYTES;
  }

  /** Takes a document, by a copy of its bytes. */
  void add(byte[] json, int from, int to, long length, Place place, long number) {
    int size = to - from;
    if (end + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + size);
    }
    System.arraycopy(json, from, bytes, end, size);
    items.add(new Item(end, end + size, length, place, number, null));
    end += size;
  }

  /** Takes a fact. */
  void add(Event fact) {
    items.add(new Item(0, 0, 0, FACT, 0, fact));
  }

  /** Reads all of them. */
  Batch read(Lane lane) {
    byLane.replaceAll(readings -> new ArrayList<>());
    for (Item item : items) {
      Reading reading =
          item.fact == null
              ? lane.read(bytes, item.from, item.to, item.length, item.number)
              : lane.read(item.fact);
      if (reading instanceof Reading.Unwanted unwanted) {
        of(unwanted.hostKey()).add(unwanted);
      } else if (reading instanceof Reading.Accepted accepted) {
        of(accepted.facts().get(0).hostKey()).add(accepted);
      }
      if (reading.isToBeTold()) {
        told.add(new Told(item, reading));
      }
    }
    return this;
  }

  /** What is to be told, in the order in which it came. */
  void tell(Intake.Out out) {
    Failures.forAll(
        told,
        one ->
            out.told(
                one.item.place,
                one.reading,
                Arrays.copyOfRange(bytes, one.item.from, one.item.to)));
  }

  /** What falls to each lane, in the order in which it came. */
  List<List<Reading>> byLane() {
    return byLane;
  }

  /** Makes room. */
  void clear() {
    items.clear();
    told.clear();
    byLane.replaceAll(readings -> List.of()); // the lanes have them
    end = 0;
    if (bytes.length > 2 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
  }

  /** All that must meet meets on its host's lane. */
  private List<Reading> of(String hostKey) {
    return byLane.get(Math.floorMod(hostKey.hashCode(), byLane.size()));
  }
}
