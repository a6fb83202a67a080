package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.rule.RuleSet;

/** A place that rules come from. Use and close it from one thread. */
public interface RuleSource extends AutoCloseable {

  /** The rules to start with. */
  RuleSet first();

  /** Delivers rules that come after the first ones, until the source is closed. */
  default void follow(RuleTarget target, RuleFolder.Listener listener) {}

  /** Stops delivering; what runs keeps its rules. */
  @Override
  default void close() {}

  /** Rules that never change. */
  static RuleSource fixed(RuleSet rules) {
    return () -> rules;
  }
}
