package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.RuleNetwork;
import dev.weir.rule.RuleSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * A filter for events that no rule needs, by each event alone; it also knows how long a suspect can
 * wait for an event. It uses {@link RuleNetwork}. With a Drools whose internals have changed, every
 * event passes and waits without end: slower, with the same alerts.
 */
final class Sieve implements AutoCloseable {

  private final @Nullable KieSession session;
  private final @Nullable RuleNetwork network;

  private Sieve(@Nullable KieSession session, @Nullable RuleNetwork network) {
    this.session = session;
    this.network = network;
  }

  /** The sieve of a rule base, compiled of some rules. */
  static Sieve of(KieBase base, DrlRules rules) {
    KieSession session = RuleSet.newKieSession(base);
    try {
      return new Sieve(session, new RuleNetwork(base, session, rules));
    } catch (LinkageError | ClassCastException e) {
      session.dispose();
      return blind();
    }
  }

  /** The sieve that lets every event pass. */
  static Sieve blind() {
    return new Sieve(null, null);
  }

  /** False if no rule can fire because of the event. */
  boolean wants(Event event) {
    if (network == null) {
      return true;
    }
    try {
      return network.wants(event);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return true; // a condition throws: processing the event will report it
    }
  }

  /** The longest time between events that a rule joins, in milliseconds; empty if not known. */
  OptionalLong span() {
    return network == null ? OptionalLong.empty() : network.span();
  }

  /** The time after which nothing can join a suspect; {@link Long#MAX_VALUE} if not known. */
  long waitsUntil(Suspect suspect) {
    return network == null ? Long.MAX_VALUE : network.waitsUntil(suspect);
  }

  @Override
  public void close() {
    if (session != null) {
      session.dispose();
    }
  }
}
