package dev.weir.testkit;

import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.List;

/** The pack for every cloud, compiled once for all tests, and its cases. */
public final class CloudPack {

  /** Where it stands in the source tree. */
  public static final Path FOLDER = Path.of("rules-drl", "cloud-metadata");

  private CloudPack() {}

  /** The compiled pack. */
  public static RuleSet get() {
    return Holder.RULES;
  }

  /** The same for many short sessions. */
  public static RuleSet forShortSessions() {
    return Holder.SHARED;
  }

  /** Its cases. */
  public static List<RuleCase> cases() {
    return Holder.CASES;
  }

  /** Those that are an attack, with what the seed's rule might be evaded by. */
  public static List<RuleCase> evasions() {
    return cases().stream().filter(one -> one.labels().containsKey("evasion")).toList();
  }

  /** Those of an ordinary machine. */
  public static List<RuleCase> benign() {
    return cases().stream().filter(one -> one.labels().containsKey("benign")).toList();
  }

  private static final class Holder {
    static final RuleSet RULES = RuleSet.load(FOLDER);
    static final RuleSet SHARED = RULES.withSharedBase();
    static final List<RuleCase> CASES =
        CaseTable.load(Path.of("test-fixtures", "cloud-metadata", "cases"));
  }
}
