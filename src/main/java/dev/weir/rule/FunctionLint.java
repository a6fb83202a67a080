package dev.weir.rule;

import dev.weir.internal.drl.DrlFile;
import dev.weir.internal.drl.DrlRule;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Text;
import java.util.Set;
import java.util.TreeSet;

/** Checks lists of addresses that a function returns to several rules. */
final class FunctionLint {

  private static final Set<String> OF_ADDRESSES = Set.of("cidrMatch", "mentionsAddress");

  private FunctionLint() {}

  /** Finds strings that are no address: every rule that uses the list throws. */
  static void check(DrlRules rules, Findings findings) {
    Set<String> functions = new TreeSet<>();
    for (DrlRule rule : rules.rules()) {
      rule.code()
          .walk(Call.class)
          .filter(call -> OF_ADDRESSES.contains(call.name()))
          .flatMap(call -> call.arguments().stream())
          .forEach(list -> functions.add(list.name()));
    }
    for (DrlFile file : rules.files()) {
      for (DrlFile.Function function : file.functions()) {
        if (function.returnsTexts() && functions.contains(function.name())) {
          function.body().walk(Text.class).forEach(text -> check(file, text, findings));
        }
      }
    }
  }

  private static void check(DrlFile file, Text text, Findings findings) {
    if (!ValueLint.isBlock(text.value())) {
      findings.error(
          file.place(text.start()),
          file.code(text) + " is no address or block, so the rules that use the list fail",
          "write an address or a block, as in \"169.254.169.254\"");
    }
  }
}
