package dev.weir.internal.drl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.modelcompiler.constraints.ConstraintEvaluationException;
import org.kie.api.runtime.rule.ConsequenceException;

/** Finds the rule that threw an exception. */
public final class FaultyRule {

  private static final Pattern RULE_AT_FAULT = Pattern.compile("\\[Rule \"([^\"]+)\"");

  private FaultyRule() {}

  /**
   * The name of the rule that threw; empty where it is not known. Only Drools' own messages count:
   * the text of another exception may be made of an event's values.
   */
  public static String of(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConsequenceException consequence && consequence.getRule() != null) {
        return consequence.getRule().getName();
      }
      if (cause instanceof ConstraintEvaluationException) {
        Matcher named = RULE_AT_FAULT.matcher(String.valueOf(cause.getMessage()));
        return named.find() ? named.group(1) : "";
      }
    }
    return "";
  }
}
