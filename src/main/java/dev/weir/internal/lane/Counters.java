package dev.weir.internal.lane;

import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.internal.read.Reading;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counts of all lanes. For any thread. */
public final class Counters {

  public final LongAdder events = new LongAdder();
  public final LongAdder late = new LongAdder();
  public final LongAdder alerts = new LongAdder();
  public final LongAdder suppressed = new LongAdder();
  public final Keyed malformed = new Keyed();
  public final Keyed ignored = new Keyed();
  public final Keyed hostFaults = new Keyed();
  public final Keyed ruleFaults = new Keyed();
  private final LongAdder networkFacts = new LongAdder();
  private final LongAdder processFacts = new LongAdder();
  private final LongAdder otherFacts = new LongAdder();

  /** Counts a document by what it turned out to be. */
  void count(Reading reading) {
    if (reading instanceof Reading.Unwanted unwanted) {
      events.increment();
      kind(unwanted.network(), unwanted.process());
    } else if (reading instanceof Reading.Accepted accepted) {
      events.increment();
      for (Event fact : accepted.facts()) {
        boolean network = fact instanceof NetworkEvent;
        boolean process = fact instanceof ProcessEvent;
        if (network || process || fact instanceof OtherEvent) { // others are one of these, too
          kind(network, process);
        }
      }
      for (String key : accepted.ambiguousKeys()) {
        ignored.add(Reading.severalValues(key), 1);
      }
    } else if (reading instanceof Reading.Ignored unusable) {
      ignored.add(unusable.reason().toString(), 1);
    } else if (reading instanceof Reading.Rejected rejected) {
      malformed.add(rejected.fault().kind().toString(), 1);
    }
  }

  private void kind(boolean network, boolean process) {
    if (network) {
      networkFacts.increment();
    }
    if (process) {
      processFacts.increment();
    }
    if (!network && !process) {
      otherFacts.increment();
    }
  }

  /** Facts by kind, without the kinds that have not occurred. */
  public Map<String, Long> kinds() {
    Map<String, Long> kinds = new TreeMap<>();
    kinds.put("network", networkFacts.sum());
    kinds.put("process", processFacts.sum());
    kinds.put("other", otherFacts.sum());
    kinds.values().removeIf(count -> count == 0);
    return kinds;
  }

  /** Counts by name. */
  public static final class Keyed {
    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String key, long count) {
      counts.computeIfAbsent(key, ignored -> new LongAdder()).add(count);
    }

    public Map<String, Long> snapshot() {
      Map<String, Long> snapshot = new TreeMap<>();
      counts.forEach((key, count) -> snapshot.put(key, count.sum()));
      return snapshot;
    }
  }
}
