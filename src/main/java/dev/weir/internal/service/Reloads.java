package dev.weir.internal.service;

import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a service was told to run, also those that its detector has not taken over yet: if
 * that detector is abandoned, the next one does. Safe for any thread.
 */
final class Reloads {

  private record Wanted(RuleSet rules, CompletableFuture<ReloadReceipt> receipt) {}

  private final LeftOutRules leftOut;
  private final List<Wanted> waiting = new ArrayList<>();
  private RuleSet current;

  Reloads(RuleSet first, LeftOutRules leftOut) {
    this.current = first;
    this.leftOut = leftOut;
  }

  /** The rules that were taken over last. */
  synchronized RuleSet current() {
    return current;
  }

  synchronized CompletableFuture<ReloadReceipt> add(RuleSet rules, DetectorThread running) {
    Wanted wanted = new Wanted(rules, new CompletableFuture<>());
    waiting.add(wanted);
    reload(wanted, running);
    return wanted.receipt;
  }

  /** Gives a new detector the rules that the old one did not take over. */
  synchronized void continueWith(DetectorThread next) {
    List.copyOf(waiting).forEach(one -> reload(one, next));
  }

  private void reload(Wanted wanted, DetectorThread to) {
    var unused =
        to.detector()
            .reload(leftOut.without(wanted.rules))
            .whenComplete((receipt, failure) -> done(wanted, to, receipt, failure));
  }

  private void done(
      Wanted wanted,
      DetectorThread by,
      @Nullable ReloadReceipt receipt,
      @Nullable Throwable failure) {
    synchronized (this) {
      if (by.isAbandoned() || !waiting.remove(wanted)) {
        return; // the next detector takes them over
      }
      if (receipt != null) {
        current = wanted.rules;
      }
    }
    if (receipt != null) {
      leftOut.taken(wanted.rules);
      wanted.receipt.complete(receipt);
    } else {
      wanted.receipt.completeExceptionally(
          failure == null ? new IllegalStateException("no receipt") : failure);
    }
  }
}
