package dev.weir.rule;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Clauses that make no difference, whatever the events. */
final class IdleClauses {

  private static final Pattern NAMES_DETECTION =
      Pattern.compile("detection\\s*==\\s*(?:\"([^\"]*)\"|\\$?\\w+\\.detection)");

  private static final Pattern BEGINS_DETECTION =
      Pattern.compile("detection\\s*\\.\\s*startsWith\\s*\\(\\s*\"([^\"]*)\"\\s*\\)");

  private final @Nullable Set<String> detections;

  IdleClauses(RuleSet rules) {
    this.detections = ExclusionLint.detections(rules);
  }

  /**
   * Why a clause makes no difference.
   *
   * @param condition what it says
   * @param beside the clauses that it stands among, itself one of them
   * @param alternatives whether one of them is enough
   * @return some words; empty if it may make one
   */
  String why(Condition condition, List<Condition> beside, boolean alternatives) {
    int at = beside.indexOf(condition);
    for (int i = 0; i < beside.size(); i++) {
      Condition other = beside.get(i);
      Condition narrow = alternatives ? condition : other;
      Condition wide = alternatives ? other : condition;
      // of two that say the same the later is idle
      if (i != at
          && Implication.holds(narrow, wide)
          && (i < at || !Implication.holds(wide, narrow))) {
        return "whatever meets " + narrow.text() + " meets " + wide.text() + ", too";
      }
    }
    Matcher begins = BEGINS_DETECTION.matcher(condition.text());
    if (detections != null
        && begins.matches()
        && detections.stream().allMatch(name -> name.startsWith(begins.group(1)))) {
      return "all suspects of these rules are of such a detection";
    }
    Matcher named = NAMES_DETECTION.matcher(condition.text());
    boolean sure =
        detections != null
            && detections.size() == 1
            && named.matches()
            && (named.group(1) == null || detections.contains(named.group(1)));
    return sure ? "all suspects of these rules are of one detection" : "";
  }
}
