package dev.weir.alert;

import dev.weir.rule.RuleMetadata;
import java.util.List;
import java.util.stream.Stream;

/**
 * A report of the alerts of one rule in one interval that were over the limit. The interval is one
 * of the pushed clock or, if that was never pushed, of the alerts' own time.
 *
 * @param rule the rule
 * @param start the start of the interval, in milliseconds since 1970
 * @param end the end of the interval
 * @param suppressed how many alerts were suppressed
 * @param hostCount the number of their hosts, up to {@link #MAX_HOSTS}
 * @param hosts the ids of some of those hosts
 * @param samples the ids of some of those alerts
 */
public record RollUp(
    RuleMetadata rule,
    long start,
    long end,
    long suppressed,
    int hostCount,
    List<String> hosts,
    List<String> samples) {

  /**
   * The most hosts that are counted; the most whose first alert in an interval is not suppressed.
   */
  public static final int MAX_HOSTS = 10_000;

  /** {@return a fingerprint of the rule, the interval and the suppressed alerts} */
  public String id() {
    return Fingerprint.of(
        Fingerprint.part("roll-up"),
        Stream.of(
                rule.id(),
                Long.toString(start),
                Long.toString(suppressed),
                String.join(",", samples))
            .map(Fingerprint::part));
  }

  /** {@return what was suppressed, in one sentence} */
  public String message() {
    return suppressed
        + (suppressed == 1 ? " more alert of \"" : " more alerts of \"")
        + rule.name()
        + (hostCount < MAX_HOSTS ? "\" on " : "\" on at least ")
        + hostCount
        + (hostCount == 1 ? " host" : " hosts")
        + (suppressed == 1 ? " was" : " were")
        + " suppressed: the limit of alerts per rule and interval is reached";
  }

  /** {@return the report as an ECS document: UTF-8 JSON on one line, without a line end} */
  public byte[] toJson() {
    return AlertDocument.of(this);
  }
}
