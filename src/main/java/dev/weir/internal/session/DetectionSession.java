package dev.weir.internal.session;

import dev.weir.alert.Alert;
import dev.weir.alert.Alerts;
import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.event.rule.ObjectUpdatedEvent;
import org.kie.api.event.rule.RuleRuntimeEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * Tells the rules the events of a lane, one by one and in order, and passes on what they find.
 * After an event has been decided only suspects live on, each until its own host has moved past the
 * span of the rules, or until the bound on suspects is reached, the oldest first.
 *
 * <p>A rule that throws is left out while the event is decided again, so that a careless exclusion
 * cannot silence a detection; it throws again with every event as long as the suspect lives that it
 * throws on, and after {@value #FAULTS_FORGIVEN} times it is left out for good. For one thread.
 */
public final class DetectionSession implements AutoCloseable {

  /** How often a rule may throw before it is left out for good. */
  private static final int FAULTS_FORGIVEN = 100;

  /** More than a rule set fires for one event, unless a rule feeds itself. */
  private static final int FIRINGS_PER_EVENT = 1_000;

  /** What a session finds. Called on the session's thread. */
  public interface Listener {
    /**
     * A detection's finding.
     *
     * @param alert the alert
     */
    void alert(Alert alert);

    /**
     * A rule has fired. Told before the alerts of the same event.
     *
     * @param firing which, of what
     */
    void fired(Firing firing);

    /**
     * A rule threw, or fired without end, and was left out.
     *
     * @param rule its name, empty where it is not known
     * @param event the event it was to decide
     * @param fault what it threw
     */
    void fault(String rule, Event event, Throwable fault);
  }

  private final long maxSuspectBytes;
  private final Baseline baseline;
  private final Listener listener;
  private final LiveSuspects suspects = new LiveSuspects();
  private final Set<FactHandle> passing = new LinkedHashSet<>();
  private final Map<String, Alert> raised = new LinkedHashMap<>();
  private final List<Firing> firings = new ArrayList<>();
  private final Map<String, Integer> faults = new HashMap<>();
  private final Set<String> leftOutForGood = new TreeSet<>();

  private RuleSet rules;
  private KieSession session;
  private Sieve sieve;
  private String firing = "";
  private final List<Suspect> suspected = new ArrayList<>();
  private final List<Suspect> released = new ArrayList<>();
  private Set<String> unjudged = Set.of();
  private boolean settled = true;
  private long now;
  private long evicted;

  /**
   * A session of other rules that is ready to take over. Made by any thread, for one session's use.
   */
  public static final class Successor implements AutoCloseable {
    private final RuleSet rules;
    private final Set<String> differing;
    private final KieSession session;
    private final Sieve sieve;

    /**
     * Opens it, which takes milliseconds.
     *
     * @param rules the rules
     * @param before the rules that it takes over from
     */
    public Successor(RuleSet rules, RuleSet before) {
      this.rules = rules;
      this.differing = rules.differing(before);
      KieBase base = rules.newKieBase();
      this.session = RuleSet.newKieSession(base);
      this.sieve = Sieve.of(base);
    }

    @Override
    public void close() {
      session.dispose();
      sieve.close();
    }
  }

  /**
   * A session of its own rule base, with all still to be learned.
   *
   * @param rules the rules
   * @param maxSuspectBytes the memory that live suspects may take, roughly
   * @param listener takes what is found
   */
  public DetectionSession(RuleSet rules, long maxSuspectBytes, Listener listener) {
    this(rules, maxSuspectBytes, new Baseline(), listener);
  }

  /**
   * A session of its own rule base.
   *
   * @param rules the rules
   * @param maxSuspectBytes the memory that live suspects may take, roughly
   * @param baseline what has been seen before
   * @param listener takes what is found
   */
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
    this.maxSuspectBytes = maxSuspectBytes;
    this.baseline = baseline;
    this.listener = listener;
    KieBase base = rules.newKieBase();
    this.session = RuleSet.newKieSession(base);
    this.sieve = sieve.apply(base);
    listenTo(session);
  }

  /**
   * Whether some rule could want an event, asked by what the rule asks of that event alone. What no
   * rule wants need not be kept, ordered, nor told. A rule that throws is asked here like others.
   *
   * @param event the event
   * @return false if no rule can fire because of it
   */
  public boolean wants(Event event) {
    return sieve.wants(event);
  }

  /**
   * Decides an event.
   *
   * @param event the next event of its host
   */
  public void fire(Event event) {
    reached(event.hostKey(), event.getTimestamp());
    decide(event, () -> tellRules(event));
    evict();
  }

  /**
   * Goes on with other rules. Live suspects stay, and whatever old rules made of them stays made:
   * of the new rules only those exclusions look at them at once that are new or changed.
   *
   * @param next the session to go on with; it is this one's from now on
   * @return how many suspects went over
   */
  public int swap(Successor next) {
    List<Suspect> live = suspects.drain();
    session.dispose();
    sieve.close();
    sieve = next.sieve;
    rules = next.rules;
    faults.clear();
    leftOutForGood.clear();
    use(next.session, live);
    if (!live.isEmpty()) {
      unjudged = next.differing;
      decide(live.get(0), () -> {});
    }
    return live.size();
  }

  /** Does something with the session, and again without the rules that throw; tells what came. */
  private void decide(Event event, Runnable work) {
    Set<String> leftOut = new TreeSet<>(leftOutForGood);
    boolean decided = false;
    while (!decided) {
      Throwable fault = attempt(work);
      decided = fault == null || !leaveOut(event, fault, leftOut);
    }
    if (!leftOut.equals(leftOutForGood)) {
      replaceSession(leftOutForGood, suspects.drain());
    }
    tell();
  }

  /**
   * A host has moved on; suspects of it that no later event can join are let go.
   *
   * @param hostId the host
   * @param timestamp what its events to come are not older than
   */
  public void reached(String hostId, long timestamp) {
    suspects.past(hostId, timestamp).forEach(session::delete);
  }

  /**
   * How long a suspect can wait for what joins it.
   *
   * @return the longest span of the rules in milliseconds; empty if they set none
   */
  public OptionalLong span() {
    return sieve.span();
  }

  /**
   * Names the suspects that wait for their next step.
   *
   * @param each takes them, the oldest first
   */
  public void suspects(Consumer<? super Suspect> each) {
    suspects.each(each::accept);
  }

  /**
   * How many suspects wait for their next step.
   *
   * @return the number
   */
  public int liveSuspects() {
    return suspects.count();
  }

  /**
   * How many suspects were let go before their time because the bound was reached.
   *
   * @return the number since the beginning
   */
  public long evictedSuspects() {
    return evicted;
  }

  @Override
  public void close() {
    session.dispose();
    sieve.close();
  }

  /** Tells what was found, once, though the listener should throw. */
  private void tell() {
    List<Firing> fired = List.copyOf(firings);
    List<Alert> alerts = List.copyOf(raised.values());
    firings.clear();
    raised.clear();
    fired.forEach(listener::fired);
    alerts.forEach(listener::alert);
  }

  private @Nullable Throwable attempt(Runnable work) {
    suspects.mark();
    try {
      settle();
      work.run();
      List.copyOf(passing).forEach(session::delete);
      return null;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return e;
    }
  }

  private void tellRules(Event event) {
    now = event.getTimestamp();
    setClock();
    session.insert(event);
    if (session.fireAllRules(FIRINGS_PER_EVENT) >= FIRINGS_PER_EVENT) {
      throw new Runaway("rule \"" + firing + "\" fired " + FIRINGS_PER_EVENT + " times at once");
    }
  }

  /**
   * Suspects that came over from an earlier session have been judged there: what a rule finds in
   * them alone it has found already. Only exclusions that are new have not seen them.
   */
  private void settle() {
    if (!settled) {
      setClock();
      session.fireAllRules(
          match -> {
            RuleMetadata rule = rules.rules().get(match.getRule().getName());
            return rule != null && rule.exclusion() && unjudged.contains(rule.name());
          },
          FIRINGS_PER_EVENT);
      settled = true;
      unjudged = Set.of();
    }
  }

  /** A rule's date-effective and date-expires go by the time of the event, in a replay, too. */
  private void setClock() {
    SessionPseudoClock clock = session.getSessionClock();
    clock.advanceTime(now - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
  }

  /** Leaves the rule at fault out; false if that is no way to decide the event. */
  private boolean leaveOut(Event event, Throwable fault, Set<String> leftOut) {
    String rule = culprit(fault);
    listener.fault(rule, event, fault);
    boolean named = rules.rules().containsKey(rule);
    // not known which: rather an alert too many than a detection silenced
    boolean helps = named ? leftOut.add(rule) : leftOut.addAll(exclusions());
    if (named && helps && faults.merge(rule, 1, Integer::sum) >= FAULTS_FORGIVEN) {
      leftOutForGood.add(rule);
    }
    // what the failed attempt did is undone, and done anew; an alert raised twice is one by its id
    firings.clear();
    replaceSession(leftOut, suspects.undo());
    return helps;
  }

  private String culprit(Throwable fault) {
    String rule = FaultyRule.of(fault);
    // a rule that runs on and on fired last; of any other fault, what fired last is not to blame
    return rule.isEmpty() && fault instanceof Runaway ? firing : rule;
  }

  private List<String> exclusions() {
    return rules.rules().values().stream()
        .filter(RuleMetadata::exclusion)
        .map(RuleMetadata::name)
        .toList();
  }

  /** A new session without some rules, with the suspects given. */
  private void replaceSession(Set<String> leftOut, List<Suspect> live) {
    session.dispose();
    KieBase base = rules.without(leftOut).newKieBase();
    KieSession opened = RuleSet.newKieSession(base);
    use(opened, live);
  }

  private void use(KieSession opened, List<Suspect> live) {
    session = opened;
    passing.clear();
    firing = "";
    listenTo(session);
    live.forEach(session::insert);
    settled = live.isEmpty();
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

  private void listenTo(KieSession opened) {
    Alerts alerts = this::raise;
    setGlobal(opened, "alerts", alerts);
    setGlobal(opened, "baseline", baseline);
    opened.addEventListener(new Firings());
    opened.addEventListener(new Facts());
  }

  /** Gives the rules what they have declared. */
  private static void setGlobal(KieSession opened, String name, Object value) {
    boolean declared =
        opened.getKieBase().getKiePackages().stream()
            .flatMap(one -> one.getGlobalVariables().stream())
            .anyMatch(global -> global.getName().equals(name));
    if (declared) {
      opened.setGlobal(name, value);
    }
  }

  private void raise(Event... sequence) {
    RuleMetadata rule = rules.rules().get(firing);
    if (rule == null) {
      throw new IllegalStateException("an alert is raised by a rule's consequence only");
    }
    Alert alert = Alert.of(rule, List.of(sequence));
    raised.put(alert.id(), alert);
  }

  /** A rule feeds itself. */
  private static final class Runaway extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Runaway(String message) {
      super(message);
    }
  }

  /** Knows which rule is firing, and what came of it. */
  private final class Firings extends DefaultAgendaEventListener {
    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
      firing = event.getMatch().getRule().getName();
      suspected.clear();
      released.clear();
    }

    @Override
    public void afterMatchFired(AfterMatchFiredEvent event) {
      RuleMetadata rule = rules.rules().get(firing);
      if (rule != null) {
        List<Event> facts =
            event.getMatch().getObjects().stream()
                .filter(Event.class::isInstance)
                .map(Event.class::cast)
                .toList();
        firings.add(new Firing(rule, facts, List.copyOf(suspected), List.copyOf(released)));
      }
      suspected.clear();
      released.clear();
    }
  }

  /** Knows what lives in the session: suspects, and what passes with the event being decided. */
  private final class Facts implements RuleRuntimeEventListener {
    @Override
    public void objectInserted(ObjectInsertedEvent event) {
      if (event.getObject() instanceof Suspect suspect) {
        suspects.add(event.getFactHandle(), suspect, sieve.waitsUntil(suspect));
        suspected.add(suspect);
      } else {
        passing.add(event.getFactHandle());
      }
    }

    @Override
    public void objectUpdated(ObjectUpdatedEvent event) {
      // the fact stays what it is
    }

    @Override
    public void objectDeleted(ObjectDeletedEvent event) {
      if (event.getOldObject() instanceof Suspect suspect) {
        released.add(suspect);
      }
      suspects.remove(event.getFactHandle());
      passing.remove(event.getFactHandle());
    }
  }
}
