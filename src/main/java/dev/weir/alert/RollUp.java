package dev.weir.alert;

import dev.weir.rule.RuleMetadata;
import java.util.List;

/**
 * What the cap left out of one rule's alerts in one interval of their time.
 *
 * @param rule the rule
 * @param start the interval's begin, in milliseconds since 1970
 * @param end its end
 * @param suppressed how many alerts were not said
 * @param hostCount how many hosts they were of, counted up to a bound
 * @param hosts some of those hosts' ids
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
   * A fingerprint of the rule, the interval and what was left out.
   *
   * @return the id
   */
  public String id() {
    return Fingerprint.of(
        List.of(
            Fingerprint.part("roll-up"),
            Fingerprint.part(rule.id()),
            Fingerprint.part(Long.toString(start)),
            Fingerprint.part(Long.toString(suppressed)),
            Fingerprint.part(String.join(",", samples))));
  }

  /**
   * What was left out, in one sentence.
   *
   * @return the sentence
   */
  public String message() {
    return suppressed
        + (suppressed == 1 ? " more alert of \"" : " more alerts of \"")
        + rule.name()
        + "\" on "
        + hostCount
        + (hostCount == 1 ? " host" : " hosts")
        + " left out by the cap on alerts per rule and interval";
  }

  /**
   * The roll-up as an ECS document.
   *
   * @return UTF-8 JSON on one line, without a line end
   */
  public byte[] toJson() {
    return AlertDocument.of(this);
  }
}
