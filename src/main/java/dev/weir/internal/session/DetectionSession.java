package dev.weir.internal.session;

import dev.weir.alert.Alert;
import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.rule.SkippedRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * The rules of a lane at work: takes its events one by one, in order, and reports what the rules
 * find. After an event is decided only suspects stay in memory, each until its host has moved past
 * the time in which the rules can join it, or until the bound on memory evicts it; {@link
 * LiveSuspects} says which one. A host that falls silent moves past no time; its suspects stay as
 * long as those of silent hosts need little memory, because a source may only be interrupted.
 *
 * <p>If a rule throws, the host whose event or suspect it throws on is isolated, and the event is
 * decided again; {@link RuleFaults} says for how long. For one thread.
 */
public final class DetectionSession implements AutoCloseable {

  /** Receives what a session finds, on the session's thread. */
  public interface Listener {
    /** A detection raised an alert. */
    void alert(Alert alert);

    /** A rule fired. Called before the alerts of the same event. */
    void fired(Firing firing);

    /**
     * A rule threw, or fired without end, and is skipped for the host of the event, which may be an
     * older one than that which was decided. The name is empty if no rule is to blame and the event
     * is given up.
     */
    void fault(String rule, Event event, Throwable fault);

    /** A suspect was removed early, because the memory for suspects was full. */
    void evicted(Suspect suspect);

    /** The same, because suspects of silent hosts need too much memory. */
    default void silentEvicted(Suspect suspect) {
      evicted(suspect);
    }
  }

  /** What a decision threw, and the name of the rule; empty if it is not known. */
  private record Fault(String rule, Throwable thrown) {}

  private record Report(String rule, Event event, Throwable thrown) {}

  private final Listener listener;
  private final LiveSuspects suspects;
  private final SuspectMemory memory;
  private final Map<String, Alert> raised = new LinkedHashMap<>();
  private final List<Report> reports = new ArrayList<>();
  private final Progress progress;
  private final FiringRecorder firings;
  private final RuleSessions sessions;

  private RuleSet rules;
  private RuleFaults faults;
  private Sieve sieve;
  private long eventTime;

  /**
   * An open session with other rules, ready to take over from one session. Any thread may create
   * it.
   */
  public static final class Successor implements AutoCloseable {
    private final RuleSet rules;
    private final Set<String> newRules;
    private final KieSession session;
    private final Sieve sieve;

    /** Opens the session, which takes milliseconds. */
    public Successor(RuleSet rules, RuleSet before) {
      this(rules, rules.differing(before), Sieve::of);
    }

    private Successor(
        RuleSet rules, Set<String> newRules, BiFunction<KieBase, DrlRules, Sieve> sieve) {
      this.rules = rules;
      this.newRules = newRules;
      KieBase base = rules.newKieBase();
      this.session = RuleSet.newKieSession(base);
      this.sieve = sieve.apply(base, rules.tree());
    }

    public RuleSet rules() {
      return rules;
    }

    /** Another session with the same rules. */
    public Successor again() {
      return new Successor(rules, newRules, Sieve::of);
    }

    @Override
    public void close() {
      session.dispose();
      sieve.close();
    }
  }

  /** Opens a session with an empty baseline. */
  public DetectionSession(RuleSet rules, long maxSuspectBytes, Listener listener) {
    this(rules, maxSuspectBytes, new Baseline(), listener);
  }

  /** Opens a session. */
  public DetectionSession(
      RuleSet rules, long maxSuspectBytes, Baseline baseline, Listener listener) {
    this(rules, maxSuspectBytes, baseline, listener, new Progress(), new PendingDocuments());
  }

  /** Opens a session of a thread that other sessions share. */
  public DetectionSession(
      RuleSet rules,
      long maxSuspectBytes,
      Baseline baseline,
      Listener listener,
      Progress progress,
      PendingDocuments pending) {
    this(rules, maxSuspectBytes, baseline, listener, progress, pending, Sieve::of);
  }

  DetectionSession(
      RuleSet rules,
      long maxSuspectBytes,
      Baseline baseline,
      Listener listener,
      Progress progress,
      PendingDocuments pending,
      BiFunction<KieBase, DrlRules, Sieve> sieve) {
    this.rules = rules;
    this.suspects = new LiveSuspects(pending);
    this.memory =
        new SuspectMemory(maxSuspectBytes, suspects, rules, this::release, this::replace, listener);
    this.listener = listener;
    this.progress = progress;
    this.firings = new FiringRecorder(this::rule, progress);
    this.sessions = new RuleSessions(rules, firings, baseline, this::raise);
    Successor first = new Successor(rules, Set.of(), sieve);
    this.faults = newFaults();
    this.sieve = first.sieve;
    progress.use(rules);
    sessions.swap(rules, first.session);
  }

