package dev.weir.explain;

import java.util.List;
import java.util.Map;

/**
 * The totals of a {@link Diff}.
 *
 * @param events the number of events read
 * @param malformed the number of lines that are not JSON documents
 * @param ignored the number of documents that are not usable events
 * @param late the number of events that came too late and were not decided
 * @param evicted the number of suspects evicted early, to stay within the memory bound
 * @param both the number of alerts that both rule sets raise
 * @param onlyOld the number of alerts that only the old rules raise
 * @param onlyNew the number of alerts that only the new rules raise
 * @param reasons the reasons and their numbers of alerts, the most frequent first
 * @param faults how often each rule threw an exception, by rule set and name
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
   * A reason and its number of alerts.
   *
   * @param change whether the alerts are added or removed
   * @param reason {@link Difference.Reason#label}
   * @param alerts the number of alerts
   */
  public record Count(Difference.Change change, String reason, long alerts) {}

  /** {@return whether an alert is added or removed} */
  public boolean differ() {
    return onlyOld + onlyNew > 0;
  }
}
