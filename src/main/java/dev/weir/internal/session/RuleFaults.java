package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.rule.SkippedRule;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The rules that a lane skips because they throw: each only for the host whose event or suspect it
 * throws on, so that no host and no careless rule can change what is raised for other hosts.
 *
 * <pre>
 *   of a rule and a host
 *                throws              n events of the host, or 5 minutes
 *    WATCHED --------------&gt; ISOLATED ---------------------------------&gt; ON TRIAL
 *       ^                       ^                throws: n doubles          |  |
 *       |                       +-------------------------------------------+  |
 *       +----------------------------------------------------------------------+
 *                 1,000 events of the host without a fault, or 5 minutes
 *
 *   of a rule
 *              20 hosts isolated or on trial
 *    ACTIVE ------------------------------------&gt; SUSPENDED for all hosts
 *       ^                                             |
 *       +---- 10,000 events decided, or 5 minutes ----+
 * </pre>
 *
 * <p>An isolated host shares no session with hosts that are not, and its session lacks the rule.
 * The first isolation ends with the next event of the host (n = 1), so a single crafted event costs
 * little; a host that faults again and again is tried again ever less often, so it costs a new
 * session ever less often. That a rule is suspended bounds the sessions that a plain bug, or a
 * sender that invents hosts, can cost. After 10,000 events of other hosts, a silent host is
 * released or forgotten. Events are counted, and minutes are of the pushed clock, which a replay
 * does not have: hosts and senders choose the times of events. New rules start with all hosts
 * watched and all rules active.
 */
final class RuleFaults {

  static final int MAX_HOSTS = 20;
  static final int SUSPENSION = 10_000;
  private static final int TRIAL = 1_000;
  private static final int LONGEST_ISOLATION = 10_000;
  private static final long LONGEST_MILLIS = 300_000;

  /** Hears which sessions no longer have the right rules. */
  interface Listener {
    /** A host moves to the session of other rules. */
    void moved(String host, Set<String> from, Set<String> to);

    /** Every host does. */
    void allMoved();
  }

  /** A host that is isolated or on trial, with the rules that threw. */
  private static final class Offender {
    private final Map<String, SkippedRule> rules = new TreeMap<>();
    private boolean isolated;
    private int length;
    private int left;
    private long lastSeen;
    private long since;
  }

  /** A rule skipped for all, the number of events until it ends, and since when. */
  private record Suspension(SkippedRule rule, long until, long since) {}

  private final Listener listener;
  private final Map<String, Offender> offenders = new LinkedHashMap<>(); // longest silent first
  private final Map<String, Suspension> suspensions = new TreeMap<>();
  private Set<String> suspended = Set.of();
  private Map<String, SkippedRule> skipped = Map.of();
  private long decided;
  private long clock = Long.MIN_VALUE;

  RuleFaults(Listener listener) {
    this.listener = listener;
  }

  /** The rules that are skipped for a host, those that are suspended included. */
  Set<String> skippedFor(String host) {
    Offender offender = offenders.isEmpty() ? null : offenders.get(host);
    return offender == null ? suspended : skippedFor(offender);
  }

  private Set<String> skippedFor(Offender offender) {
    if (!offender.isolated) {
      return suspended;
    }
    Set<String> all = new TreeSet<>(suspended);
    all.addAll(offender.rules.keySet());
    return Set.copyOf(all);
  }

  /** The rules that are suspended for all hosts. */
  Set<String> suspended() {
    return suspended;
  }

  /** What is skipped now, by rule; the same object until it changes. */
  Map<String, SkippedRule> skipped() {
    return skipped;
  }

