package dev.weir.internal.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A search for what makes a decision fail: it is tried again with the suspects of fewer hosts, or
 * with fewer rules. Takes a logarithmic number of trials.
 */
final class CulpritSearch {

  /** A decision in a session of its own. */
  @FunctionalInterface
  interface Trial {
    /** Whether it fails without these rules and with the suspects of only these hosts. */
    boolean fails(Set<String> skipped, Collection<String> hosts);
  }

  private final Trial trial;

  CulpritSearch(Trial trial) {
    this.trial = trial;
  }

  /** The host among several whose suspects make the decision fail beside those of another host. */
  String host(Set<String> skipped, String beside, List<String> hosts) {
    List<String> candidates = hosts;
    while (candidates.size() > 1) {
      int half = candidates.size() / 2;
      List<String> first = candidates.subList(0, half);
      List<String> together = new ArrayList<>(first);
      together.add(beside);
      candidates =
          trial.fails(skipped, together) ? first : candidates.subList(half, candidates.size());
    }
    return candidates.get(0);
  }

  /**
   * The first rule with which, and with all those before it, the decision fails. With the
   * exclusions last, one that throws is not mistaken for the detection whose suspects it looks at.
   */
  String rule(Set<String> skipped, Collection<String> hosts, List<String> rules) {
    int works = 0;
    int fails = rules.size();
    while (fails - works > 1) {
      int middle = (works + fails) / 2;
      Set<String> fewer = new HashSet<>(skipped);
      fewer.addAll(rules.subList(middle, rules.size()));
      if (trial.fails(Set.copyOf(fewer), hosts)) {
        fails = middle;
      } else {
        works = middle;
      }
    }
    return rules.get(fails - 1);
  }
}