  private RuleFaults newFaults() {
    return new RuleFaults((host, from, to) -> move(suspects.of(host), from, to), sessions::close);
  }

  /** What is being decided, for another thread. */
  public Progress progress() {
    return progress;
  }

  /**
   * Whether some rule could match an event, judged by the conditions on that event alone. Other
   * events need not be kept, ordered or decided. Rules that are skipped count as well.
   */
  public boolean wants(Event event) {
    progress.begin(event);
    boolean wanted = sieve.wants(event);
    progress.end();
    return wanted;
  }

  /** The names of the types of facts that rules use. */
  public Set<String> factTypes() {
    return rules.tree().factTypes();
  }

  /** Decides the next event of its host. */
  public void fire(Event event) {
    reached(event.hostKey(), event.getTimestamp());
    fireAstray(event);
  }

  /** Decides an event whose time may be wrong, so that it releases no suspect of its host. */
  public void fireAstray(Event event) {
    String host = event.hostKey();
    eventTime = event.getTimestamp();
    decide(host, event);
    faults.decided(host);
    report();
    memory.free();
  }

  /**
   * Continues with other rules. Live suspects stay, and so does what the old rules decided: of the
   * new rules, only exclusions that are new or changed look at the suspects at once.
   */
  public int swap(Successor next) {
    int live = suspects.count();
    sieve.close();
    sieve = next.sieve;
    rules = next.rules;
    faults = newFaults();
    memory.use(rules);
    progress.use(rules);
    sessions.swap(rules, next.session);
    sessions.letJudgeCarried(name -> next.newRules.contains(name) && isExclusion(name));
    suspects.hosts().forEach(host -> move(suspects.of(host), null, Set.of()));
    suspects.hosts().forEach(host -> decide(host, null));
    sessions.letJudgeCarried(rule -> false);
    report();
    return live;
  }

  /** A host has moved on: releases its suspects that no later event can join. */
  public void reached(String host, long timestamp) {
    suspects.past(host, timestamp).forEach(this::release);
  }

  /** Pushes the clock: rules that were skipped for long enough are tried again. */
  public void advance(long nowMillis) {
    faults.advance(nowMillis);
  }

  /** A host is no longer known, of which nothing was heard since a time of the pushed clock. */
  public void forgotten(String host, long since) {
    suspects.silent(host, since);
  }

  /** Something is heard of a host that was not known. */
  public void appeared(String host) {
    suspects.heard(host);
  }

  /** Evicts suspects of hosts that have been silent since before a time, if they need too much. */
  public void evictSilent(long before) {
    memory.freeOfSilent(before);
  }

  /** Takes suspects of another session, decided there. */
  public void adopt(List<Suspect> live) {
    for (Suspect suspect : live) {
      suspects.add(suspect, sieve.waitsUntil(suspect));
      move(List.of(suspect), null, faults.skippedFor(suspect.hostKey()));
    }
  }

  /** The longest time in milliseconds that a suspect can wait; empty if the rules set no limit. */
  public OptionalLong span() {
    return sieve.span();
  }

  /** Visits the live suspects host by host, each host's oldest first. */
  public void suspects(Consumer<? super Suspect> visitor) {
    suspects.forEach(visitor);
  }

  public int liveSuspects() {
    return suspects.count();
  }

  /** How many suspects were evicted because of the bound on memory, since the beginning. */
  public long evictedSuspects() {
    return memory.evicted();
  }

  /** The rules that are skipped now, for some hosts or all; the same object until it changes. */
  public Map<String, SkippedRule> skipped() {
    return faults.skipped();
  }

  /** How many sessions were opened since the beginning, which is what faults cost. */
  long openedSessions() {
    return sessions.opened();
  }

  @Override
  public void close() {
    sessions.close();
    sieve.close();
  }

  /** Decides an event, or without one only judges carried suspects; isolates hosts until it can. */
  private void decide(String host, @Nullable Event event) {
    Event decided = event != null ? event : suspects.of(host).stream().findFirst().orElse(null);
    if (decided != null) {
      progress.begin(decided);
    }
    Fault fault = attempt(faults.skippedFor(host), event);
    while (fault != null) {
      Set<String> skipped = faults.skippedFor(host);
      sessions.discard(skipped);
      fault = isolateCulprit(host, event, fault) ? attempt(faults.skippedFor(host), event) : null;
    }
    progress.end(); // a slow listener is no slow rule
  }

  private @Nullable Fault attempt(Set<String> skipped, @Nullable Event event) {
    RuleSession session = sessions.get(skipped);
    if (session == null) {
      session = sessions.open(skipped);
      hostsOf(skipped).stream().map(suspects::of).forEach(session::carry);
    }
    Fault fault = decide(session, event);
    if (fault == null) {
      session.removed().forEach(suspects::remove);
      for (Suspect added : session.added()) {
        suspects.add(added, sieve.waitsUntil(added));
        String host = added.hostKey(); // a rule may make a suspect of another host's event
        move(List.of(added), skipped, faults.skippedFor(host));
      }
    }
    return fault;
  }

