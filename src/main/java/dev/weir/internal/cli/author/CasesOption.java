package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --cases} of all commands that run cases. */
public final class CasesOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--cases",
      paramLabel = "DIR",
      description = {
        "Read the case tables from this folder.",
        "Default: cases in the rules' folder, or test-fixtures/NAME/cases for rules-drl/NAME."
      })
  private @Nullable Path cases;

  public CasesOption() {}

  /** Loads the cases of a rules folder; null is the pack on the class path. */
  public List<RuleCase> load(@Nullable Path pack) {
    Path folder = cases;
    if (folder == null) {
      if (pack == null) {
        return CaseTable.shipped();
      }
      folder = casesOf(pack);
    }
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "--cases is not a folder: " + folder);
    }
    return CaseTable.load(shortened(folder));
  }

  private Path casesOf(Path pack) {
    return CaseTable.folderOf(pack)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "the rules in " + pack + " have no cases; give their folder with --cases"));
  }

  /** Relative to the working directory, if it is inside. */
  private static Path shortened(Path folder) {
    Path here = Path.of("").toAbsolutePath();
    Path whole = folder.toAbsolutePath().normalize();
    return whole.startsWith(here) && !whole.equals(here) ? here.relativize(whole) : folder;
  }
}
