package dev.weir.internal.session;

import dev.weir.alert.Alert;
import dev.weir.alert.Alerts;
import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.event.rule.ObjectUpdatedEvent;
import org.kie.api.event.rule.RuleRuntimeEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * The rules of a lane at work: takes its events one by one, in order, and reports what the rules
 * find. After an event is decided only suspects stay in memory, each until its host has moved past
 * the time in which the rules can join it, or until the bound on memory evicts the oldest.
 *
 * <p>If a rule throws, the event is decided again without it; {@link RuleFaults} says for how long.
 * For one thread.
 */
public final class DetectionSession implements AutoCloseable {

  /** More than any rule set fires for one event, unless a rule triggers itself. */
  private static final int MAX_FIRINGS_PER_EVENT = 1_000;

  /** Receives what a session finds, on the session's thread. */
  public interface Listener {
    /** A detection raised an alert. */
    void alert(Alert alert);

    /** A rule fired. Called before the alerts of the same event. */
    void fired(Firing firing);

    /** A rule threw, or fired without end, and is skipped; the name is empty if unknown. */
    void fault(String rule, Event event, Throwable fault);
  }

  private final long maxSuspectBytes;
  private final Baseline baseline;
  private final Listener listener;
  private final LiveSuspects suspects = new LiveSuspects();
  private final Set<FactHandle> temporary = new LinkedHashSet<>();
  private final Map<String, Alert> raised = new LinkedHashMap<>();
  private final FiringRecorder firings = new FiringRecorder(this::rule);

