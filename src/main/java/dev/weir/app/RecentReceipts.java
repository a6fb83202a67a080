package dev.weir.app;

import dev.weir.store.Receipt;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What became of the rules of a process that keeps nothing on disk. Safe for any thread. */
final class RecentReceipts {

  private static final int MOST = 100;

  private final InstantSource clock;
  private final Deque<Receipt> receipts = new ArrayDeque<>();

  RecentReceipts(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void keep(String result, String hash, String told) {
    receipts.addFirst(new Receipt(clock.millis(), result, hash, told));
    if (receipts.size() > MOST) {
      receipts.removeLast();
    }
  }

  /** The newest first. */
  synchronized List<Receipt> all() {
    return List.copyOf(receipts);
  }
}
