package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.rule.RuleSet;

/** A place that rules come from. Use and close it from one thread. */
public interface RuleSource extends AutoCloseable {

  /** The rules to start with. */
  RuleSet first();

  /** Delivers rules that come after the first ones, until the source is closed. */
  void follow(RuleTarget target, RuleFolder.Listener listener);

  /** Stops delivering; what runs keeps its rules. */
  @Override
  void close();

  /** Rules that never change. */
  static RuleSource fixed(RuleSet rules) {
    return new RuleSource() {
      @Override
      public RuleSet first() {
        return rules;
      }

      @Override
      public void follow(RuleTarget target, RuleFolder.Listener listener) {}

      @Override
      public void close() {}
    };
  }
}
