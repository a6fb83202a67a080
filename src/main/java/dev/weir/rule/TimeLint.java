package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.WARNING;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans without a bound, and rules past their date. */
final class TimeLint {

  /** {@code this after[0s, 1s] $suspect}, with the range where there is one. */
  private static final Pattern OPERATOR =
      Pattern.compile("(?s).*?[\\w)]\\s+(after|before)\\s*(?:\\[([^]]*)])?\\s*\\$?\\w+.*");

  private static final Pattern BOUND_BY_TIME =
      Pattern.compile(
          "(?s).*(?:\\b(?:after|before|coincides|during|finishes|finishedby|includes|meets|metby"
              + "|overlaps|overlappedby|starts|startedby)\\b|[tT]imestamp\\b).*");

  private static final Pattern NEGATED = Pattern.compile("(?s).*\\bnot\\s+(?:after|before)\\b.*");

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*\"");

  private static final Pattern EXPIRY = Pattern.compile("\\bdate-expires\\b");

  private static final Set<String> EVENTS =
      Set.of("ProcessEvent", "NetworkEvent", "OtherEvent", "Event");

  private TimeLint() {}

  static void check(RuleText rule, List<Condition> conditions, List<RuleIssue> issues) {
    boolean bound = false;
    for (Condition condition : conditions) {
      for (Condition test : condition.tests()) {
        String text = QUOTED.matcher(test.text()).replaceAll("\"\"");
        bound |= BOUND_BY_TIME.matcher(text).matches();
        Matcher operator = OPERATOR.matcher(text);
        if (operator.matches() && !NEGATED.matcher(text).matches()) {
          checkRange(rule, test, operator, issues);
        }
      }
    }
    if (!bound) {
      checkJoin(rule, issues);
    }
  }

  static void checkExpiry(RuleText rule, RuleMetadata said, Instant now, List<RuleIssue> issues) {
    Instant expires = said.expires();
    if (expires != null && !expires.isAfter(now)) {
      issues.add(
          rule.issueAt(
                  rule.find(EXPIRY),
                  WARNING,
                  "has expired: it takes no part in events from "
                      + rule.attributes().get("date-expires")
                      + " on")
              .withHint("take the rule out, or give it a later date"));
    }
  }

  private static void checkRange(
      RuleText rule, Condition test, Matcher operator, List<RuleIssue> issues) {
    String range = operator.group(2);
    String[] ends = range == null ? new String[0] : range.split(",", -1);
    if (ends.length == 2 && !range.contains("*")) {
      return;
    }
    String word = operator.group(1);
    String said = range == null ? word + " without a range" : word + "[" + range + "]";
    issues.add(
        rule.issueAt(
                test.offset(),
                WARNING,
                said + " joins over any span, so suspects are kept until memory runs short")
            .withHint("say both ends, as in " + word + "[0s, 1s]"));
  }

  private static void checkJoin(RuleText rule, List<RuleIssue> issues) {
    List<RuleText.PatternText> patterns = rule.everyPattern();
    if (patterns.stream().noneMatch(pattern -> pattern.type().equals("Suspect"))) {
      return;
    }
    for (RuleText.PatternText pattern : patterns) {
      if (EVENTS.contains(pattern.type())) {
        issues.add(
            rule.issueAt(
                    pattern.offset(),
                    WARNING,
                    "joins a suspect with an event however far apart, so suspects are kept until memory"
                        + " runs short")
                .withHint("add a span, as in this after[0s, 1s] $suspect"));
        return;
      }
    }
  }
}
