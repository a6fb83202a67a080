package dev.weir.internal.lane;

import dev.weir.internal.session.DetectionSession.Successor;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A rule set with an open session for each lane, so that a lane only has to move its suspects. The
 * receipt is completed by the thread of the lane that swaps last.
 */
public final class Reload {

  /** What one lane did: the suspects that it carried over, and how long it took. */
  private record Swap(int suspects, long nanos) {}

  private final RuleSet before;
  private final RuleSet rules;
  private final List<Successor> successors = new ArrayList<>();
  private final CompletableFuture<ReloadReceipt> receipt = new CompletableFuture<>();

  Reload(RuleSet before, RuleSet rules, int lanes) {
    this.before = before;
    this.rules = rules;
    for (int i = 0; i < lanes; i++) {
      successors.add(new Successor(rules, before));
    }
  }

  public RuleSet rules() {
    return rules;
  }

  CompletableFuture<ReloadReceipt> receipt() {
    return receipt;
  }

  /** Swaps the session of every lane, each between two events of the lane. */
  public void apply(Lanes lanes) {
    List<CompletableFuture<Swap>> swaps = new ArrayList<>();
    for (int i = 0; i < lanes.count(); i++) {
      Successor successor = successors.get(i);
      swaps.add(lanes.call(i, lane -> swap(lane, successor)));
    }
    var unused =
        CompletableFuture.allOf(swaps.toArray(CompletableFuture[]::new))
            .whenComplete(
                (done, failed) -> {
                  if (failed == null) {
                    receipt.complete(receipt(swaps.stream().map(CompletableFuture::join).toList()));
                  } else {
                    receipt.completeExceptionally(failed);
                  }
                });
  }

  private static Swap swap(Lane lane, Successor successor) {
    long start = System.nanoTime();
    int suspects = lane.swap(successor);
    return new Swap(suspects, System.nanoTime() - start);
  }

  private ReloadReceipt receipt(List<Swap> swaps) {
    return ReloadReceipt.between(
        before,
        rules,
        swaps.stream().mapToInt(Swap::suspects).sum(),
        Duration.ofNanos(swaps.stream().mapToLong(Swap::nanos).max().orElse(0)));
  }

  void cancel() {
    successors.forEach(Successor::close);
    receipt.completeExceptionally(new IllegalStateException("the detector is closed"));
  }
}
