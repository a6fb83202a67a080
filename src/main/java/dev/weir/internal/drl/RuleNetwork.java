package dev.weir.internal.drl;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.index.RuleIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.drools.base.base.ClassObjectType;
import org.drools.base.base.ValueResolver;
import org.drools.base.common.NetworkNode;
import org.drools.base.rule.IntervalProviderConstraint;
import org.drools.base.rule.constraint.Constraint;
import org.drools.base.time.Interval;
import org.drools.core.common.DefaultFactHandle;
import org.drools.core.impl.InternalRuleBase;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.BetaNode;
import org.drools.core.reteoo.ObjectTypeNode;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * The network of compiled rules: which events they could need, and over what span they join.
 * Depends on Drools' internals, so its test shows whether an upgrade of Drools keeps them. For the
 * thread of its session.
 */
public final class RuleNetwork {

  /** What Drools takes for no expiry. */
  private static final long NEVER = -1;

  private final List<ObjectTypeNode> types;
  private final @Nullable PatternPaths patterns;
  private final Map<Class<?>, RuleIndex<AlphaNode[]>> indexes = new HashMap<>();
  private final ValueResolver session;
  private final Map<Class<?>, List<NetworkNode>> entrances = new HashMap<>();
  private final IdentityHashMap<NetworkNode, Long> waits = new IdentityHashMap<>();
  private final OptionalLong span;
  private final DefaultFactHandle probe = new DefaultFactHandle(-1, null);

  /**
   * The network of a rule base, for a session of it that sees few events: without an index, which
   * would take longer to build than to do without.
   */
  public RuleNetwork(KieBase base, KieSession session) {
    this(base, session, (PatternPaths) null);
  }

  /** The network of a rule base, compiled of some rules; the session is of that rule base. */
  public RuleNetwork(KieBase base, KieSession session, DrlRules rules) {
    this(base, session, new PatternPaths(new TestableConditions(rules)));
  }

  private RuleNetwork(KieBase base, KieSession session, @Nullable PatternPaths patterns) {
    this.types = ((InternalRuleBase) base).getRete().getObjectTypeNodes();
    this.session = (ValueResolver) session;
    this.span = longestSpan();
    this.patterns = patterns;
    if (patterns != null) {
      for (Class<?> type :
          EventTypes.OF_DOCUMENTS) { // of these there are many: not while they wait
        indexes.put(type, patterns.index(entrances(type)));
      }
    }
  }

  /**
   * Keeps Drools from setting a timer for each fact. For facts with {@code @Expires("-1")} it
   * calculates an expiry that overflows, instead of none.
   */
  public static void removeTimers(KieBase base) {
    try {
      for (ObjectTypeNode type : ((InternalRuleBase) base).getRete().getObjectTypeNodes()) {
        if (type.getExpirationOffset() < NEVER) {
          type.setExpirationOffset(NEVER);
        }
      }
    } catch (LinkageError | ClassCastException e) {
      // a Drools whose internals have changed: only slower
    }
  }

  /**
   * Whether an event meets all conditions of some pattern on it alone, so that only other facts can
   * keep the rule from firing. Evaluates conditions, which may throw.
   */
  public boolean wants(Event event) {
    probe.setObject(event);
    if (patterns == null) {
      return entrances(event.getClass()).stream().anyMatch(this::passes);
    }
    return indexes
        .computeIfAbsent(event.getClass(), type -> patterns.index(entrances(type)))
        .any(event, this::allows);
  }

  private boolean passes(NetworkNode node) {
    return !(node instanceof AlphaNode alpha)
        || (alpha.getConstraint().isAllowed(probe, session)
            && Arrays.stream(sinks(alpha)).anyMatch(this::passes));
  }

