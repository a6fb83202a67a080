package dev.weir.internal.imports;

import dev.weir.internal.eql.EqlException;
import dev.weir.internal.eql.ImportedRule;
import dev.weir.internal.eql.RuleText;
import dev.weir.internal.imports.Finding.Kind;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An import: the files that rules become, and what became of each rule. For one thread. */
public final class RuleImport {

  private static final int LONGEST_SLUG = 80;

  private final Map<String, String> files = new TreeMap<>();
  private final Map<String, ImportedRule> byFile = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> slugs = new HashSet<>();
  private final int others;
  private final @Nullable Duration defaultSpan;

  private RuleImport(int others, @Nullable Duration defaultSpan) {
    this.others = others;
    this.defaultSpan = defaultSpan;
  }

  /**
   * Translates all rules of some files and folders, and compiles them. Writes nothing.
   *
   * @param defaultSpan the span of sequences without one; null to refuse these
   */
  public static RuleImport of(List<Path> paths, @Nullable Duration defaultSpan) throws IOException {
    Sources sources = Sources.read(paths);
    RuleImport result = new RuleImport(sources.others(), defaultSpan);
    sources.rules().forEach(result::add);
    result.compile();
    for (Map.Entry<String, ImportedRule> one : result.byFile.entrySet()) {
      ImportedRule rule = one.getValue();
      Kind kind = rule.remarks().isEmpty() ? Kind.IMPORTED : Kind.REMARK;
      String text = String.join("; ", rule.remarks());
      result.findings.add(
          new Finding(
              kind, one.getKey(), text.isEmpty() ? rule.name() : rule.name() + ": " + text, ""));
    }
    result.findings.addAll(sources.refused());
    return result;
  }

  /** The texts of the files to write, by their names. */
  public Map<String, String> files() {
    return files;
  }

  /** What became of each rule. */
  public List<Finding> findings() {
    return findings;
  }

  /** The number of rules that are in another language than EQL. */
  public int others() {
    return others;
  }

  private void add(ImportedRule rule) {
    String slug = slug(rule.name());
    String own = slug;
    for (int i = 2; !slugs.add(own); i++) {
      own = slug + "-" + i;
    }
    // a rule's name must be unique
    String suffix = own.equals(slug) ? "" : " (" + own.substring(slug.length() + 1) + ")";
    try {
      RuleText text = new RuleText(rule.named(rule.name() + suffix), own, defaultSpan);
      String file = "rules/" + own + ".drl";
      files.put(file, text.drl());
      if (!rule.guide().isBlank()) {
        files.put("rules/" + own + ".md", rule.guide());
      }
      int number = 1;
      for (String exclusion : text.exclusions()) {
        files.put("exclusions/" + own + "/" + number++ + ".drl", exclusion);
      }
      byFile.put(file, rule);
    } catch (EqlException e) {
      findings.add(Finding.refused(rule.origin(), e));
    }
  }

  /** Refuses the rules whose files do not compile, so that the others can be used. */
  private void compile() {
    while (!byFile.isEmpty()) {
      try {
        RuleSet.of(files);
        return;
      } catch (RuleSetException e) {
        Set<String> broken = new HashSet<>();
        for (RuleIssue issue : e.issues()) {
          String slug = issue.file().split("[/.]", -1)[1];
          ImportedRule rule = byFile.remove("rules/" + slug + ".drl");
          if (rule != null) {
            broken.add(slug);
            findings.add(
                Finding.ofSource(rule.origin(), "the rule does not compile: " + issue.text()));
          }
        }
        if (broken.isEmpty()) {
          throw e;
        }
        files.keySet().removeIf(file -> broken.stream().anyMatch(slug -> isOf(file, slug)));
      }
    }
  }

  private static boolean isOf(String file, String slug) {
    return file.startsWith("rules/" + slug + ".") || file.startsWith("exclusions/" + slug + "/");
  }

  /** A name for files, made of the letters and digits of a rule's name. */
  private static String slug(String name) {
    String slug =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String cut = slug.length() > LONGEST_SLUG ? slug.substring(0, LONGEST_SLUG) : slug;
    return cut.isEmpty() ? "rule" : cut;
  }
}
