package dev.weir.internal.watch;

import dev.weir.internal.session.Progress;
import dev.weir.internal.session.Progress.Decision;
import dev.weir.internal.thread.Periodic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a decision that takes longer than it may, on a thread of its own. Each look counts at
 * most one interval, so that a process that was paused is not taken for a rule that hangs.
 */
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** Thousands of times what a decision takes. */
  public static final Duration DEFAULT_BOUND = Duration.ofSeconds(10);

  private static final int LOOKS_PER_BOUND = 8;
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  /** A decision that was seen before, and at how many looks. */
  private record Seen(long number, int looks) {}

  private final Duration bound;
  private final int maxLooks;
  private final Supplier<? extends Collection<Progress>> watched;
  private final Consumer<List<Hang>> onHang;
  private final Periodic looking;
  private IdentityHashMap<Progress, Seen> seen = new IdentityHashMap<>();

  /** Calls {@code onHang} once for each hang, with all that are found at the same look. */
  public Watchdog(
      Duration bound,
      Supplier<? extends Collection<Progress>> watched,
      Consumer<List<Hang>> onHang) {
    this.bound = bound;
    this.watched = watched;
    this.onHang = onHang;
    Duration part = bound.dividedBy(LOOKS_PER_BOUND).plusMillis(1);
    Duration interval = part.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : part;
    this.maxLooks = (int) Math.max(LOOKS_PER_BOUND, bound.dividedBy(interval)) + 1;
    this.looking = Periodic.start("weir-watchdog", interval, this::look, Watchdog::report);
  }

  private static void report(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.error("the watchdog failed, and looks again", failure);
    }
  }

  private void look() {
    IdentityHashMap<Progress, Seen> now = new IdentityHashMap<>();
    List<Hang> hangs = new ArrayList<>();
    for (Progress one : watched.get()) {
      Decision decision = one.now();
      if (decision != null) {
        Seen before = seen.get(one);
        int looks = before != null && before.number == decision.number() ? before.looks + 1 : 1;
        now.put(one, new Seen(decision.number(), looks));
        if (looks == maxLooks) {
          hangs.add(Hang.of(decision, bound));
        }
      }
    }
    seen = now;
    if (!hangs.isEmpty()) {
      onHang.accept(hangs);
    }
  }

  @Override
  public void close() {
    looking.close();
  }
}
