package dev.weir.internal.delivery;

import dev.weir.rule.RuleSet;
import java.util.concurrent.CompletableFuture;

/** Goes by the rules that it is given. */
public interface RulesTaker {

  /**
   * Changes over to other rules. Called by a thread of the follower's, which brings no others
   * before the answer is done.
   *
   * @param rules the rules, compiled
   * @return done once they have taken over everywhere; completed exceptionally if they could not,
   *     and the old ones go on
   */
  CompletableFuture<?> take(RuleSet rules);
}
