package dev.weir;

import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import java.util.concurrent.CompletableFuture;

/** A running detector, or a group of them, that can change over to new rules. */
@FunctionalInterface
public interface RuleTarget {

  /**
   * Changes over to new rules, as {@link Detector#reload} does. Must not block.
   *
   * @param rules the new rules, already compiled
   * @return what changed, complete once the rules have taken over everywhere; completed
   *     exceptionally if they could not, in which case the old rules stay active
   */
  CompletableFuture<ReloadReceipt> reload(RuleSet rules);
}
