package dev.weir.rule;

import dev.weir.rule.RuleIssue.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fields compared with a text or a number by operators. A field holds any number of values, which
 * no operator looks at: some of these do not compile, and others are never true.
 */
final class Comparison {

  private static final String FIELD =
      "((?:\\$?\\w+\\s*\\.\\s*)?(?:(\\w+)|field\\s*\\(\\s*\"[^\"]*\"\\s*\\)))";

  private static final String LITERAL = "(\"(?:[^\"\\\\]++|\\\\.)*\"|'.*|-?\\d.*|null\\b.*)";

  private static final Pattern FORWARD =
      Pattern.compile(
          FIELD
              + "\\s*(?:(?:not\\s+)?(\\.\\s*equals\\s*\\(|==|!=|[<>]=?|contains|matches|soundslike"
              + "|str\\s*\\[\\s*\\w+\\s*])\\s*"
              + LITERAL
              + "|(?:not\\s+)?(in|memberOf)\\s*\\().*");

  private static final Pattern BACKWARD = Pattern.compile(LITERAL + "\\s*(?:==|!=)\\s*" + FIELD);

  /** These are texts or numbers themselves. */
  static final Set<String> SINGLE =
      Set.of(
          "timestamp",
          "hostId",
          "processEntityId",
          "processParentEntityId",
          "processEntryLeaderEntityId");

  private Comparison() {}

  /** An issue for each in a rule. */
  static List<RuleIssue> in(RuleText rule, List<Condition> conditions, Severity severity) {
    List<RuleIssue> issues = new ArrayList<>();
    for (Condition condition : conditions) {
      for (Condition test : condition.tests()) {
        Matcher forward = FORWARD.matcher(test.text());
        Matcher backward = BACKWARD.matcher(test.text());
        if (forward.matches() && isField(forward.group(2))) {
          String literal = forward.group(4) == null ? "" : forward.group(4);
          String operator = forward.group(3) == null ? forward.group(5) : forward.group(3);
          issues.add(issue(rule, test, severity, forward.group(1), operator, literal));
        } else if (backward.matches() && isField(backward.group(3))) {
          issues.add(issue(rule, test, severity, backward.group(2), "==", backward.group(1)));
        }
      }
    }
    return issues;
  }

  /** What {@code field(...)} gives is always values. */
  private static boolean isField(@Nullable String accessor) {
    return accessor == null || (FieldNames.isAccessor(accessor) && !SINGLE.contains(accessor));
  }

  private static RuleIssue issue(
      RuleText rule,
      Condition test,
      Severity severity,
      String field,
      String operator,
      String literal) {
    String word = operator.startsWith(".") ? "equals(...)" : operator;
    String text =
        "\"%s\" does not look at the values of %s, of which there may be several"
            .formatted(word, field);
    String has = literal.startsWith("null") ? field + ".present" : field + ".has(" + literal + ")";
    boolean exact = literal.startsWith("\"") || literal.startsWith("null");
    boolean negated = operator.equals("!=") == !literal.startsWith("null");
    String hint =
        exact && (operator.equals("==") || operator.equals("!="))
            ? (negated ? "!" : "") + has
            : field + ".has(\"...\") or " + field + ".like(\"...\", \"...\")";
    return rule.issueAt(test.offset(), severity, text).withHint("write " + hint);
  }
}
