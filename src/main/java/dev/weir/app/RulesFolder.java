package dev.weir.app;

import dev.weir.rule.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The rules that an option names, or those that Weir ships with. */
final class RulesFolder {

  private RulesFolder() {}

  /** Compiles the rules in a folder; without one, the shipped rules. */
  static RuleSet load(CommandSpec spec, @Nullable Path folder) {
    if (folder != null) {
      if (!Files.isDirectory(folder)) {
        throw new ParameterException(spec.commandLine(), "--rules is no folder: " + folder);
      }
      return RuleSet.load(folder);
    }
    String home = System.getProperty("weir.home");
    Path shipped = home == null ? null : Path.of(home, "rules-drl", "unusual-imds-request");
    return shipped != null && Files.isDirectory(shipped)
        ? RuleSet.load(shipped)
        : RuleSet.shipped();
  }
}
