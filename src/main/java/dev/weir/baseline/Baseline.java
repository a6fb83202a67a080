package dev.weir.baseline;

import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen before: the DRL global {@code baseline}, for a consequence to ask. A rule says
 * what is habitual of whom, as in
 *
 * <pre>{@code
 * baseline.habit("asks for metadata").learnedIn("7d").forgottenAfter("30d")
 *     .isNew($asked, "host.id", "process.executable")
 * }</pre>
 *
 * <p>Here a program is habitual of a host. A host is learned from its first event on, silently, for
 * seven days; a program that has not been seen for thirty is new again. Only the events' own time
 * counts. Memory is bounded: past {@link #MAX_VALUES} the host not heard from longest is forgotten
 * whole, and learned anew, so that a bound that is reached makes things quieter, not louder. Safe
 * for any number of threads: it outlives rule sets, and all lanes of a detector share one.
 */
public final class Baseline {

  /** The most values that are remembered of all habits together. */
  public static final int MAX_VALUES = 200_000;

  /** The most values of one owner; whoever makes up names must not push out all others'. */
  static final int MAX_VALUES_OF_ONE = 1_000;

  /**
   * Whose habit.
   *
   * @param habit what it is called
   * @param values what tells the owner from others, such as a host's id; empty for one and all
   */
  record Owner(String habit, List<String> values) {}

  /** When an owner was first heard from, and what it has done last when. */
  static final class Known {
    private final long since;
    private final LinkedHashMap<String, Long> lastSeen = new LinkedHashMap<>(4, 0.75f, true);

    Known(long since) {
      this.since = since;
    }

    long since() {
      return since;
    }

    Map<String, Long> lastSeen() {
      return lastSeen;
    }
  }

  private final int maxValues;
  private final LinkedHashMap<Owner, Known> owners = new LinkedHashMap<>(16, 0.75f, true);
  private int values;

  /** An empty one: everything is still to be learned. */
  public Baseline() {
    this(MAX_VALUES);
  }

  Baseline(int maxValues) {
    this.maxValues = maxValues;
  }

  /**
   * Names a habit. Rules that give it the same name share what is learned.
   *
   * @param name the name
   * @return the habit, with a learning time of seven days, and forgotten after thirty
   */
  public Habit habit(String name) {
    return new Habit(this, name, Spans.millis("7d"), Spans.millis("30d"));
  }

  /**
   * What is habitual.
   *
   * @param baseline where it is remembered
   * @param name what it is called
   * @param learning how long an owner is only learned, in milliseconds
   * @param memory how long a value that is not seen again stays known, in milliseconds
   */
  public record Habit(Baseline baseline, String name, long learning, long memory) {

    /**
     * Sets how long an owner is only learned: nothing of it is new until then.
     *
     * @param span as in {@code 12h} or {@code 7d}
     * @return the habit
     */
    public Habit learnedIn(String span) {
      return new Habit(baseline, name, Spans.millis(span), memory);
    }

    /**
     * Sets how long a value stays known that is not seen again.
     *
     * @param span as in {@code 12h} or {@code 30d}
     * @return the habit
     */
    public Habit forgottenAfter(String span) {
      return new Habit(baseline, name, learning, Spans.millis(span));
    }

    /**
     * Takes note of an event, and says whether it is the first of its kind.
     *
     * @param event the event
     * @param fields fields of the event: the last is what is habitual, those before it say of whom;
     *     without any before it, it is so of one and all
     * @return true if the owner has been learned, and has not done so within memory; false for an
     *     event that has not just one value in each field
     */
    public boolean isNew(Event event, String... fields) {
      List<String> key = new ArrayList<>();
      for (String field : fields) {
        @Nullable String value = event.field(field).only();
        if (value == null) {
          return false;
        }
        key.add(value);
      }
      if (key.isEmpty()) {
        throw new IllegalArgumentException("a habit is of at least one field");
      }
      String value = key.remove(key.size() - 1);
      return baseline.see(new Owner(name, List.copyOf(key)), value, event.getTimestamp(), this);
    }
  }

  private synchronized boolean see(Owner owner, String value, long time, Habit habit) {
    Known known = owners.computeIfAbsent(owner, none -> new Known(time));
    Long last = known.lastSeen.get(value);
    learn(known, value, last == null ? time : Math.max(last, time));
    while (values > maxValues && owners.size() > 1) {
      forgetOldest();
    }
    return time - known.since >= habit.learning() && (last == null || time - last > habit.memory());
  }

  /** An owner that a snapshot knows. */
  Known add(String habit, List<String> owner, long since) {
    Known known = new Known(since);
    owners.put(new Owner(habit, List.copyOf(owner)), known);
    return known;
  }

  void learn(Known known, String value, long time) {
    if (known.lastSeen.put(value, time) == null) {
      values++;
    }
    if (known.lastSeen.size() > MAX_VALUES_OF_ONE) {
      Iterator<String> oldestFirst = known.lastSeen.keySet().iterator();
      oldestFirst.next();
      oldestFirst.remove();
      values--;
    }
  }

  private void forgetOldest() {
    Iterator<Known> oldestFirst = owners.values().iterator();
    values -= oldestFirst.next().lastSeen.size();
    oldestFirst.remove();
  }

  /**
   * How much is known.
   *
   * @return the number of values of all owners
   */
  public synchronized int size() {
    return values;
  }

  /**
   * All that is known, to be kept until the next start.
   *
   * @return text of one line a fact, for {@link #restore}; equal as long as nothing has been seen
   */
  public synchronized String snapshot() {
    return BaselineSnapshot.write(owners);
  }

  /**
   * What a snapshot knows.
   *
   * @param snapshot text that {@link #snapshot} gave
   * @return a baseline that goes on from it
   * @throws IllegalArgumentException if it is none
   */
  public static Baseline restore(String snapshot) {
    Baseline baseline = new Baseline();
    BaselineSnapshot.read(snapshot, baseline);
    return baseline;
  }
}
