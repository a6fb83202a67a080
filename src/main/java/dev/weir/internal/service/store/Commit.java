package dev.weir.internal.service.store;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes of one transaction: pending documents, positions of sources, and new alerts.
 *
 * @param replacePending whether to delete all pending documents first
 * @param added new pending documents by number
 * @param removed numbers of documents that are no longer pending
 * @param positions changed positions by source and part; an empty position deletes the part
 * @param alerts in the order in which they were raised; known ids are ignored
 * @param confirmed ids of alerts that stand
 * @param retracted ids of early alerts that do not
 */
public record Commit(
    boolean replacePending,
    Map<Long, byte[]> added,
    Set<Long> removed,
    Map<String, Map<String, String>> positions,
    List<StoredAlert> alerts,
    List<String> confirmed,
    List<String> retracted) {

  /** Changes that neither confirm nor retract an alert. */
  public Commit(
      boolean replacePending,
      Map<Long, byte[]> added,
      Set<Long> removed,
      Map<String, Map<String, String>> positions,
      List<StoredAlert> alerts) {
    this(replacePending, added, removed, positions, alerts, List.of(), List.of());
  }

  public boolean isEmpty() {
    return !replacePending
        && added.isEmpty()
        && removed.isEmpty()
        && positions.isEmpty()
        && alerts.isEmpty()
        && confirmed.isEmpty()
        && retracted.isEmpty();
  }
}
