package dev.weir.internal.session;

import dev.weir.event.Suspect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.FactHandle;

/** The suspects that live in a session, by host and by age. */
final class LiveSuspects {

  /** What a suspect needs in memory beside its document, roughly, in bytes. */
  private static final int OVERHEAD = 3_000;

  /** A suspect, and the time after which nothing can join it. */
  private record Waiting(Suspect suspect, long until) {}

  /** The suspects of a host, of which none is to go before a time. */
  private static final class OfHost {
    private final Set<FactHandle> handles = new LinkedHashSet<>(2);
    private long notBefore = Long.MAX_VALUE;
  }

  private final Map<FactHandle, Waiting> byAge = new LinkedHashMap<>();
  private final Map<String, OfHost> byHost = new HashMap<>();
  private final Set<FactHandle> added = new HashSet<>();
  private final List<Suspect> removed = new ArrayList<>();
  private long bytes;

  /** Begins what {@link #undo} takes back. */
  void mark() {
    added.clear();
    removed.clear();
  }

  /**
   * Takes note of a suspect.
   *
   * @param lastUntil the time after which nothing can join it
   */
  void add(FactHandle handle, Suspect suspect, long lastUntil) {
    added.add(handle);
    byAge.put(handle, new Waiting(suspect, lastUntil));
    OfHost host = byHost.computeIfAbsent(suspect.hostKey(), ignored -> new OfHost());
    host.handles.add(handle);
    host.notBefore = Math.min(host.notBefore, lastUntil);
    bytes += size(suspect);
  }

  void remove(FactHandle handle) {
    Waiting waiting = byAge.remove(handle);
    if (waiting != null) {
      Suspect suspect = waiting.suspect();
      if (!added.remove(handle)) {
        removed.add(suspect);
      }
      bytes -= size(suspect);
      byHost.computeIfPresent(
          suspect.hostKey(),
          (key, host) -> {
            host.handles.remove(handle);
            return host.handles.isEmpty() ? null : host;
          });
    }
  }

  /**
   * Those of a host that nothing can join any more once the host has reached a time. Asked with
   * every event of the host, so they are gone through only when one of them may be due.
   */
  List<FactHandle> past(String hostId, long reached) {
    OfHost host = byHost.get(hostId);
    if (host == null || host.notBefore >= reached) {
      return List.of();
    }
    List<FactHandle> past = new ArrayList<>();
    long notBefore = Long.MAX_VALUE;
    for (FactHandle handle : host.handles) {
      Waiting waiting = byAge.get(handle);
      if (waiting != null && waiting.until() < reached) {
        past.add(handle);
      } else if (waiting != null) {
        notBefore = Math.min(notBefore, waiting.until());
      }
    }
    host.notBefore = notBefore;
    return past;
  }

  @Nullable FactHandle oldest() {
    return byAge.isEmpty() ? null : byAge.keySet().iterator().next();
  }

  /** Those that there were at the mark, and forgets them all. */
  List<Suspect> undo() {
    List.copyOf(added).forEach(this::remove);
    List<Suspect> suspects = new ArrayList<>(removed);
    suspects.addAll(drain());
    return suspects;
  }

  /** All, the oldest first, and forgets them. */
  List<Suspect> drain() {
    List<Suspect> suspects = new ArrayList<>();
    byAge.values().forEach(waiting -> suspects.add(waiting.suspect()));
    byAge.clear();
    byHost.clear();
    mark();
    bytes = 0;
    return suspects;
  }

  void each(Consumer<Suspect> taker) {
    byAge.values().forEach(waiting -> taker.accept(waiting.suspect()));
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return byAge.size();
  }

  private static long size(Suspect suspect) {
    return suspect.document().size() + OVERHEAD;
  }
}