  private @Nullable Fault decide(RuleSession session, @Nullable Event event) {
    try {
      session.decide(event, eventTime);
      return null;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      firings.take(); // alerts need no undoing: raised again, they have the same id
      return new Fault(firings.faultyRule(e), e);
    }
  }

  /** Decides an event in a session of its own, without lasting effect. */
  private @Nullable Fault attemptWith(
      Set<String> skipped, Collection<String> hosts, @Nullable Event event) {
    Map<String, Alert> before = new LinkedHashMap<>(raised);
    try (RuleSession session = sessions.openForTrial(skipped)) {
      hosts.forEach(host -> session.carry(suspects.of(host)));
      return decide(session, event);
    } finally {
      firings.take();
      raised.clear();
      raised.putAll(before);
    }
  }

  /** Returns whether another attempt can succeed, as a rule is skipped that was not. */
  private boolean isolateCulprit(String host, @Nullable Event event, Fault fault) {
    Set<String> skipped = faults.skippedFor(host);
    CulpritSearch search =
        new CulpritSearch((fewer, hosts) -> attemptWith(fewer, hosts, event) != null);
    List<String> others = hostsOf(skipped);
    others.remove(host);
    Fault alone = others.isEmpty() ? fault : attemptWith(skipped, List.of(host), event);
    String culprit = alone == null ? search.host(skipped, host, others) : host;
    Fault found = alone == null ? fault : alone;
    String rule = found.rule;
    if (!rules.rules().containsKey(rule) || skipped.contains(rule)) {
      List<String> candidates = detectionsFirst();
      candidates.removeAll(skipped);
      rule =
          candidates.isEmpty()
              ? ""
              : search.rule(skipped, Set.copyOf(List.of(host, culprit)), candidates);
    }
    Event at =
        event != null && culprit.equals(host) ? event : suspects.of(culprit).iterator().next();
    reports.add(new Report(rule, at, found.thrown));
    if (!rule.isEmpty()) {
      faults.isolate(culprit, rule, at, found.thrown);
    }
    return !rule.isEmpty();
  }

  /** The names of all rules, exclusions last. */
  private List<String> detectionsFirst() {
    return rules.rules().values().stream()
        .sorted(Comparator.comparing(RuleMetadata::exclusion))
        .map(RuleMetadata::name)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The hosts with suspects in the session that skips these rules. */
  private List<String> hostsOf(Set<String> skipped) {
    List<String> hosts = new ArrayList<>(suspects.hosts());
    hosts.removeIf(host -> !faults.skippedFor(host).equals(skipped));
    return hosts;
  }

  /** Moves suspects to another session. A session that is not open gets them when it is opened. */
  private void move(
      Collection<Suspect> moved, @Nullable Set<String> from, @Nullable Set<String> to) {
    if (!Objects.equals(from, to)) {
      RuleSession left = from == null ? null : sessions.get(from);
      RuleSession entered = to == null ? null : sessions.get(to);
      if (left != null) {
        moved.forEach(left::delete);
      }
      if (entered != null) {
        entered.carry(moved);
      }
    }
  }

  /** Releases a suspect, if it is still live. */
  public void release(Suspect suspect) {
    suspects.remove(suspect);
    move(List.of(suspect), faults.skippedFor(suspect.hostKey()), null);
  }

  private void replace(Suspect large, Suspect smaller) {
    suspects.replace(large, smaller);
    Set<String> skipped = faults.skippedFor(large.hostKey());
    move(List.of(large), skipped, null);
    move(List.of(smaller), null, skipped);
  }

  /** Reports what was found; once, even if the listener throws. */
  private void report() {
    List<Firing> fired = firings.take();
    List<Alert> alerts = List.copyOf(raised.values());
    List<Report> faulty = List.copyOf(reports);
    raised.clear();
    reports.clear();
    fired.forEach(listener::fired);
    alerts.forEach(listener::alert);
    faulty.forEach(one -> listener.fault(one.rule, one.event, one.thrown));
  }

  private void raise(Event... sequence) {
    RuleMetadata rule = rule(firings.lastRule());
    if (rule == null) {
      throw new IllegalStateException(
          "alerts.raise was called outside of a rule; call it in the then part of a detection");
    }
    Alert alert = Alert.of(rule, List.of(sequence));
    raised.put(alert.id(), alert);
  }

  private boolean isExclusion(String name) {
    RuleMetadata rule = rule(name);
    return rule != null && rule.exclusion();
  }

  private @Nullable RuleMetadata rule(String name) {
    return rules.rules().get(name);
  }
}
