package dev.weir.internal.service.store;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changes together, or not at all: how far sources have come, what is still pending of what
 * they brought, and the alerts that came of it.
 *
 * @param onlyThese whether nothing else is pending any more
 * @param added pending documents by numbers of their own
 * @param removed the numbers of those that are no longer pending
 * @param positions sources to parts to positions; an empty position forgets the part
 * @param alerts in the order in which they were raised; one whose id is known is passed over
 */
public record Commit(
    boolean onlyThese,
    Map<Long, byte[]> added,
    Set<Long> removed,
    Map<String, Map<String, String>> positions,
    List<StoredAlert> alerts) {

  /**
   * Whether it changes nothing.
   *
   * @return true if there is nothing to be written
   */
  public boolean isEmpty() {
    return !onlyThese
        && added.isEmpty()
        && removed.isEmpty()
        && positions.isEmpty()
        && alerts.isEmpty();
  }
}
