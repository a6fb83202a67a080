package dev.weir.session;

import dev.weir.event.Suspect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.FactHandle;

/** The suspects that live in a session, by host and by age. */
final class LiveSuspects {

  /** What a suspect needs in memory beside its document, roughly, in bytes. */
  private static final int OVERHEAD = 3_000;

  private final Map<FactHandle, Suspect> byAge = new LinkedHashMap<>();
  private final Map<FactHandle, Long> until = new HashMap<>();
  private final Map<String, List<FactHandle>> byHost = new HashMap<>();
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
    until.put(handle, lastUntil);
    byAge.put(handle, suspect);
    byHost.computeIfAbsent(suspect.hostKey(), ignored -> new ArrayList<>(1)).add(handle);
    bytes += size(suspect);
  }

  void remove(FactHandle handle) {
    Suspect suspect = byAge.remove(handle);
    until.remove(handle);
    if (suspect != null) {
      if (!added.remove(handle)) {
        removed.add(suspect);
      }
      bytes -= size(suspect);
      byHost.computeIfPresent(
          suspect.hostKey(),
          (host, handles) -> {
            handles.remove(handle);
            return handles.isEmpty() ? null : handles;
          });
    }
  }

  /** Those of a host that nothing can join any more once the host has reached a time. */
  List<FactHandle> past(String hostId, long reached) {
    List<FactHandle> handles = byHost.get(hostId);
    if (handles == null) {
      return List.of();
    }
    List<FactHandle> past = new ArrayList<>();
    for (FactHandle handle : handles) {
      if (until.getOrDefault(handle, Long.MAX_VALUE) < reached) {
        past.add(handle);
      }
    }
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
    List<Suspect> suspects = new ArrayList<>(byAge.values());
    byAge.clear();
    until.clear();
    byHost.clear();
    mark();
    bytes = 0;
    return suspects;
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
