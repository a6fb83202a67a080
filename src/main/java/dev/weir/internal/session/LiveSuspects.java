package dev.weir.internal.session;

import dev.weir.event.Suspect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live suspects of a lane, by host. It also says whose suspect to evict when memory is short:
 * the oldest one of the host that holds the most bytes, so that no host can push out the suspects
 * of others. Hosts with a single small suspect come last, the oldest first, whatever its size is:
 * else many invented hosts with tiny suspects would push out a real one at once. Every operation
 * takes at most logarithmic time in the number of hosts.
 */
final class LiveSuspects {

  /** Approximate memory of a suspect besides its document, in bytes. */
  static final int OVERHEAD = 3_000;

  /** A host with one suspect of at most this many bytes counts as small. */
  private static final int SMALL = 64 << 10;

  /** The suspects of one host, none of which is released before a time. */
  private static final class HostSuspects {
    /** The last timestamps of events that can join them; the oldest suspect first. */
    private final Map<Suspect, Long> until = new LinkedHashMap<>(2);

    private final long number;
    private long notBefore = Long.MAX_VALUE;
    private long bytes;

    HostSuspects(long number) {
      this.number = number;
    }

    private long weight() {
      return until.size() == 1 && bytes <= SMALL ? 0 : bytes;
    }
  }

  private static final Comparator<HostSuspects> EVICTED_FIRST =
      Comparator.comparingLong(HostSuspects::weight)
          .reversed()
          .thenComparingLong(host -> host.number);

  private final Map<String, HostSuspects> byHost = new LinkedHashMap<>();
  private final TreeSet<HostSuspects> byWeight = new TreeSet<>(EVICTED_FIRST);
  private long hosts;
  private int count;
  private long bytes;

  /** Adds a suspect that no event after a timestamp can join. */
  void add(Suspect suspect, long until) {
    HostSuspects host =
        byHost.computeIfAbsent(suspect.hostKey(), ignored -> new HostSuspects(hosts++));
    byWeight.remove(host);
    host.until.put(suspect, until);
    host.notBefore = Math.min(host.notBefore, until);
    resize(host, 1, size(suspect));
  }

  /** Removes a suspect; returns whether it was live. */
  boolean remove(Suspect suspect) {
    HostSuspects host = byHost.get(suspect.hostKey());
    if (host == null || !host.until.containsKey(suspect)) {
      return false;
    }
    byWeight.remove(host);
    host.until.remove(suspect);
    resize(host, -1, -size(suspect));
    if (host.until.isEmpty()) {
      byWeight.remove(host);
      byHost.remove(suspect.hostKey());
    }
    return true;
  }

  private void resize(HostSuspects host, int more, long moreBytes) {
    host.bytes += moreBytes;
    bytes += moreBytes;
    count += more;
    byWeight.add(host);
  }

  /**
   * The suspects of a host that nothing can join once the host has reached a time. Runs for every
   * event of the host, so it looks at the suspects only if one may be due.
   */
  List<Suspect> past(String hostKey, long reached) {
    HostSuspects host = byHost.get(hostKey);
    if (host == null || host.notBefore >= reached) {
      return List.of();
    }
    List<Suspect> past = new ArrayList<>();
    long notBefore = Long.MAX_VALUE;
    for (Map.Entry<Suspect, Long> waiting : host.until.entrySet()) {
      if (waiting.getValue() < reached) {
        past.add(waiting.getKey());
      } else {
        notBefore = Math.min(notBefore, waiting.getValue());
      }
    }
    host.notBefore = notBefore;
    return past;
  }

  /** The suspect to evict next; null if there is none. */
  @Nullable Suspect nextToEvict() {
    return byWeight.isEmpty() ? null : byWeight.first().until.keySet().iterator().next();
  }

  /** The suspects of a host, the oldest first. */
  Collection<Suspect> of(String hostKey) {
    HostSuspects host = byHost.get(hostKey);
    return host == null ? List.of() : List.copyOf(host.until.keySet());
  }

  /** The hosts that have suspects. */
  Collection<String> hosts() {
    return List.copyOf(byHost.keySet());
  }

  /** Visits all suspects host by host, each host's oldest first. */
  void forEach(Consumer<? super Suspect> visitor) {
    byHost.values().forEach(host -> host.until.keySet().forEach(visitor));
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  private static long size(Suspect suspect) {
    return suspect.document().size() + OVERHEAD;
  }
}
