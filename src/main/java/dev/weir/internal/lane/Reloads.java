package dev.weir.internal.lane;

import dev.weir.internal.session.DetectionSession.Successor;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Rule sets that are ready to take over. Sessions are opened by the thread that brings the rules,
 * so that a lane has nothing to do but to hand its suspects on. Safe for any thread.
 */
public final class Reloads {

  private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
  private final int lanes;
  private RuleSet newest;

  public Reloads(RuleSet first, int lanes) {
    this.newest = first;
    this.lanes = lanes;
  }

  public synchronized CompletableFuture<ReloadReceipt> add(RuleSet rules) {
    Pending next = new Pending(newest, rules, lanes);
    newest = rules;
    pending.add(next);
    return next.receipt;
  }

  /** The next to take over, null if there is none. */
  @Nullable public Pending next() {
    return pending.poll();
  }

  /** Those that have not been taken never will be. */
  public void close() {
    for (Pending next = pending.poll(); next != null; next = pending.poll()) {
      next.successors.forEach(Successor::close);
      next.receipt.completeExceptionally(new IllegalStateException("the detector is closed"));
    }
  }

  /** What a lane did: how many suspects went over, and how long it took. */
  public record Swapped(int suspects, long nanos) {}

  /** A rule set with a session for each lane. */
  public static final class Pending {
    private final RuleSet before;
    private final RuleSet rules;
    private final List<Successor> successors = new ArrayList<>();
    private final List<CompletableFuture<Swapped>> swaps = new ArrayList<>();
    private final CompletableFuture<ReloadReceipt> receipt = new CompletableFuture<>();

    Pending(RuleSet before, RuleSet rules, int lanes) {
      this.before = before;
      this.rules = rules;
      for (int i = 0; i < lanes; i++) {
        successors.add(new Successor(rules, before));
      }
    }

    public RuleSet rules() {
      return rules;
    }

    /** On the lane's thread. */
    public Swapped swap(int number, Lane lane) {
      long began = System.nanoTime();
      int suspects = lane.swap(successors.get(number));
      return new Swapped(suspects, System.nanoTime() - began);
    }

    /** Lanes in order; the last one's says when all are through. */
    public void swapped(int number, CompletableFuture<Swapped> swap) {
      swaps.add(swap);
      if (number == successors.size() - 1) {
        var unused =
            CompletableFuture.allOf(swaps.toArray(CompletableFuture[]::new))
                .whenComplete(
                    (done, failed) -> {
                      if (failed == null) {
                        receipt.complete(receipt());
                      } else {
                        receipt.completeExceptionally(failed);
                      }
                    });
      }
    }

    private ReloadReceipt receipt() {
      List<Swapped> done = swaps.stream().map(CompletableFuture::join).toList();
      return ReloadReceipt.between(
          before,
          rules,
          done.stream().mapToInt(Swapped::suspects).sum(),
          Duration.ofNanos(done.stream().mapToLong(Swapped::nanos).max().orElse(0)));
    }
  }
}
