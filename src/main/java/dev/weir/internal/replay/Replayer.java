package dev.weir.internal.replay;

import dev.weir.alert.Alert;
import dev.weir.event.Document;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A second decision on past events, by one rule set or by several side by side. The events of each
 * host are put in order once; then every rule set decides each of them. For one thread.
 */
public final class Replayer implements AutoCloseable {

  private static final int MAX_HOSTS = 200_000;

  private final Consumer<List<Decision>> listener;
  private final List<Run> runs;
  private final HostOrder order;
  private @Nullable Document lastLate;
  private long late;

  /** A replay within an eighth of the heap for suspects and a quarter for events that wait. */
  public Replayer(List<RuleSet> rules, long latenessMillis, Consumer<List<Decision>> listener) {
    long heap = Runtime.getRuntime().maxMemory();
    this.listener = listener;
    this.runs = rules.stream().map(set -> new Run(set, heap / (8L * rules.size()))).toList();
    this.order =
        new HostOrder(latenessMillis, new HostOrder.Bounds(heap / 4, MAX_HOSTS), new Ordered());
  }

  /** Decides events by one rule set, in order though they may come in any. */
  public static List<Decision> decide(RuleSet rules, List<Event> events) {
    List<Decision> decisions = new ArrayList<>();
    try (Replayer replayer =
        new Replayer(List.of(rules), HostOrder.UNTIL_THE_END, decisions::addAll)) {
      events.forEach(replayer.order::accept); // also those that no rule wants
      replayer.finish();
    }
    return decisions;
  }

  /** Takes the next event as it arrives. */
  public boolean accept(Event event) {
    boolean wanted = runs.stream().anyMatch(run -> run.session.wants(event));
    if (wanted) {
      order.accept(event);
    } else {
      order.pass(event);
    }
    return wanted;
  }

  /** Decides all events that still wait: the input has ended. */
  public void finish() {
    order.finish();
  }

  /** The longest time span of all rules in milliseconds; empty if a rule set has no limit. */
  public OptionalLong span() {
    boolean limited = runs.stream().allMatch(run -> run.session.span().isPresent());
    return limited
        ? runs.stream().mapToLong(run -> run.session.span().orElseThrow()).max()
        : OptionalLong.empty();
  }

  /** How many events came too late and were not decided. */
  public long late() {
    return late;
  }

  /** How many suspects were evicted to stay within the memory bound. */
  public long evictedSuspects() {
    return runs.stream().mapToLong(run -> run.session.evictedSuspects()).sum();
  }

  @Override
  public void close() {
    runs.forEach(run -> run.session.close());
  }

  private final class Ordered implements HostOrder.Listener {
    @Override
    public void inOrder(Event event) {
      listener.accept(runs.stream().map(run -> run.decide(event)).toList());
    }

    @Override
    public void late(Event event) {
      // a document with two facts is late once
      if (event.document() != lastLate) {
        lastLate = event.document();
        late++;
      }
    }

    @Override
    public void reached(String host, long timestamp) {
      runs.forEach(run -> run.session.reached(host, timestamp));
    }
  }

  /** One rule set's session, and what it has reported of the event being decided. */
  private static final class Run implements DetectionSession.Listener {
    private final DetectionSession session;
    private final List<Firing> firings = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Decision.Fault> faults = new ArrayList<>();

    Run(RuleSet rules, long maxSuspectBytes) {
      this.session = new DetectionSession(rules, maxSuspectBytes, this);
    }

    Decision decide(Event event) {
      firings.clear();
      alerts.clear();
      faults.clear();
      session.fire(event);
      return new Decision(event, List.copyOf(firings), List.copyOf(alerts), List.copyOf(faults));
    }

    @Override
    public void fired(Firing firing) {
      firings.add(firing);
    }

    @Override
    public void alert(Alert alert) {
      alerts.add(alert);
    }

    @Override
    public void fault(String rule, Event event, Throwable fault) {
      faults.add(new Decision.Fault(rule, String.valueOf(fault)));
    }

    @Override
    public void evicted(Suspect suspect) {
      // evictedSuspects() says how many
    }
  }
}
