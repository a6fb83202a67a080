package dev.weir.rule;

import static dev.weir.rule.RuleIssue.Severity.ERROR;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of addresses that a function gives to several rules. */
final class FunctionLint {

  /** {@code destinationIp.cidrMatch(metadataServices())}. */
  private static final Pattern ADDRESSES_BY =
      Pattern.compile("\\.\\s*(?:cidrMatch|mentionsAddress)\\s*\\(\\s*(\\w+)\\s*\\(\\s*\\)");

  private static final Pattern FUNCTION =
      Pattern.compile("\\bfunction\\s+String\\s*\\[\\s*]\\s+(\\w+)\\s*\\(\\s*\\)\\s*\\{");

  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\n]++|\\\\.)*+)\"");

  private FunctionLint() {}

  /** A text that is no address makes every rule throw that asks for the list. */
  static void check(RuleSet rules, List<RuleIssue> issues) {
    Set<String> functions = new TreeSet<>();
    for (RuleText rule : rules.texts().values()) {
      for (Condition condition : rule.everyCondition()) {
        Matcher asked = ADDRESSES_BY.matcher(condition.text());
        while (asked.find()) {
          functions.add(asked.group(1));
        }
      }
    }
    for (DrlFile file : rules.files().rules()) {
      Matcher function = FUNCTION.matcher(file.code());
      while (function.find()) {
        if (functions.contains(function.group(1))) {
          checkTexts(file, function.end(), issues);
        }
      }
    }
  }

  private static void checkTexts(DrlFile file, int from, List<RuleIssue> issues) {
    Matcher text = TEXT.matcher(file.code()).region(from, end(file.code(), from));
    while (text.find()) {
      if (!ValueLint.isBlock(text.group(1))) {
        issues.add(
            file.issueAt(
                    text.start(),
                    ERROR,
                    text.group() + " is no address or block, so the rules that ask for it fail")
                .withHint("write an address or a block, as in \"169.254.169.254\""));
      }
    }
  }

  /** Where the body that begins at a place ends. */
  private static int end(String code, int from) {
    int depth = 1;
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return code.length();
  }
}
