package dev.weir.baseline;

import dev.weir.event.Event;
import dev.weir.internal.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of which values were seen before, per owner: the DRL global {@code baseline}, for use
 * in the consequences of rules. A rule names the value and its owner, as in
 *
 * <pre>{@code
 * baseline.habit("asks for metadata").learnedIn("7d").forgottenAfter("30d")
 *     .isNew($asked, "host.id", "process.executable")
 * }</pre>
 *
 * <p>Here the value is a program and its owner is a host. For seven days from its first event a
 * host is only learned, and nothing on it is new; a program not seen for thirty days is new again.
 * Time is the events' own. Memory is bounded: past {@link #MAX_VALUES} values the host that has
 * been silent longest is forgotten and learned again, so a full baseline raises fewer alerts, not
 * more. Thread-safe: it outlives rule sets, and all lanes of a detector share one.
 */
public final class Baseline {

  /** Maximum number of values, over all habits. */
  public static final int MAX_VALUES = 200_000;

  /** Maximum number of values per owner, so that invented names cannot push out other owners. */
  public static final int MAX_VALUES_OF_ONE = 1_000;

  /** The owner of values of a habit, such as a host's id; no values mean one owner for all. */
  record Owner(String habit, List<String> values) {}

  /** When an owner was first seen, and when each of its values was last seen. */
  static final class Known {
    private long since;
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

  /** What the owners' values are looked up in, besides here; never changed from here. */
  private final @Nullable Baseline behind;

  private final int maxValues;
  private final LinkedHashMap<Owner, Known> owners = new LinkedHashMap<>(16, 0.75f, true);
  private int values;
  private long forgotten;
  private long latest = Long.MAX_VALUE;

  /** Creates an empty baseline. */
  public Baseline() {
    this(MAX_VALUES);
  }

  Baseline(int maxValues) {
    this(maxValues, null);
  }

  private Baseline(int maxValues, @Nullable Baseline behind) {
    this.maxValues = maxValues;
    this.behind = behind;
  }

  /**
   * Creates a baseline that knows what this one knows, now and later, and keeps what it learns to
   * itself. It is for events that will be decided again: this baseline learns from them only then.
   *
   * @return a baseline in front of this one, with less memory of its own
   */
  public Baseline ahead() {
    return new Baseline(maxValues / 10, this);
  }

  /**
   * Starts the definition of a habit. Rules that use the same name share what is learned.
   *
   * @param name the name of the habit
   * @return the habit, learned in 7 days and forgotten after 30
   */
  public Habit habit(String name) {
    return new Habit(this, name, Duration.ofDays(7).toMillis(), Duration.ofDays(30).toMillis());
  }

  /**
   * A kind of behaviour that is usual for an owner.
   *
   * @param baseline the baseline that stores it
   * @param name the name that rules share
   * @param learning how long an owner is only learned, in milliseconds
   * @param memory how long a value stays known after it was last seen, in milliseconds
   */
  public record Habit(Baseline baseline, String name, long learning, long memory) {

    /**
     * Sets how long an owner is only learned; none of its values are new until then.
     *
     * @param span a duration such as {@code 12h} or {@code 7d}
     * @return the habit
     */
    public Habit learnedIn(String span) {
      return new Habit(baseline, name, millis(span), memory);
    }

    /**
     * Sets how long a value stays known after it was last seen.
     *
     * @param span a duration such as {@code 12h} or {@code 30d}
     * @return the habit
     */
    public Habit forgottenAfter(String span) {
      return new Habit(baseline, name, learning, millis(span));
    }

    /**
     * Records an event, and checks whether its value is new for its owner.
     *
     * @param event the event
     * @param fields ECS field names: the last field is the value to track; the fields before it
     *     identify its owner, and without them all events share one owner
     * @return true if the owner has been learned and the value is not known; false if a field has
     *     no value or several
     */
    public boolean isNew(Event event, String... fields) {
      if (fields.length == 0) {
        throw new IllegalArgumentException("isNew needs at least one field");
      }
      List<String> key = key(event, fields);
      if (key.isEmpty()) {
        return false;
      }
      int last = key.size() - 1;
      Owner owner = new Owner(name, List.copyOf(key.subList(0, last)));
      return baseline.see(owner, key.get(last), event.getTimestamp(), this);
    }

