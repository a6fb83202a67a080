package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --cases}, as all commands that run the cases of rules have it. */
public final class CasesOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--cases",
      paramLabel = "DIR",
      description = {
        "Folder of case tables.",
        "Default: cases in the rules' folder, else test-fixtures/NAME/cases of rules-drl/NAME."
      })
  private @Nullable Path cases;

  public CasesOption() {}

  /**
   * The cases that are to be run.
   *
   * @param pack the rules' folder; null for the pack on the class path
   */
  public CaseTable load(@Nullable Path pack) {
    Path folder = cases;
    if (folder == null) {
      if (pack == null) {
        return CaseTable.shipped();
      }
      folder = casesOf(pack);
    }
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "--cases is no folder: " + folder);
    }
    return CaseTable.load(shortened(folder));
  }

  private Path casesOf(Path pack) {
    return CaseTable.folderOf(pack)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "the rules in " + pack + " have no cases; name their folder with --cases"));
  }

  /** Relative to where the reader is, if it is below there. */
  private static Path shortened(Path folder) {
    Path here = Path.of("").toAbsolutePath();
    Path whole = folder.toAbsolutePath().normalize();
    return whole.startsWith(here) && !whole.equals(here) ? here.relativize(whole) : folder;
  }
}
