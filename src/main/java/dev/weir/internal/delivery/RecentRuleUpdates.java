package dev.weir.internal.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last rule updates of a process that keeps nothing on disk. Thread-safe. */
public final class RecentRuleUpdates implements Consumer<RuleUpdate> {

  private static final int CAPACITY = 100;

  private final Deque<RuleUpdate> updates = new ArrayDeque<>();

  @Override
  public synchronized void accept(RuleUpdate update) {
    updates.addFirst(update);
    if (updates.size() > CAPACITY) {
      updates.removeLast();
    }
  }

  /** All that are kept, the newest first. */
  public synchronized List<RuleUpdate> all() {
    return List.copyOf(updates);
  }
}
