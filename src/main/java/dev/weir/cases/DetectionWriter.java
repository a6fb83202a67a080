package dev.weir.cases;

import dev.weir.internal.drl.DrlFile;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A writer of detections: makes the rules, a skeleton of the guide, and cases. Nothing is written
 * before {@link RuleDraft#write}. For one thread.
 */
public final class DetectionWriter {

  private final Path folder;
  private final Path cases;
  private final @Nullable RuleSet before;

  /**
   * Prepares for detections.
   *
   * @param folder the rules' folder, which need not exist yet
   * @param before the rules in it; null if there are none yet
   */
  public DetectionWriter(Path folder, @Nullable RuleSet before) {
    this.folder = folder;
    this.cases = CaseTable.folderOf(folder).orElse(folder.resolve("cases"));
    this.before = before;
  }

  /**
   * {@return what a name collides with; null if it is free}
   *
   * @param name a name for a detection
   */
  public @Nullable String taken(String name) {
    String slug = RuleDraft.slug(name, "detection");
    if (before != null) {
      for (RuleMetadata rule : before.rules().values()) {
        if (rule.name().equals(name) || rule.id().equals(slug)) {
          return "the rule \"" + rule.name() + "\" (" + rule.id() + ") already exists";
        }
      }
    }
    for (Path file :
        List.of(
            folder.resolve(file(slug, ".drl")),
            folder.resolve(file(slug, ".md")),
            cases.resolve(slug + ".yaml"))) {
      if (Files.exists(file)) {
        return file + " already exists";
      }
    }
    return null;
  }

  /**
   * Makes a detection and its cases.
   *
   * @param detection the detection
   * @return the draft
   * @throws IllegalArgumentException if the name is taken, or base.yaml lacks an event
   * @throws RuleSetException if the rules cannot be used with those of the folder
   * @throws CaseTableException if the existing cases are not usable
   */
  public RuleDraft draft(DetectionText detection) {
    String taken = taken(detection.name());
    if (taken != null) {
      throw new IllegalArgumentException(taken + "; choose another name (--name)");
    }
    String slug = detection.slug();
    Map<String, String> sources = new LinkedHashMap<>(before == null ? Map.of() : before.sources());
    Map<String, String> made = new LinkedHashMap<>();
    made.put(file(slug, ".drl"), detection.drl(packageName()));
    made.put(file(slug, ".md"), detection.guide());
    sources.putAll(made);
    RuleSet after = RuleSet.of(sources);
    String yaml = DetectionCases.yaml(detection, after, BaseEvents.orShipped(cases));
    Map<Path, String> tables = CaseTable.withBase(cases, slug + ".yaml", yaml);
    Map<Path, String> files = new LinkedHashMap<>();
    made.forEach((file, text) -> files.put(folder.resolve(file), text));
    files.putAll(tables);
    return new RuleDraft(
        file(slug, ".drl"), slug + ".yaml", after, files, CaseTable.load(cases, tables), List.of());
  }

  private static String file(String slug, String extension) {
    return "detections/" + slug + extension;
  }

  /** That of the other rules, or the folder's name. */
  private String packageName() {
    if (before != null) {
      for (DrlFile file : before.tree().files()) {
        if (!file.packageName().isEmpty()) {
          return file.packageName();
        }
      }
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    return plain.matches("[a-z]+_.*") ? plain : "rules_" + plain; // a word may be one of DRL
  }
}
