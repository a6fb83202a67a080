package dev.weir.internal.lane;

import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Progress;
import dev.weir.rule.RuleSet;
import dev.weir.rule.SkippedRule;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules at work on events that may come in any order, beside the session of a lane. Suspects
 * stay for a time of the pushed clock. Many lanes never need the session, so the first event opens
 * it. For one thread.
 */
final class SideSession implements AutoCloseable {

  /** The part of the memory for suspects that may be used in addition. */
  private static final int PART = 8;

  private final LaneSettings settings;
  private final Baseline baseline;
  private final Progress progress;
  private final PendingDocuments pending;
  private final DetectionSession.Listener listener;
  private final Set<Suspect> old = Collections.newSetFromMap(new IdentityHashMap<>());
  private RuleSet rules;
  private @Nullable DetectionSession session;
  private long swept = Long.MIN_VALUE;

  SideSession(
      LaneSettings settings,
      Baseline baseline,
      Progress progress,
      PendingDocuments pending,
      DetectionSession.Listener listener) {
    this.settings = settings;
    this.baseline = baseline;
    this.progress = progress;
    this.pending = pending;
    this.listener = listener;
    this.rules = settings.rules();
  }

  void decide(Event event) {
    if (session == null) {
      long bytes = Math.max(1, settings.maxSuspectBytes() / PART);
      session = new DetectionSession(rules, bytes, baseline, listener, progress, pending);
    }
    session.fireAstray(event);
  }

  /** Releases the suspects that have been live for so long that nothing can join them. */
  void advance(long nowMillis) {
    if (session == null) {
      return;
    }
    session.advance(nowMillis);
    long enough =
        session.span().orElse(LaneSettings.UNLIMITED_SPAN) + 2 * settings.latenessMillis();
    if (swept == Long.MIN_VALUE) {
      swept = nowMillis;
    } else if (nowMillis - swept >= enough) {
      swept = nowMillis;
      old.forEach(session::release);
      old.clear();
      session.suspects(old::add);
    }
  }

  /** A host has moved on: releases its suspects that no later event can join. */
  void reached(String host, long timestamp) {
    if (session != null) {
      session.reached(host, timestamp);
    }
  }

  int swap(DetectionSession.Successor next) {
    rules = next.rules();
    return session == null ? 0 : session.swap(next.again());
  }

  void release(Suspect suspect) {
    if (session != null) {
      session.release(suspect);
    }
  }

  void suspects(Consumer<? super Suspect> visitor) {
    if (session != null) {
      session.suspects(visitor);
    }
  }

  /** The rules that are skipped now; the same object until it changes. */
  Map<String, SkippedRule> skipped() {
    return session == null ? Map.of() : session.skipped();
  }

  int liveSuspects() {
    return session == null ? 0 : session.liveSuspects();
  }

  long evictedSuspects() {
    return session == null ? 0 : session.evictedSuspects();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
