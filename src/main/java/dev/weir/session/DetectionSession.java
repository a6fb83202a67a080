package dev.weir.session;

import dev.weir.alert.Alert;
import dev.weir.alert.Alerts;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.kie.api.runtime.rule.ConsequenceException;
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

  private static final Pattern RULE_AT_FAULT = Pattern.compile("\\[Rule \"([^\"]+)\"");

  /** What a session finds. Called on the session's thread. */
  public interface Listener {
    /**
     * A detection's finding.
     *
     * @param alert the alert
     */
    void alert(Alert alert);

    /**
     * An exclusion took a suspect out.
     *
     * @param exclusion the exclusion
     * @param suspect the suspect
     */
    void excluded(RuleMetadata exclusion, Suspect suspect);

    /**
     * A rule threw, or fired without end, and was left out.
     *
     * @param rule its name, empty where it is not known
     * @param event the event it was to decide
     * @param fault what it threw
     */
    void fault(String rule, Event event, Throwable fault);
  }

  private final RuleSet rules;
  private final long maxSuspectBytes;
  private final Listener listener;
  private final LiveSuspects suspects = new LiveSuspects();
  private final Set<FactHandle> passing = new LinkedHashSet<>();
  private final Map<String, Alert> raised = new LinkedHashMap<>();
  private final List<Excluded> excluded = new ArrayList<>();
  private final Map<String, Integer> faults = new HashMap<>();
  private final Set<String> leftOutForGood = new TreeSet<>();

  private KieSession session;
  private RuleNetwork network;
  private OptionalLong span;
  private String firing = "";
  private @Nullable Suspect suspected;
  private long evicted;

  /**
   * A session of its own rule base.
   *
   * @param rules the rules
   * @param maxSuspectBytes the memory that live suspects may take, roughly
   * @param listener takes what is found
   */
  public DetectionSession(RuleSet rules, long maxSuspectBytes, Listener listener) {
    this.rules = rules;
    this.maxSuspectBytes = maxSuspectBytes;
    this.listener = listener;
    use(rules.newKieBase());
  }

  /**
   * Whether some rule could want the event. What no rule wants need not be ordered, nor told.
   *
   * @param event the event
   * @return false if no rule can fire because of it
   */
  public boolean wants(Event event) {
    try {
      return network.wants(event);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return true; // a condition throws: deciding the event will show which
    }
  }

  /**
   * Decides an event.
   *
   * @param event the next event of its host
   */
  public void fire(Event event) {
    reached(event.hostKey(), event.getTimestamp());
    Set<String> leftOut = new TreeSet<>(leftOutForGood);
    boolean decided = false;
    while (!decided) {
      Throwable fault = attempt(event);
      decided = fault == null || !leaveOut(event, fault, leftOut);
    }
    if (!leftOut.equals(leftOutForGood)) {
      replaceSession(leftOutForGood, suspects.drain());
    }
    evict();
    tell();
  }

  /**
   * A host has moved on; suspects of it that no later event can join are let go.
   *
   * @param hostId the host
   * @param timestamp what its events to come are not older than
   */
  public void reached(String hostId, long timestamp) {
    if (span.isPresent()) {
      List<FactHandle> past = suspects.before(hostId, timestamp - span.getAsLong());
      past.forEach(session::delete);
    }
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
  }

  /** Tells what was found, once, though the listener should throw. */
  private void tell() {
    List<Excluded> hits = List.copyOf(excluded);
    List<Alert> alerts = List.copyOf(raised.values());
    excluded.clear();
    raised.clear();
    hits.forEach(hit -> listener.excluded(hit.exclusion(), hit.suspect()));
    alerts.forEach(listener::alert);
  }

  private @Nullable Throwable attempt(Event event) {
    suspects.mark();
    try {
      // a rule's date-effective and date-expires go by the time of the event, in a replay, too
      SessionPseudoClock clock = session.getSessionClock();
      clock.advanceTime(event.getTimestamp() - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
      session.insert(event);
      if (session.fireAllRules(FIRINGS_PER_EVENT) >= FIRINGS_PER_EVENT) {
        return new Runaway(
            "rule \"" + firing + "\" fired " + FIRINGS_PER_EVENT + " times for one event");
      }
      List.copyOf(passing).forEach(session::delete);
      return null;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return e;
    }
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
    excluded.clear();
    replaceSession(leftOut, suspects.undo());
    return helps;
  }

  private String culprit(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConsequenceException consequence && consequence.getRule() != null) {
        return consequence.getRule().getName();
      }
      Matcher named = RULE_AT_FAULT.matcher(String.valueOf(cause.getMessage()));
      if (named.find()) {
        return named.group(1);
      }
    }
    // a rule that runs on and on fired last; of any other fault, what fired last is not to blame
    return fault instanceof Runaway ? firing : "";
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
    passing.clear();
    firing = "";
    KieBase base = rules.newKieBase();
    base.getKiePackages()
        .forEach(
            one ->
                one.getRules().stream()
                    .filter(rule -> leftOut.contains(rule.getName()))
                    .toList()
                    .forEach(rule -> base.removeRule(one.getName(), rule.getName())));
    use(base);
    live.forEach(session::insert);
  }

  /** Opens the session of a rule base, and asks its rules what they want. */
  private void use(KieBase base) {
    session = open(base);
    network = new RuleNetwork(base, session);
    span = network.span();
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

  private KieSession open(KieBase base) {
    KieSession opened = RuleSet.newKieSession(base);
    boolean raises =
        base.getKiePackages().stream()
            .flatMap(one -> one.getGlobalVariables().stream())
            .anyMatch(global -> global.getName().equals("alerts"));
    if (raises) {
      Alerts alerts = this::raise;
      opened.setGlobal("alerts", alerts);
    }
    opened.addEventListener(new Firings());
    opened.addEventListener(new Facts());
    return opened;
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

  private record Excluded(RuleMetadata exclusion, Suspect suspect) {}

  /** Knows which rule is firing, and counts the exclusions' hits. */
  private final class Firings extends DefaultAgendaEventListener {
    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
      firing = event.getMatch().getRule().getName();
      suspected = null;
      for (Object fact : event.getMatch().getObjects()) {
        if (fact instanceof Suspect suspect) {
          suspected = suspect;
        }
      }
    }

    @Override
    public void afterMatchFired(AfterMatchFiredEvent event) {
      RuleMetadata rule = rules.rules().get(firing);
      if (rule != null && rule.exclusion() && suspected != null) {
        excluded.add(new Excluded(rule, suspected));
      }
    }
  }

  /** Knows what lives in the session: suspects, and what passes with the event being decided. */
  private final class Facts implements RuleRuntimeEventListener {
    @Override
    public void objectInserted(ObjectInsertedEvent event) {
      if (event.getObject() instanceof Suspect suspect) {
        suspects.add(event.getFactHandle(), suspect);
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
      suspects.remove(event.getFactHandle());
      passing.remove(event.getFactHandle());
    }
  }
}
