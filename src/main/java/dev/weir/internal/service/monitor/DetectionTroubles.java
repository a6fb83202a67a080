package dev.weir.internal.service.monitor;

import dev.weir.Stats;
import dev.weir.event.Suspect;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.SkippedRule;
import java.util.Collection;
import java.util.Comparator;

/**
 * What detection does not watch now, as troubles: rules that are skipped because they threw, and
 * hosts whose suspects are evicted. Safe for any thread.
 */
public final class DetectionTroubles {

  static final String RULES = "skipped rules";
  static final String SUSPECTS = "memory for suspects";

  /** An eviction is a trouble for this long. */
  private static final long EVICTION_MILLIS = 300_000;

  private final Troubles troubles;
  private volatile String lastEvicted = "";
  private long evicted;
  private long evictedAt;

  public DetectionTroubles(Troubles troubles) {
    this.troubles = troubles;
  }

  /** A suspect was evicted. */
  public void evicted(Suspect suspect) {
    lastEvicted =
        "evicted a suspect of \"%s\" on host %s, which holds the most memory; raise the heap, or find"
                .formatted(suspect.getDetection(), suspect.hostKey())
            + " out why the host sends so much";
  }

  /**
   * Compares with the last call; to be called every few seconds.
   *
   * @param nowMillis a clock that never goes back
   */
  public synchronized void refresh(Stats stats, long nowMillis) {
    Collection<SkippedRule> skipped = stats.skippedRules().values();
    if (skipped.isEmpty()) {
      troubles.over(RULES);
    } else {
      SkippedRule worst = skipped.stream().max(Comparator.comparing(SkippedRule::forAll)).get();
      int others = skipped.size() - 1;
      met(RULES, worst + (others == 0 ? "" : "; and %d other rules".formatted(others)));
    }
    if (stats.evictedSuspects() > evicted) {
      evicted = stats.evictedSuspects();
      evictedAt = nowMillis;
      met(SUSPECTS, lastEvicted);
    } else if (nowMillis - evictedAt > EVICTION_MILLIS) {
      troubles.over(SUSPECTS);
    }
  }

  private void met(String part, String message) {
    troubles.met(part, SafeText.oneLine(message));
  }
}
