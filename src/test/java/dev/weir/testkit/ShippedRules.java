package dev.weir.testkit;

import dev.weir.rule.RuleSet;
import java.nio.file.Path;

/** The pack that Weir ships, compiled once for all tests. */
public final class ShippedRules {

  public static final Path FOLDER = Path.of("rules-drl", "unusual-imds-request");
  public static final Path FIXTURES = Path.of("test-fixtures", "unusual-imds-request");

  private ShippedRules() {}

  public static RuleSet get() {
    return Holder.RULES;
  }

  private static final class Holder {
    private static final RuleSet RULES = RuleSet.load(FOLDER);
  }
}
