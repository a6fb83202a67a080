package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.internal.drl.GeneratedCode;
import dev.weir.rule.RuleSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a session is deciding, for a watchdog on another thread. The session's thread writes it for
 * every event, so it writes without a memory barrier; any thread may read.
 */
public final class Progress {

  /**
   * A decision that has begun.
   *
   * @param number differs from that of any other decision of the session
   * @param firing the rule whose consequence runs; empty while conditions are evaluated
   */
  public record Decision(
      long number, Event event, Thread thread, String firing, @Nullable RuleSet rules) {

    /** The rules that run now: one, or all that share a condition; none if they are not known. */
    public Set<String> running(StackTraceElement[] stack) {
      if (!firing.isEmpty()) {
        return Set.of(firing);
      }
      return rules == null ? Set.of() : GeneratedCode.rules(rules.newKieBase(), stack);
    }
  }

  private final AtomicLong number = new AtomicLong();
  private final AtomicReference<@Nullable Event> event = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final AtomicReference<String> firing = new AtomicReference<>("");
  private volatile @Nullable RuleSet rules;

  void use(RuleSet now) {
    rules = now;
  }

  void begin(Event decided) {
    Thread current = Thread.currentThread();
    if (thread.getPlain() != current) {
      thread.setOpaque(current);
    }
    number.setOpaque(number.getPlain() + 1);
    event.setOpaque(decided);
  }

  void firing(String rule) {
    firing.setOpaque(rule);
  }

  void end() {
    event.setOpaque(null);
    firing.setOpaque("");
  }

  /** What is being decided now; null between decisions. */
  public @Nullable Decision now() {
    long before = number.get();
    Event decided = event.get();
    Thread by = thread.get();
    return decided == null || by == null
        ? null
        : new Decision(before, decided, by, String.valueOf(firing.get()), rules);
  }
}
