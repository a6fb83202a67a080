package dev.weir.explain;

import java.util.List;
import java.util.Map;

/**
 * What two rule sets made of the same events.
 *
 * @param events how many events were read
 * @param malformed lines that are no document
 * @param ignored documents that take no part
 * @param late events that came too late and were decided by neither
 * @param evicted suspects that either let go early, to keep within the memory bound
 * @param both alerts that both raise
 * @param onlyOld alerts that go
 * @param onlyNew alerts that appear
 * @param reasons for how many alerts each reason made the difference, the most first
 * @param faults how often rules threw, by whose they are and their names
 */
public record DiffTotals(
    long events,
    long malformed,
    long ignored,
    long late,
    long evicted,
    long both,
    long onlyOld,
    long onlyNew,
    List<Count> reasons,
    Map<String, Long> faults) {

  /**
   * A reason and its alerts.
   *
   * @param change what it did to them
   * @param reason {@link Difference.Reason#label}
   * @param alerts how many
   */
  public record Count(Difference.Change change, String reason, long alerts) {}

  /**
   * Whether the change of rules changes an alert.
   *
   * @return true if one goes or appears
   */
  public boolean differ() {
    return onlyOld + onlyNew > 0;
  }
}
