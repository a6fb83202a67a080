package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTable;
import dev.weir.rule.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a new exclusion goes: a rule file and a table of cases, both named after the rule.
 *
 * @param rules the rules' folder
 * @param cases the folder of their cases
 * @param name the rule's name
 */
record ExclusionPlace(Path rules, Path cases, String name) {

  /** The place of a rule, where its cases are those that {@code weir test} runs. */
  static ExclusionPlace of(Path rules, String name) {
    return new ExclusionPlace(
        rules, CaseTable.folderOf(rules).orElse(rules.resolve("cases")), name);
  }

  /** The place of a rule of this name, or with a number after it if that is taken. */
  static ExclusionPlace free(Path rules, String name, RuleSet among) {
    ExclusionPlace place = of(rules, name);
    for (int i = 2; place.taken(among) != null; i++) {
      place = of(rules, name + " " + i);
    }
    return place;
  }

  /** What has the name already; null if nothing has. */
  @Nullable String taken(RuleSet among) {
    if (among.tree().rule(name) != null) {
      return "there is a rule \"" + name + "\" already";
    }
    if (Files.exists(rules.resolve(ruleFile()))) {
      return rules.resolve(ruleFile()) + " is there already";
    }
    return Files.exists(cases.resolve(table()))
        ? cases.resolve(table()) + " is there already"
        : null;
  }

  /** The rule file, as seen from the rules' folder. */
  String ruleFile() {
    return "exclusions/" + slug() + ".drl";
  }

  /** The table's file name. */
  String table() {
    return slug() + ".yaml";
  }

  /** The name in small letters, digits and hyphens. */
  String slug() {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = plain.replaceAll("^-|-$", "");
    if (cut.isEmpty()) {
      return "exclusion";
    }
    return cut.equals("base") ? "base-exclusion" : cut; // base.yaml is no table
  }
}