  /** Skips a rule for a host that made it throw, or for all hosts if too many did. */
  void isolate(String host, String rule, Event event, Throwable fault) {
    Set<String> before = skippedFor(host);
    Offender known = offenders.remove(host);
    Offender offender = known == null ? new Offender() : known;
    offenders.put(host, offender); // is the last one now
    if (!offender.isolated) {
      offender.isolated = true;
      offender.length = Math.min(LONGEST_ISOLATION, Math.max(1, 2 * offender.length));
      offender.rules.clear();
      offender.since = clock;
    }
    offender.left = offender.length;
    offender.lastSeen = decided;
    SkippedRule one =
        new SkippedRule(rule, false, 1, host, event.getEventId().toString(), fault.toString());
    offender.rules.put(rule, one);
    if (threw(rule) >= MAX_HOSTS) {
      suspend(one);
    } else {
      listener.moved(host, before, skippedFor(offender));
    }
    summarize();
  }

  private int threw(String rule) {
    return (int) offenders.values().stream().filter(one -> one.rules.containsKey(rule)).count();
  }

  private void suspend(SkippedRule one) {
    SkippedRule all =
        new SkippedRule(one.rule(), true, threw(one.rule()), one.host(), one.event(), one.fault());
    suspensions.put(one.rule(), new Suspension(all, decided + SUSPENSION, clock));
    suspended = Set.copyOf(suspensions.keySet());
    offenders.values().forEach(offender -> offender.rules.remove(one.rule()));
    offenders.values().removeIf(offender -> offender.rules.isEmpty());
    listener.allMoved();
  }

  /** An event of a host is decided: tries again what was skipped for long enough. */
  void decided(String host) {
    decided++;
    if (offenders.isEmpty() && suspensions.isEmpty()) {
      return;
    }
    Offender offender = offenders.remove(host);
    if (offender != null && !countDown(host, offender)) {
      offenders.put(host, offender);
    }
    forgetSilent();
    resume(suspension -> suspension.until <= decided);
  }

  private void resume(Predicate<Suspension> due) {
    if (suspensions.values().removeIf(due)) {
      suspended = Set.copyOf(suspensions.keySet());
      listener.allMoved();
      summarize();
    }
  }

  /** Pushes the clock: releases and forgets hosts, and resumes rules, after five minutes. */
  void advance(long nowMillis) {
    boolean first = clock == Long.MIN_VALUE;
    clock = Math.max(clock, nowMillis);
    if (first) { // nothing was timed before
      offenders.values().forEach(offender -> offender.since = clock);
      suspensions.replaceAll((rule, one) -> new Suspension(one.rule, one.until, clock));
    }
    for (Map.Entry<String, Offender> entry : List.copyOf(offenders.entrySet())) {
      Offender offender = entry.getValue();
      if (clock - offender.since >= LONGEST_MILLIS && offender.isolated) {
        release(entry.getKey(), offender);
      } else if (clock - offender.since >= LONGEST_MILLIS) {
        offenders.remove(entry.getKey());
      }
    }
    resume(suspension -> clock - suspension.since >= LONGEST_MILLIS);
  }

  /** Returns whether the host is to be watched like any other. */
  private boolean countDown(String host, Offender offender) {
    offender.lastSeen = decided;
    if (offender.left-- > 0) {
      return false;
    }
    if (!offender.isolated) {
      return true;
    }
    release(host, offender);
    return false;
  }

  private void release(String host, Offender offender) {
    Set<String> before = skippedFor(offender);
    offender.isolated = false;
    offender.left = TRIAL;
    offender.since = clock;
    listener.moved(host, before, suspended);
    summarize();
  }

  private void forgetSilent() {
    Iterator<Map.Entry<String, Offender>> silent = offenders.entrySet().iterator();
    while (silent.hasNext()) {
      Map.Entry<String, Offender> longest = silent.next();
      if (decided - longest.getValue().lastSeen < SUSPENSION) {
        return;
      }
      silent.remove();
      if (longest.getValue().isolated) {
        release(longest.getKey(), longest.getValue());
      }
    }
  }

  private void summarize() {
    Map<String, SkippedRule> all = new HashMap<>();
    suspensions.forEach((rule, suspension) -> all.put(rule, suspension.rule));
    for (Offender offender : offenders.values()) {
      if (offender.isolated) {
        offender.rules.values().forEach(one -> all.merge(one.rule(), one, SkippedRule::plus));
      }
    }
    skipped = Map.copyOf(all);
  }
}
