package dev.weir.internal.service;

import dev.weir.internal.service.source.Chunk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The positions of all sources, by source and part, and those that changed since the last commit.
 * An empty position deletes the part. Safe for any thread.
 */
final class SourcePositions {

  private final Map<String, Map<String, String>> current;
  private final boolean askFirst;
  private final Set<String> asked = new HashSet<>();
  private Map<String, Map<String, String>> changed = new HashMap<>();

  /**
   * Starts at stored positions.
   *
   * @param askFirst whether a source must ask for its position before it goes on, because what it
   *     gave after that position is lost
   */
  SourcePositions(Map<String, Map<String, String>> stored, boolean askFirst) {
    this.current = stored;
    this.askFirst = askFirst;
  }

  synchronized Map<String, String> of(String source) {
    asked.add(source);
    return Map.copyOf(current.getOrDefault(source, Map.of()));
  }

  /** Whether a chunk continues where its source is. */
  synchronized boolean accepts(Chunk chunk) {
    return !askFirst || chunk.positions().isEmpty() || asked.contains(chunk.source());
  }

  synchronized void update(String source, Map<String, String> positions) {
    if (positions.isEmpty()) {
      return;
    }
    changed.computeIfAbsent(source, name -> new HashMap<>()).putAll(positions);
    Map<String, String> parts = current.computeIfAbsent(source, name -> new HashMap<>());
    parts.putAll(positions);
    positions.forEach((part, position) -> parts.remove(part, ""));
  }

  /** The changes since the last call. */
  synchronized Map<String, Map<String, String>> takeChanges() {
    Map<String, Map<String, String>> changes = changed;
    changed = new HashMap<>();
    return changes;
  }
}
