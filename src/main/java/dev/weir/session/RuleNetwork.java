package dev.weir.session;

import dev.weir.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * What the compiled rules themselves say: which events they could want, and over what span they
 * join. Everything that uses Drools' internals is in this class, so that an upgrade of Drools is
 * checked by its test alone. For the thread of its session.
 */
final class RuleNetwork {

  private final List<ObjectTypeNode> types;
  private final ValueResolver session;
  private final Map<Class<?>, List<NetworkNode>> entrances = new HashMap<>();
  private final DefaultFactHandle probe = new DefaultFactHandle(-1, null);

  RuleNetwork(KieBase base, KieSession session) {
    this.types = ((InternalRuleBase) base).getRete().getObjectTypeNodes();
    this.session = (ValueResolver) session;
  }

  /**
   * Whether an event meets all that some rule asks of it alone, so that only other facts can keep
   * the rule from firing. Evaluates conditions, which may throw.
   */
  boolean wants(Event event) {
    List<NetworkNode> nodes = entrances.get(event.getClass());
    if (nodes == null) {
      nodes = entrances(event.getClass());
      entrances.put(event.getClass(), nodes);
    }
    probe.setObject(event);
    for (NetworkNode node : nodes) {
      if (passes(node, probe)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The longest time between two events that a rule joins, in milliseconds; none if no rule joins
   * by time, or one joins over an open span.
   */
  OptionalLong span() {
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

  private boolean passes(NetworkNode node, DefaultFactHandle probe) {
    if (!(node instanceof AlphaNode alpha)) {
      return true;
    }
    if (!alpha.getConstraint().isAllowed(probe, session)) {
      return false;
    }
    for (NetworkNode sink : sinks(alpha)) {
      if (passes(sink, probe)) {
        return true;
      }
    }
    return false;
  }

  private List<NetworkNode> entrances(Class<?> type) {
    List<NetworkNode> entrances = new ArrayList<>();
    for (ObjectTypeNode node : types) {
      if (node.isAssignableFrom(new ClassObjectType(type))) {
        entrances.addAll(List.of(sinks(node)));
      }
    }
    return entrances;
  }

  private static NetworkNode[] sinks(NetworkNode node) {
    NetworkNode[] sinks = node.getSinks();
    return sinks == null ? new NetworkNode[0] : sinks;
  }
}
