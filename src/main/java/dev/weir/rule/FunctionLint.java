package dev.weir.rule;

import dev.weir.internal.drl.Condition;
import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlFunction;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks lists of addresses that a function returns to several rules. */
final class FunctionLint {

  private static final Set<String> OF_ADDRESSES = Set.of("cidrMatch", "mentionsAddress");

  private FunctionLint() {}

  /** Finds strings that are no address: every rule that uses the list throws. */
  static void check(DrlRules rules, List<RuleIssue> issues) {
    Set<String> functions = new TreeSet<>();
    for (DrlRule rule : rules.rules()) {
      for (Condition condition : rule.everyCondition()) {
        condition.expression().walk().forEach(part -> addFunction(part, functions));
      }
    }
    for (DrlFile file : rules.files()) {
      for (DrlFunction function : file.functions()) {
        if (function.returnsTexts() && functions.contains(function.name())) {
          function.body().walk().forEach(part -> checkAddress(file, part, issues));
        }
      }
    }
  }

  /** Adds the function in {@code destinationIp.cidrMatch(metadataServices())}. */
  private static void addFunction(Expression part, Set<String> functions) {
    if (part instanceof Call test
        && OF_ADDRESSES.contains(test.method())
        && test.arguments().size() == 1
        && test.arguments().get(0) instanceof Call call
        && call.owner() == null
        && call.arguments().isEmpty()) {
      functions.add(call.method());
    }
  }

  private static void checkAddress(DrlFile file, Expression part, List<RuleIssue> issues) {
    if (part instanceof Text text && !ValueLint.isBlock(text.value())) {
      issues.add(
          Issues.error(
                  file.place(text.start()),
                  file.code().substring(text.start(), text.end())
                      + " is no address or block, so the rules that use the list fail")
              .withHint("write an address or a block, as in \"169.254.169.254\""));
    }
  }
}
