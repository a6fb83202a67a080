package dev.weir.internal.cli.common;

import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import dev.weir.rule.RuleSetException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --rules} of all commands that read rules. */
public final class RulesOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      converter = RulesFolder.class,
      description =
          "Use the rules in this folder, or the pack of this name (default: unusual-imds-request).")
  private @Nullable Path rules;

  /** The folder; null for the shipped rules on the class path. */
  @Nullable public Path folder() {
    return rules == null ? RulesFolder.ofDefaultPack() : rules;
  }

  /** The option for a command line with the same rules, after a space; empty if it is not given. */
  public String asGiven() {
    return spec.findOption("--rules").originalStringValues().stream()
        .map(given -> " --rules=" + SafeText.shellWord(given))
        .collect(Collectors.joining());
  }

  /** Compiles the rules. Issues name files by paths relative to the working directory. */
  public RuleSet load() {
    Path folder = folder();
    return folder == null ? RuleSet.shipped() : load(folder);
  }

  /** Compiles the rules of a folder, as {@link #load()}. */
  public static RuleSet load(Path folder) {
    try {
      return RuleSet.load(folder);
    } catch (RuleSetException e) {
      throw e.in(folder);
    }
  }

  /** Issues with file paths relative to the working directory. */
  public List<RuleIssue> placed(List<RuleIssue> issues) {
    Path folder = folder();
    return folder == null ? issues : issues.stream().map(issue -> issue.in(folder)).toList();
  }
}
