package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTable;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesFolder;
import dev.weir.internal.drl.ShippedPack;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir init}: a copy of a shipped pack and its cases. */
@Command(
    name = "init",
    description = "Copy a pack and its cases to a new folder, for you to change.",
    exitCodeList = {
      "0:the folder was written",
      "2:the command line is wrong, or the folder is not empty",
      "4:the folder could not be written",
      "70:an internal error, which is a bug in Weir"
    })
public final class InitCommand extends BaseCommand {

  @Parameters(paramLabel = "DIR", description = "Write to this folder, which must be new or empty.")
  private Path folder = Path.of("");

  @Option(
      names = "--pack",
      paramLabel = "NAME",
      description =
          "Copy this pack: unusual-imds-request, cloud-metadata or stolen-credentials (default:"
              + " unusual-imds-request).")
  private String pack = ShippedPack.NAMES.get(0);

  @Override
  protected int run(Console console) throws IOException {
    if (Files.exists(folder) && !isEmptyFolder()) {
      throw wrong(folder + " exists and is not an empty folder");
    }
    if (!ShippedPack.NAMES.contains(pack)) {
      String packs = String.join(", ", ShippedPack.NAMES);
      throw wrong("there is no pack " + pack + "; the packs are " + packs);
    }
    Path unpacked = RulesFolder.ofPack(pack);
    int files = // an installation may have the rules without their cases
        unpacked == null || CaseTable.folderOf(unpacked).isEmpty()
            ? ShippedPack.read(pack, this::copy)
            : copy(unpacked);
    String shown = SafeText.shellWord(folder.toString());
    out()
        .println(
            "wrote " + files + " files to " + folder + ": the pack " + pack + " and its cases");
    out().println("change a rule or a case, then try");
    out().println("  weir test --rules " + shown);
    out().println("  weir detect --rules " + shown + " EVENTS.ndjson");
    out().println("or add a detection of yours with");
    out().println("  weir new-detection --rules " + shown);
    return ExitCode.DONE;
  }

  private boolean isEmptyFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Copies the pack, its cases from wherever they are, and its licence. */
  private int copy(Path pack) {
    try {
      int files = copyAll(pack, folder);
      Path cases = CaseTable.folderOf(pack).filter(one -> !one.startsWith(pack)).orElse(null);
      if (cases != null) {
        files += copyAll(cases, folder.resolve("cases"));
      }
      for (String name : List.of("LICENSE", "CHANGELOG.md")) {
        copyFile(pack.resolveSibling(name), folder.resolve(name));
        files++;
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }

  private static int copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        // as a string: the pack may be in a jar, whose paths are of another file system
        copyFile(file, to.resolve(from.relativize(file).toString()));
      }
      return files.size();
    }
  }

  private static void copyFile(Path file, Path copy) throws IOException {
    Files.createDirectories(copy.toAbsolutePath().getParent());
    Files.write(copy, Files.readAllBytes(file));
  }
}
