package dev.weir.internal.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kie.api.runtime.rule.ConsequenceException;

/** Finds the rule that threw an exception. */
final class FaultyRule {

  private static final Pattern RULE_AT_FAULT = Pattern.compile("\\[Rule \"([^\"]+)\"");

  private FaultyRule() {}

  /** The name of the rule that threw; empty where it is not known. */
  static String of(Throwable fault) {
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
