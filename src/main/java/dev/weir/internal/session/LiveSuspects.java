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

/** The live suspects of a session, by host and by age. */
final class LiveSuspects {

  /** Approximate memory of a suspect besides its document, in bytes. */
  private static final int OVERHEAD = 3_000;

  /** A suspect, and the last timestamp of an event that can join it. */
  private record Waiting(Suspect suspect, long until) {}

  /** The suspects of one host, none of which is released before a time. */
  private static final class HostSuspects {
    private final Set<FactHandle> handles = new LinkedHashSet<>(2);
    private long notBefore = Long.MAX_VALUE;
  }

  private final Map<FactHandle, Waiting> byAge = new LinkedHashMap<>();
  private final Map<String, HostSuspects> byHost = new HashMap<>();
  private final Set<FactHandle> added = new HashSet<>();
  private final List<Suspect> removed = new ArrayList<>();
  private long bytes;

  /** Marks the state that {@link #undo} goes back to. */
  void mark() {
    added.clear();
    removed.clear();
  }

  /** Adds a suspect that no event after a timestamp can join. */
  void add(FactHandle handle, Suspect suspect, long until) {
    added.add(handle);
    byAge.put(handle, new Waiting(suspect, until));
    HostSuspects host = byHost.computeIfAbsent(suspect.hostKey(), ignored -> new HostSuspects());
    host.handles.add(handle);
    host.notBefore = Math.min(host.notBefore, until);
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
   * The suspects of a host that nothing can join once the host has reached a time. Runs for every
   * event of the host, so it looks at the suspects only if one may be due.
   */
  List<FactHandle> past(String hostId, long reached) {
    HostSuspects host = byHost.get(hostId);
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

  /** Removes all suspects; returns those that were live at the mark. */
  List<Suspect> undo() {
    List.copyOf(added).forEach(this::remove);
    List<Suspect> suspects = new ArrayList<>(removed);
    suspects.addAll(drain());
    return suspects;
  }

  /** Removes all suspects; returns them, the oldest first. */
  List<Suspect> drain() {
    List<Suspect> suspects = new ArrayList<>();
    byAge.values().forEach(waiting -> suspects.add(waiting.suspect()));
    byAge.clear();
    byHost.clear();
    mark();
    bytes = 0;
    return suspects;
  }

  void forEach(Consumer<Suspect> visitor) {
    byAge.values().forEach(waiting -> visitor.accept(waiting.suspect()));
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
