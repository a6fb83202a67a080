package dev.weir;

import dev.weir.DetectorListener.Place;
import dev.weir.event.Event;
import dev.weir.read.Lines;
import dev.weir.read.Reading;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Documents in, facts to the lanes; what is no fact is told. With one lane a document is read as it
 * comes. With several, their threads read batches by turns, and what became of them goes on in the
 * order in which they came. For one feeding thread.
 */
final class Intake {

  /** So many for each lane that none waits for another, and no more. */
  private static final int BATCHES_UNDER_WAY = 8;

  /** What an intake has to tell. */
  interface Out {
    /** A document was malformed or ignored, or has several values in a key. */
    void told(Place place, Reading reading, byte[] document);
  }

  private final Lanes lanes;
  private final Out out;
  private final Deque<CompletableFuture<Batch>> underWay = new ArrayDeque<>();
  private final Deque<Batch> spare = new ArrayDeque<>();
  private Batch filling;
  private long documents;
  private int turn;

  Intake(Lanes lanes, Out out) {
    this.lanes = lanes;
    this.out = out;
    this.filling = new Batch(lanes.count());
  }

  /**
   * Takes a line, and may pass over it.
   *
   * @param bytes where it is; may change afterwards
   * @param length its whole length, which may be more than is there of a line that is too long
   * @param line its number in the source, to be told
   */
  void take(byte[] bytes, int from, int to, long length, String source, long line) {
    if (Lines.isBlank(bytes, from, to)) {
      return;
    }
    long number = documents++;
    if (lanes.count() > 1) {
      filling.add(bytes, from, to, length, new Place(source, line), number);
      sendIfFull();
      return;
    }
    Reading reading = lanes.first().read(bytes, from, to, length, number);
    // what telling throws must not keep it from its lane
    lanes.first().take(reading);
    if (reading.isToBeTold()) {
      out.told(new Place(source, line), reading, Arrays.copyOfRange(bytes, from, to));
    }
  }

  /** Takes a fact. */
  void take(Event event) {
    if (lanes.count() > 1) {
      filling.add(event);
      sendIfFull();
    } else {
      lanes.first().take(lanes.first().read(event));
    }
  }

  /** Everything that has been taken goes on to the lanes. */
  void flush() {
    Failures failures = new Failures();
    if (!filling.isEmpty()) {
      failures.attempt(this::send);
    }
    while (!underWay.isEmpty()) {
      failures.attempt(this::handOver);
    }
    failures.rethrow();
  }

  private void sendIfFull() {
    if (filling.isFull()) {
      send();
    }
  }

  private void send() {
    Failures failures = new Failures();
    if (underWay.size() == BATCHES_UNDER_WAY * lanes.count()) {
      failures.attempt(this::handOver);
    }
    Batch full = filling;
    underWay.add(lanes.between(turn, full::read));
    turn = (turn + 1) % lanes.count();
    filling = spare.isEmpty() ? new Batch(lanes.count()) : spare.remove();
    failures.rethrow();
  }

  private void handOver() {
    Batch batch = underWay.remove().join();
    Failures failures = new Failures();
    failures.attempt(() -> lanes.take(batch.byLane()));
    failures.attempt(() -> batch.tell(out));
    batch.clear();
    spare.add(batch);
    failures.rethrow();
  }
}
