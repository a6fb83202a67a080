package dev.weir.rule;

import dev.weir.event.Event;

/**
 * A rule that is skipped for some hosts, or for all, because it threw or triggered itself.
 *
 * @param rule its name
 * @param forAll whether it is skipped for all hosts, because too many made it throw
 * @param hosts the number of hosts for which it is skipped, or that made it throw
 * @param host the key of one of these hosts
 * @param event the {@code event.id} on which it threw there
 * @param fault what it threw
 */
public record SkippedRule(
    String rule, boolean forAll, int hosts, String host, String event, String fault) {

  /**
   * Adds what another lane or detector says of the rule.
   *
   * @param other the same rule
   * @return both together
   */
  public SkippedRule plus(SkippedRule other) {
    return new SkippedRule(rule, forAll || other.forAll, hosts + other.hosts, host, event, fault);
  }

  /** {@return for whom it is skipped and why, in one sentence} */
  @Override
  public String toString() {
    String name = host.equals(Event.NO_HOST) ? "events without a host" : "host " + host;
    String where =
        forAll
            ? "all hosts, because %d hosts made it throw, such as %s".formatted(hosts, name)
            : hosts == 1 ? name : "%d hosts, such as %s".formatted(hosts, name);
    return "rule \"%s\" is skipped for %s (%s on event %s)".formatted(rule, where, fault, event);
  }
}
