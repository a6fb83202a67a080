package dev.weir.testkit;

import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.List;

/** The pack stolen-credentials, compiled once for all tests, and its cases and histories. */
public final class StolenPack {

  /** Where it stands in the source tree. */
  public static final Path FOLDER = Path.of("rules-drl", "stolen-credentials");

  private StolenPack() {}

  /** The compiled pack. */
  public static RuleSet get() {
    return Holder.RULES;
  }

  /** Its cases. */
  public static List<RuleCase> cases() {
    return Holder.CASES;
  }

  /** Its histories. */
  public static List<CloudHistory> histories() {
    return Holder.HISTORIES;
  }

  private static final class Holder {
    static final RuleSet RULES = RuleSet.load(FOLDER);
    static final List<RuleCase> CASES =
        CaseTable.load(Path.of("test-fixtures", "stolen-credentials", "cases"));
    static final List<CloudHistory> HISTORIES = CloudHistory.all();
  }
}