  private RuleSet rules;
  private RuleFaults faults;
  private KieSession session;
  private Sieve sieve;
  private Set<String> newRules = Set.of();
  private boolean settled = true;
  private long eventTime;
  private long evicted;

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
      this(rules, before, Sieve::of);
    }

    private Successor(RuleSet rules, RuleSet before, Function<KieBase, Sieve> sieve) {
      this.rules = rules;
      this.newRules = rules.differing(before);
      KieBase base = rules.newKieBase();
      this.session = RuleSet.newKieSession(base);
      this.sieve = sieve.apply(base);
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
    this(rules, maxSuspectBytes, baseline, listener, Sieve::of);
  }

  DetectionSession(
      RuleSet rules,
      long maxSuspectBytes,
      Baseline baseline,
      Listener listener,
      Function<KieBase, Sieve> sieve) {
    this.rules = rules;
    this.faults = new RuleFaults(rules);
    this.maxSuspectBytes = maxSuspectBytes;
    this.baseline = baseline;
    this.listener = listener;
    Successor first = new Successor(rules, rules, sieve);
    this.session = first.session;
    this.sieve = first.sieve;
    connect();
  }

  /**
   * Whether some rule could match an event, judged by the conditions on that event alone. Other
   * events need not be kept, ordered or decided. Rules that are skipped count as well.
   */
  public boolean wants(Event event) {
    return sieve.wants(event);
  }

  /** Whether some rule uses principal events. */
  public boolean joinsPrincipals() {
    return rules.tree().joinsPrincipals();
  }

  /** Decides the next event of its host. */
  public void fire(Event event) {
    reached(event.hostKey(), event.getTimestamp());
    decide(event, () -> insertAndFire(event));
    evict();
  }

  /**
   * Continues with other rules. Live suspects stay, and so does what the old rules decided: of the
   * new rules, only exclusions that are new or changed look at the suspects at once.
   */
  public int swap(Successor next) {
    List<Suspect> live = suspects.drain();
    session.dispose();
    sieve.close();
    sieve = next.sieve;
    rules = next.rules;
    faults = new RuleFaults(rules);
    use(next.session, live);
    if (!live.isEmpty()) {
      newRules = next.newRules;
      decide(live.get(0), () -> {});
    }
    return live.size();
  }

  /** A host has moved on: releases its suspects that no later event can join. */
  public void reached(String host, long timestamp) {
    suspects.past(host, timestamp).forEach(session::delete);
  }

  /** The longest time in milliseconds that a suspect can wait; empty if the rules set no limit. */
  public OptionalLong span() {
    return sieve.span();
  }

  /** Visits the live suspects, the oldest first. */
  public void suspects(Consumer<? super Suspect> visitor) {
    suspects.forEach(visitor::accept);
  }

  public int liveSuspects() {
    return suspects.count();
  }

  /** How many suspects were evicted because of the bound on memory, since the beginning. */
  public long evictedSuspects() {
    return evicted;
  }

  @Override
  public void close() {
    session.dispose();
    sieve.close();
  }

  /** Does some work with the session, again without each rule that throws, and reports. */
  private void decide(Event event, Runnable work) {
    Throwable fault = attempt(work);
    while (fault != null && skipCulprit(event, fault)) {
      fault = attempt(work);
    }
    if (faults.restore()) {
      replaceSession(suspects.drain());
    }
    report();
  }

  private @Nullable Throwable attempt(Runnable work) {
    suspects.mark();
    try {
      settle();
      work.run();
      List.copyOf(temporary).forEach(session::delete);
      return null;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return e;
    }
  }

  /** Undoes the failed attempt; returns whether another attempt can succeed. */
  private boolean skipCulprit(Event event, Throwable fault) {
    String rule = FaultyRule.of(fault);
    if (rule.isEmpty() && fault instanceof Runaway) {
      rule = firings.lastRule(); // of any other fault, the last rule is not to blame
    }
    listener.fault(rule, event, fault);
    boolean helps = faults.skip(rule);
    firings.take(); // alerts need no undoing: raised again, they have the same id
    replaceSession(suspects.undo());
    return helps;
  }

  private void insertAndFire(Event event) {
    eventTime = event.getTimestamp();
    setClock();
    session.insert(event);
    if (session.fireAllRules(MAX_FIRINGS_PER_EVENT) >= MAX_FIRINGS_PER_EVENT) {
      throw new Runaway(
          "rule \""
              + firings.lastRule()
              + "\" fired "
              + MAX_FIRINGS_PER_EVENT
              + " times for one event; does it trigger itself?");
    }
  }

  /**
   * Lets new exclusions judge suspects that were carried over from another session. All other rules
   * have judged them there, so what they match in these suspects alone must not fire again.
   */
  private void settle() {
    if (!settled) {
      setClock();
      session.fireAllRules(
          match -> {
            RuleMetadata rule = rule(match.getRule().getName());
            return rule != null && rule.exclusion() && newRules.contains(rule.name());
          },
          MAX_FIRINGS_PER_EVENT);
      settled = true;
      newRules = Set.of();
    }
  }

  /** Sets the clock of date-effective and date-expires to the time of the event. */
  private void setClock() {
    SessionPseudoClock clock = session.getSessionClock();
    clock.advanceTime(eventTime - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
  }

  /** Reports what was found; once, even if the listener throws. */
  private void report() {
    List<Firing> fired = firings.take();
    List<Alert> alerts = List.copyOf(raised.values());
    raised.clear();
    fired.forEach(listener::fired);
    alerts.forEach(listener::alert);
  }

  private void evict() {
    while (suspects.bytes() > maxSuspectBytes) {
      FactHandle oldest = suspects.oldest();
      if (oldest == null) {
        return;
      }
      session.delete(oldest);
      evicted++;
    }
  }

  private void replaceSession(List<Suspect> live) {
    session.dispose();
    use(RuleSet.newKieSession(faults.active().newKieBase()), live);
  }

  private void use(KieSession opened, List<Suspect> live) {
    session = opened;
    temporary.clear();
    connect();
    live.forEach(session::insert);
    settled = live.isEmpty();
  }

  private void connect() {
    Alerts alerts = this::raise;
    setGlobal("alerts", alerts);
    setGlobal("baseline", baseline);
    session.addEventListener(firings);
    session.addEventListener(new FactTracker());
  }

  /** Sets a global if the rules declare it. */
  private void setGlobal(String name, Object value) {
    if (session.getKieBase().getKiePackages().stream()
        .flatMap(one -> one.getGlobalVariables().stream())
        .anyMatch(global -> global.getName().equals(name))) {
      session.setGlobal(name, value);
    }
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

  private @Nullable RuleMetadata rule(String name) {
    return rules.rules().get(name);
  }

  /** A rule triggers itself. */
  private static final class Runaway extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Runaway(String message) {
      super(message);
    }
  }

  /** Knows the facts in the session: suspects, and facts that go when the event is decided. */
  private final class FactTracker implements RuleRuntimeEventListener {
    @Override
    public void objectInserted(ObjectInsertedEvent event) {
      if (event.getObject() instanceof Suspect suspect) {
        suspects.add(event.getFactHandle(), suspect, sieve.waitsUntil(suspect));
        firings.inserted(suspect);
      } else {
        temporary.add(event.getFactHandle());
      }
    }

    @Override
    public void objectUpdated(ObjectUpdatedEvent event) {
      // an update does not change what kind of fact it is
    }

    @Override
    public void objectDeleted(ObjectDeletedEvent event) {
      if (event.getOldObject() instanceof Suspect suspect) {
        firings.deleted(suspect);
      }
      suspects.remove(event.getFactHandle());
      temporary.remove(event.getFactHandle());
    }
  }
}
