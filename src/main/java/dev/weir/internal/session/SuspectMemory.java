package dev.weir.internal.session;

import dev.weir.event.Suspect;
import dev.weir.rule.RuleSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps live suspects within their memory. If it is full, large suspects of the host that holds the
 * most are reduced, or its oldest is evicted. Suspects of silent hosts have a part of it, for these
 * hosts may never be heard again, and nothing else would release what invented hosts leave. For one
 * thread.
 */
final class SuspectMemory {

  /** The part of the memory that is for suspects of silent hosts. */
  private static final int SILENT_PART = 32;

  private final long maxBytes;
  private final LiveSuspects suspects;
  private final Consumer<Suspect> release;
  private final BiConsumer<Suspect, Suspect> replace;
  private final DetectionSession.Listener listener;
  private SuspectReduction reduction;
  private long evicted;

  SuspectMemory(
      long maxBytes,
      LiveSuspects suspects,
      RuleSet rules,
      Consumer<Suspect> release,
      BiConsumer<Suspect, Suspect> replace,
      DetectionSession.Listener listener) {
    this.maxBytes = maxBytes;
    this.suspects = suspects;
    this.reduction = new SuspectReduction(rules);
    this.release = release;
    this.replace = replace;
    this.listener = listener;
  }

  /** Continues with other rules, which may read other fields. */
  void use(RuleSet rules) {
    reduction = new SuspectReduction(rules);
  }

  /** Reduces or evicts suspects until the others fit. */
  void free() {
    while (suspects.bytes() > maxBytes && suspects.count() > 0) {
      Suspect large = suspects.nextToReduce();
      Suspect oldest = suspects.nextToEvict();
      if (large != null) {
        reduce(large);
      } else if (oldest != null) {
        release.accept(oldest);
        evicted++;
        listener.evicted(oldest);
      }
    }
    reduction.forget();
  }

  private void reduce(Suspect large) {
    Suspect smaller = reduction.of(large);
    if (smaller != null) {
      replace.accept(large, smaller);
    }
  }

  /**
   * Evicts suspects of hosts that have been silent since before a time of the pushed clock, the
   * longest silent first, until those of silent hosts fit.
   */
  void freeOfSilent(long before) {
    for (Suspect next = nextOfSilent(before); next != null; next = nextOfSilent(before)) {
      release.accept(next);
      evicted++;
      listener.silentEvicted(next);
    }
  }

  private @Nullable Suspect nextOfSilent(long before) {
    return suspects.nextOfSilent(maxBytes / SILENT_PART, before);
  }

  /** How many suspects were evicted since the beginning. */
  long evicted() {
    return evicted;
  }
}
