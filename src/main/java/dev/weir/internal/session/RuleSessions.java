package dev.weir.internal.session;

import dev.weir.alert.Alerts;
import dev.weir.baseline.Baseline;
import dev.weir.rule.RuleSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * The open sessions of a lane: one for all hosts that skip the same rules. A session can be closed
 * at any time, as it is opened again from the live suspects. For one thread.
 */
final class RuleSessions implements AutoCloseable {

  /** More sets of skipped rules than hosts are isolated for, unless they try to be many. */
  private static final int MAX_OPEN = 8;

  private final FiringRecorder firings;
  private final Baseline baseline;
  private final Alerts alerts;
  private final Map<Set<String>, RuleSession> open = new LinkedHashMap<>(4, 0.75f, true);
  private final Map<Set<String>, KieBase> bases = new LinkedHashMap<>(4, 0.75f, true);
  private RuleSet rules;
  private Predicate<String> judgesCarried = rule -> false;
  private long opened;

  RuleSessions(RuleSet rules, FiringRecorder firings, Baseline baseline, Alerts alerts) {
    this.rules = rules;
    this.firings = firings;
    this.baseline = baseline;
    this.alerts = alerts;
  }

  /** The open session that skips these rules; null if there is none. */
  @Nullable RuleSession get(Set<String> skipped) {
    return open.get(skipped);
  }

  /** Opens the session that skips these rules; it has no suspects yet. */
  RuleSession open(Set<String> skipped) {
    RuleSession session = connect(RuleSet.newKieSession(base(skipped)), baseline);
    open.put(skipped, session);
    closeLeastUsed();
    return session;
  }

  /** Opens a session that the caller closes, with a baseline that nobody else uses. */
  RuleSession openForTrial(Set<String> skipped) {
    return connect(RuleSet.newKieSession(base(skipped)), new Baseline());
  }

  private KieBase base(Set<String> skipped) {
    KieBase base = bases.computeIfAbsent(skipped, names -> rules.without(names).newKieBase());
    if (bases.size() > MAX_OPEN) {
      Iterator<KieBase> leastUsed = bases.values().iterator();
      leastUsed.next();
      leastUsed.remove();
    }
    return base;
  }

  private void closeLeastUsed() {
    if (open.size() > MAX_OPEN) {
      discard(open.keySet().iterator().next());
    }
  }

  /** Closes the session that skips these rules, if it is open. */
  void discard(Set<String> skipped) {
    RuleSession session = open.remove(skipped);
    if (session != null) {
      session.close();
    }
  }

  /** Continues with other rules, of which a session without facts is open. */
  void swap(RuleSet next, KieSession session) {
    close();
    bases.clear();
    rules = next;
    bases.put(Set.of(), session.getKieBase());
    open.put(Set.of(), connect(session, baseline));
  }

  /** Sets the rules that look at carried suspects alone. */
  void letJudgeCarried(Predicate<String> judges) {
    judgesCarried = judges;
  }

  private RuleSession connect(KieSession session, Baseline known) {
    opened++;
    setGlobal(session, "alerts", alerts);
    setGlobal(session, "baseline", known);
    return new RuleSession(session, firings, rule -> judgesCarried.test(rule));
  }

  /** Sets a global if the rules declare it. */
  private static void setGlobal(KieSession session, String name, Object value) {
    if (session.getKieBase().getKiePackages().stream()
        .flatMap(one -> one.getGlobalVariables().stream())
        .anyMatch(global -> global.getName().equals(name))) {
      session.setGlobal(name, value);
    }
  }

  /** How many sessions were opened since the beginning. */
  long opened() {
    return opened;
  }

  /** Closes all sessions. They can be opened again. */
  @Override
  public void close() {
    for (Set<String> skipped : new LinkedHashSet<>(open.keySet())) {
      discard(skipped);
    }
  }
}
