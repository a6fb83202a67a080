package dev.weir.internal.lane;

import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Rule sets that wait for the feeding thread to apply them. For any thread. */
public final class ReloadQueue {

  private final Queue<Reload> waiting = new ConcurrentLinkedQueue<>();
  private final int lanes;
  private RuleSet newest;

  public ReloadQueue(RuleSet first, int lanes) {
    this.newest = first;
    this.lanes = lanes;
  }

  /** Opens the sessions of new rules on the calling thread, and queues them. */
  public synchronized CompletableFuture<ReloadReceipt> add(RuleSet rules) {
    Reload reload = new Reload(newest, rules, lanes);
    newest = rules;
    waiting.add(reload);
    return reload.receipt();
  }

  /** Removes the next reload; null if there is none. */
  public @Nullable Reload next() {
    return waiting.poll();
  }

  /** Cancels the reloads that have not been applied. */
  public void close() {
    for (Reload reload = next(); reload != null; reload = next()) {
      reload.cancel();
    }
  }
}
