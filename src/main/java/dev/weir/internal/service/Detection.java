package dev.weir.internal.service;

import dev.weir.Detector;
import dev.weir.baseline.Baseline;
import dev.weir.rule.RuleSet;
import java.time.Duration;

/**
 * How a service detects.
 *
 * @param rules the rules to start with
 * @param decisionTime how long a decision may take before a rule counts as hanging
 * @param early whether alerts are raised before their events have waited for the lateness
 * @param builders makes a detector at the start, and again after a rule has hung
 */
public record Detection(RuleSet rules, Duration decisionTime, boolean early, Builders builders) {

  /** Makes detectors; the service sets the listener. */
  @FunctionalInterface
  public interface Builders {
    Detector.Builder of(RuleSet rules, Baseline baseline);
  }
}
