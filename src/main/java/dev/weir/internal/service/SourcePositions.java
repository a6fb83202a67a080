package dev.weir.internal.service;

import java.util.HashMap;
import java.util.Map;

/**
 * The positions of all sources, by source and part, and those that changed since the last commit.
 * An empty position deletes the part. Not safe for threads.
 */
final class SourcePositions {

  private final Map<String, Map<String, String>> current;
  private Map<String, Map<String, String>> changed = new HashMap<>();

  SourcePositions(Map<String, Map<String, String>> stored) {
    this.current = stored;
  }

  Map<String, String> of(String source) {
    return Map.copyOf(current.getOrDefault(source, Map.of()));
  }

  void update(String source, Map<String, String> positions) {
    if (positions.isEmpty()) {
      return;
    }
    changed.computeIfAbsent(source, name -> new HashMap<>()).putAll(positions);
    Map<String, String> parts = current.computeIfAbsent(source, name -> new HashMap<>());
    parts.putAll(positions);
    positions.forEach((part, position) -> parts.remove(part, ""));
  }

  /** The changes since the last call. */
  Map<String, Map<String, String>> takeChanges() {
    Map<String, Map<String, String>> changes = changed;
    changed = new HashMap<>();
    return changes;
  }
}