    /**
     * Records an event, and checks whether a value that the rule computed from it is new for its
     * owner, such as the script that an interpreter runs.
     *
     * @param event the event
     * @param value the value to track
     * @param ownerFields ECS field names that identify the owner, at least one
     * @return true if the owner has been learned and the value is not known; false if a field has
     *     no value or several
     */
    public boolean isNewValue(Event event, String value, String... ownerFields) {
      List<String> owner = key(event, ownerFields);
      return !owner.isEmpty()
          && baseline.see(new Owner(name, owner), value, event.getTimestamp(), this);
    }

    /** The value of each field; empty if one has none or several. */
    private static List<String> key(Event event, String... fields) {
      List<String> key = new ArrayList<>();
      for (String field : fields) {
        @Nullable String value = event.field(field).only();
        if (value == null) {
          return List.of();
        }
        key.add(value);
      }
      return key;
    }
  }

  /**
   * Sets the latest time to believe: an event with a later time, new or stored, counts as having
   * happened at this time.
   *
   * @param millis milliseconds since 1970
   */
  public synchronized void believeUpTo(long millis) {
    latest = millis;
  }

  private synchronized boolean see(Owner owner, String value, long claimed, Habit habit) {
    if (behind != null) {
      latest = behind.latest();
    }
    long time = Math.min(claimed, latest);
    Known known = owners.computeIfAbsent(owner, none -> new Known(time));
    Known older = behind == null ? null : behind.known(owner, value);
    if (older != null) {
      known.since = older.since;
      older.lastSeen.forEach(
          (same, seen) -> known.lastSeen.computeIfAbsent(same, none -> adopt(seen)));
    }
    if (known.since > latest || known.since - habit.learning() > time) {
      known.since = time; // it was first seen by a wrong clock
    }
    Long stored = known.lastSeen.get(value);
    Long last = stored == null ? null : Math.min(stored, latest);
    learn(known, value, last == null ? time : Math.max(last, time));
    while (values > maxValues && owners.size() > 1) {
      forgetOldest();
    }
    return time - known.since >= habit.learning() && (last == null || time - last > habit.memory());
  }

  private long adopt(long seen) {
    values++;
    return seen;
  }

  private synchronized long latest() {
    return latest;
  }

  /** What is known of an owner, with one value at most. */
  private synchronized @Nullable Known known(Owner owner, String value) {
    Known all = owners.get(owner);
    if (all == null) {
      return null;
    }
    Known one = new Known(all.since);
    Long seen = all.lastSeen.get(value);
    if (seen != null) {
      one.lastSeen.put(value, seen);
    }
    return one;
  }

  /** Adds an owner from a snapshot. */
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
      forgotten++;
    }
  }

  private static long millis(String span) {
    Duration duration = Durations.parse(span);
    if (duration == null) {
      throw new IllegalArgumentException(
          "not a duration: \"" + span + "\"; write 90s, 15m, 12h or 7d");
    }
    return duration.toMillis();
  }

  private void forgetOldest() {
    Iterator<Known> oldestFirst = owners.values().iterator();
    int last = oldestFirst.next().lastSeen.size();
    values -= last;
    forgotten += last;
    oldestFirst.remove();
  }

  /** {@return the number of values of all owners} */
  public synchronized int size() {
    return values;
  }

  /** {@return how many values were forgotten, because their owner or the baseline was full} */
  public synchronized long forgotten() {
    return forgotten;
  }

  /** {@return everything that is known, as text for {@link #restore}} */
  public synchronized String snapshot() {
    return BaselineSnapshot.write(owners);
  }

  /**
   * Creates a baseline from a snapshot.
   *
   * @param snapshot text from {@link #snapshot}
   * @return a baseline that continues from it
   * @throws IllegalArgumentException if the text is not a snapshot
   */
  public static Baseline restore(String snapshot) {
    Baseline baseline = new Baseline();
    BaselineSnapshot.read(snapshot, baseline);
    return baseline;
  }
}
