package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.read.Lines;
import dev.weir.internal.read.Reading;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Documents in, facts to the lanes; what is no fact is told. With one lane a document is read as it
 * comes. With several, each lane reads batches, the feeding thread's own whenever the others have
 * enough to do, and what became of them goes on in the order in which they came. For one feeding
 * thread.
 */
public final class Intake {

  /** So many for each lane's thread that it does not run out of work, and no more. */
  private static final int BATCHES_AHEAD = 6;

  /** So many for each lane that none waits for a slow one, and no more. */
  private static final int BATCHES_UNDER_WAY = 8;

  /** What an intake has to tell. */
  public interface Out {
    /** A document was malformed or ignored, or has several values in a key. */
    void told(Origin place, Reading reading, byte[] document);
  }

  /** What is to be told of a document, when it is its turn. */
  static final class Told {
    private final Origin place;
    private final Reading reading;
    private final byte[] document;

    Told(Origin place, Reading reading, byte[] document) {
      this.place = place;
      this.reading = reading;
      this.document = document;
    }

    void to(Out out) {
      out.told(place, reading, document);
    }
  }

  private final Lanes lanes;
  private final Out out;
  private final Deque<CompletableFuture<Batch>> underWay = new ArrayDeque<>();
  private final Deque<Batch> spare = new ArrayDeque<>();
  private Batch filling;
  private long documents;
  private boolean own;
  private int turn = 1;

  public Intake(Lanes lanes, Out out) {
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
  public void take(byte[] bytes, int from, int to, long length, String source, long line) {
    if (Lines.isBlank(bytes, from, to)) {
      return;
    }
    long number = documents++;
    if (isForOthers()) {
      filling.add(bytes, from, to, length, new Origin(source, line), number);
      sendIfFull();
      return;
    }
    Reading reading = lanes.own().read(bytes, from, to, length, number);
    if (reading.isToBeTold()) {
      take(
          reading,
          new Told(new Origin(source, line), reading, Arrays.copyOfRange(bytes, from, to)));
    } else {
      take(reading, null);
    }
  }

  /** Takes a fact. */
  public void take(Event event) {
    if (isForOthers()) {
      filling.add(event);
      sendIfFull();
    } else {
      take(lanes.own().read(event), null);
    }
  }

  private boolean isForOthers() {
    return lanes.count() > 1 && !own;
  }

  /** Takes what the own lane has read, and what is to be told of it, if anything is. */
  private void take(Reading reading, @Nullable Told told) {
    if (lanes.count() > 1) {
      filling.add(reading, told);
      sendIfFull();
      return;
    }
    // what telling throws must not keep it from its lane
    lanes.own().take(reading);
    if (told != null) {
      told.to(out);
    }
  }

  /** Everything that has been taken goes on to the lanes. */
  public void flush() {
    FailureCollector failures = new FailureCollector();
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
    Batch full = filling;
    underWay.add(own ? CompletableFuture.completedFuture(full) : lanes.between(turn, full::read));
    filling = spare.isEmpty() ? new Batch(lanes.count()) : spare.remove();
    FailureCollector failures = new FailureCollector();
    while (!underWay.isEmpty() && (underWay.element().isDone() || isFull())) {
      failures.attempt(this::handOver);
    }
    turn = turn % (lanes.count() - 1) + 1;
    own =
        underWay.stream().filter(batch -> !batch.isDone()).count()
            >= (long) BATCHES_AHEAD * (lanes.count() - 1);
    failures.rethrow();
  }

  private boolean isFull() {
    return underWay.size() > BATCHES_UNDER_WAY * lanes.count();
  }

  private void handOver() {
    Batch batch = underWay.remove().join();
    FailureCollector failures = new FailureCollector();
    failures.attempt(() -> lanes.take(batch.byLane()));
    failures.attempt(() -> batch.tell(out));
    batch.clear();
    spare.add(batch);
    failures.rethrow();
  }
}
