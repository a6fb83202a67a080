package dev.weir.internal.session;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.pending.PendingDocuments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live suspects of a lane, by host. It also says whose suspect to evict when memory is short:
 * the oldest one of the host that holds the most bytes, so that no host can push out the suspects
 * of others. Hosts with a single small suspect come last, the oldest first, whatever its size is:
 * else many invented hosts with tiny suspects would push out a real one at once. Every operation
 * takes at most logarithmic time in the number of hosts.
 *
 * <p>The suspects of silent hosts, of which nothing may ever be heard again, have a smaller bound
 * of their own: there, the host goes first that has been silent longest.
 */
final class LiveSuspects {

  /** Approximate memory of a suspect besides its document, in bytes. */
  static final int OVERHEAD = 3_000;

  /** A suspect of more bytes is large, and so is a host that has one. */
  static final int LARGE = 64 << 10;

  /** How old a suspect is, and the last timestamp of an event that can join it. */
  private record Waiting(long age, long until) {}

  /** The suspects of one host, none of which is released before a time. */
  private static final class HostSuspects {
    private final Map<Suspect, Waiting> waiting = new HashMap<>(2);
    private final NavigableMap<Long, Suspect> oldestFirst = new TreeMap<>();

    /** Those that are too large to be evicted before anybody has tried to make them smaller. */
    private final Set<Suspect> large = new LinkedHashSet<>(0);

    private long notBefore = Long.MAX_VALUE;
    private long bytes;

    /** Since when it is silent; meaningless while it is not. */
    private long silentSince;

    private long weight() {
      return waiting.size() == 1 && bytes <= LARGE ? 0 : bytes;
    }
  }

  private static final Comparator<HostSuspects> EVICTED_FIRST =
      Comparator.comparingLong(HostSuspects::weight)
          .reversed()
          .thenComparingLong(host -> host.oldestFirst.firstKey());

  private final Map<String, HostSuspects> byHost = new LinkedHashMap<>();
  private final TreeSet<HostSuspects> byWeight = new TreeSet<>(EVICTED_FIRST);
  private final Map<String, HostSuspects> silent = new LinkedHashMap<>(); // the longest first
  private final PendingDocuments pending;
  private long silentBytes;
  private long added;
  private int count;
  private long bytes;

  LiveSuspects(PendingDocuments pending) {
    this.pending = pending;
  }

  /** Adds a suspect that no event after a timestamp can join. */
  void add(Suspect suspect, long until) {
    HostSuspects host = add(suspect, new Waiting(added++, until));
    if (size(suspect) > LARGE) {
      host.large.add(suspect);
    }
  }

  private HostSuspects add(Suspect suspect, Waiting waiting) {
    HostSuspects host = byHost.computeIfAbsent(suspect.hostKey(), ignored -> new HostSuspects());
    if (!host.waiting.isEmpty()) {
      byWeight.remove(host);
    }
    host.waiting.put(suspect, waiting);
    host.oldestFirst.put(waiting.age, suspect);
    host.notBefore = Math.min(host.notBefore, waiting.until);
    List.of(suspect.sequence()).forEach(pending::hold);
    resize(suspect, host, 1);
    return host;
  }

  /** Removes a suspect if it is live. */
  void remove(Suspect suspect) {
    HostSuspects host = byHost.get(suspect.hostKey());
    Waiting waiting = host == null ? null : host.waiting.get(suspect);
    if (host == null || waiting == null) {
      return;
    }
    byWeight.remove(host);
    host.waiting.remove(suspect);
    host.oldestFirst.remove(waiting.age);
    host.large.remove(suspect);
    List.of(suspect.sequence()).forEach(pending::letGo);
    resize(suspect, host, -1);
    if (host.waiting.isEmpty()) {
      byHost.remove(suspect.hostKey());
      silent.remove(suspect.hostKey());
    }
  }

  /** Puts a smaller suspect of the same host in the place of another. */
  void replace(Suspect suspect, Suspect smaller) {
    HostSuspects host = byHost.get(suspect.hostKey());
    Waiting waiting = host == null ? null : host.waiting.get(suspect);
    if (host != null && waiting != null) {
      boolean isSilent = silent.containsKey(suspect.hostKey());
      remove(suspect);
      add(smaller, waiting);
      if (isSilent) {
        silent(suspect.hostKey(), host.silentSince);
      }
    }
  }

  private void resize(Suspect suspect, HostSuspects host, int more) {
    long moreBytes = more * size(suspect);
    if (silent.containsKey(suspect.hostKey())) {
      silentBytes += moreBytes;
    }
    host.bytes += moreBytes;
    bytes += moreBytes;
    count += more;
    if (!host.waiting.isEmpty()) {
      byWeight.add(host);
    }
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
    for (Suspect suspect : host.oldestFirst.values()) {
      Waiting waiting = host.waiting.get(suspect);
      if (waiting != null && waiting.until < reached) {
        past.add(suspect);
      } else if (waiting != null) {
        notBefore = Math.min(notBefore, waiting.until);
      }
    }
    host.notBefore = notBefore;
    return past;
  }

  /** The suspect to evict next; null if there is none. */
  @Nullable Suspect nextToEvict() {
    return byWeight.isEmpty() ? null : byWeight.first().oldestFirst.firstEntry().getValue();
  }

  /** Counts a host as silent. */
  void silent(String hostKey, long since) {
    HostSuspects host = byHost.get(hostKey);
    if (host != null && silent.putIfAbsent(hostKey, host) == null) {
      host.silentSince = since;
      silentBytes += host.bytes;
    }
  }

  /** Something is heard of a host again. */
  void heard(String hostKey) {
    HostSuspects host = silent.remove(hostKey);
    if (host != null) {
      silentBytes -= host.bytes;
    }
  }

  /**
   * The oldest suspect of the host that has been silent longest, if that is since before a time and
   * the suspects of silent hosts have more bytes than allowed; null otherwise.
   */
  @Nullable Suspect nextOfSilent(long maxBytes, long before) {
    if (silentBytes <= maxBytes) {
      return null;
    }
    HostSuspects host = silent.values().iterator().next();
    return host.silentSince < before ? host.oldestFirst.firstEntry().getValue() : null;
  }

  /**
   * The oldest large suspect of the host whose suspect is the next to evict, each only once; null
   * if there is none.
   */
  @Nullable Suspect nextToReduce() {
    if (byWeight.isEmpty() || byWeight.first().large.isEmpty()) {
      return null;
    }
    Iterator<Suspect> large = byWeight.first().large.iterator();
    Suspect oldest = large.next();
    large.remove();
    return oldest;
  }

  /** The suspects of a host, the oldest first. */
  Collection<Suspect> of(String hostKey) {
    HostSuspects host = byHost.get(hostKey);
    return host == null ? List.of() : List.copyOf(host.oldestFirst.values());
  }

  /** The hosts that have suspects. */
  Collection<String> hosts() {
    return List.copyOf(byHost.keySet());
  }

  /** Visits all suspects host by host, each host's oldest first. */
  void forEach(Consumer<? super Suspect> visitor) {
    byHost.values().forEach(host -> host.oldestFirst.values().forEach(visitor));
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  private static long size(Suspect suspect) {
    long size = OVERHEAD;
    for (Event event : suspect.sequence()) {
      size += event.document().size();
    }
    return size;
  }
}
