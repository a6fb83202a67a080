package dev.weir.internal.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kie.api.runtime.rule.ConsequenceException;

/** Rules that throw: which it was. */
final class FaultyRule {

  private static final Pattern RULE_AT_FAULT = Pattern.compile("\\[Rule \"([^\"]+)\"");

  private FaultyRule() {}

  /** The name of the rule that threw, empty where it is not known. */
  static String culprit(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConsequenceException consequence && consequence.getRule() != null) {
        return consequence.getRule().getName();
      }
      Matcher named = RULE_AT_FAULT.matcher(String.valueOf(cause.getMessage()));
      if (named.find()) {
        return named.group(1);
      }
    }
    return "";
  }
}