  private boolean allows(AlphaNode[] path) {
    for (AlphaNode node : path) {
      if (!node.getConstraint().isAllowed(probe, session)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The longest time between two events that a rule joins, in milliseconds; none if no rule joins
   * by time, or one joins over an open span.
   */
  public OptionalLong span() {
    return span;
  }

  private OptionalLong longestSpan() {
    Set<NetworkNode> seen = new HashSet<>();
    Deque<NetworkNode> next = new ArrayDeque<>(types);
    long span = -1;
    while (!next.isEmpty()) {
      NetworkNode node = next.remove();
      if (!seen.add(node)) {
        continue;
      }
      if (node instanceof BetaNode join) {
        for (Constraint constraint : join.getConstraints()) {
          span = Math.max(span, span(constraint));
        }
      }
      for (NetworkNode sink : sinks(node)) {
        next.add(sink);
      }
    }
    return span < 0 || span == Interval.MAX ? OptionalLong.empty() : OptionalLong.of(span);
  }

  private static long span(Constraint constraint) {
    if (!(constraint instanceof IntervalProviderConstraint timed) || !constraint.isTemporal()) {
      return -1;
    }
    Interval interval = timed.getInterval();
    boolean open =
        interval.getLowerBound() == Interval.MIN || interval.getUpperBound() == Interval.MAX;
    return open
        ? Interval.MAX
        : Math.max(Math.abs(interval.getLowerBound()), Math.abs(interval.getUpperBound()));
  }

  /**
   * The time after which no event can join a suspect any more, by the rules whose conditions on it
   * alone it meets. If none of them joins it by time, the longest span of all rules applies. {@link
   * Long#MAX_VALUE} if it waits without end.
   */
  public long waitsUntil(Suspect suspect) {
    long wait = -1;
    try {
      probe.setObject(suspect);
      for (NetworkNode node : entrances(Suspect.class)) {
        wait = Math.max(wait, wait(node));
      }
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      wait = -1; // a condition throws: processing the event will report it
    }
    if (wait < 0) {
      wait = span.orElse(Interval.MAX);
    }
    return wait == Interval.MAX || suspect.getTimestamp() > Long.MAX_VALUE - wait
        ? Long.MAX_VALUE
        : suspect.getTimestamp() + wait;
  }

  /** How long a fact that has reached a node may wait for a partner there or further on. */
  private long wait(NetworkNode node) {
    if (node instanceof AlphaNode alpha) {
      if (!alpha.getConstraint().isAllowed(probe, session)) {
        return -1;
      }
      long wait = -1;
      for (NetworkNode sink : sinks(alpha)) {
        wait = Math.max(wait, wait(sink));
      }
      return wait;
    }
    return waits.computeIfAbsent(node, this::waitAtJoin);
  }

  private long waitAtJoin(NetworkNode entered) {
    // taken by the join's own pattern, it may wait for a partner of an earlier pattern
    long wait = entered instanceof BetaNode join ? waitOf(join, true) : -1;
    Deque<NetworkNode> next = new ArrayDeque<>(List.of(sinks(entered)));
    while (!next.isEmpty()) {
      NetworkNode node = next.remove();
      if (node instanceof BetaNode join) {
        wait = Math.max(wait, waitOf(join, false));
      }
      next.addAll(List.of(sinks(node)));
    }
    return wait;
  }

  /** How long a fact waits at a join for a partner after it; -1 if the join is not by time. */
  private static long waitOf(BetaNode join, boolean ownPattern) {
    long wait = -1;
    for (Constraint constraint : join.getConstraints()) {
      if (constraint instanceof IntervalProviderConstraint timed && constraint.isTemporal()) {
        Interval apart = timed.getInterval(); // from the partner bound before to the own pattern
        long bound = ownPattern ? apart.getLowerBound() : apart.getUpperBound();
        boolean open = bound == Interval.MIN || bound == Interval.MAX;
        wait = Math.max(wait, open ? Interval.MAX : Math.max(0, ownPattern ? -bound : bound));
      }
    }
    return wait;
  }

  /** Where facts of a type enter; needed for every event, so it is cached. */
  private List<NetworkNode> entrances(Class<?> type) {
    List<NetworkNode> known = entrances.get(type);
    if (known != null) {
      return known;
    }
    List<NetworkNode> found = new ArrayList<>();
    for (ObjectTypeNode node : types) {
      if (node.isAssignableFrom(new ClassObjectType(type))) {
        found.addAll(List.of(sinks(node)));
      }
    }
    entrances.put(type, found);
    return found;
  }

  static NetworkNode[] sinks(NetworkNode node) {
    NetworkNode[] sinks = node.getSinks();
    return sinks == null ? new NetworkNode[0] : sinks;
  }
}
