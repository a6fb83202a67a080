package dev.weir.internal.cli.settings;

import dev.weir.internal.service.store.RuleHistoryEntry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What became of the rules of a process that keeps nothing on disk. Safe for any thread. */
public final class RecentRuleChanges {

  private static final int MOST = 100;

  private final InstantSource clock;
  private final Deque<RuleHistoryEntry> receipts = new ArrayDeque<>();

  public RecentRuleChanges(InstantSource clock) {
    this.clock = clock;
  }

  public synchronized void keep(String result, String hash, String told) {
    receipts.addFirst(new RuleHistoryEntry(clock.millis(), result, hash, told));
    if (receipts.size() > MOST) {
      receipts.removeLast();
    }
  }

  /** The newest first. */
  public synchronized List<RuleHistoryEntry> all() {
    return List.copyOf(receipts);
  }
}
