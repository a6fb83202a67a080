package dev.weir.internal.delivery;

import dev.weir.rule.RuleIssue;

/** Receives what becomes of new rules. Called by any thread. */
public interface RuleUpdateListener {

  void onUpdate(RuleUpdate update);

  /** A warning about rules that are taken all the same; called before their update. */
  void onWarning(RuleIssue warning);
}
