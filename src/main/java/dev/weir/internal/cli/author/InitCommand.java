package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTable;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.cli.common.ShellWord;
import dev.weir.internal.drl.ShippedPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir init}: the shipped rules and their cases, to be changed. */
@Command(
    name = "init",
    description = "Writes the shipped rules and their cases to a folder, for you to change.",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the folder is written",
      "2:the command line is wrong, or the folder is not empty",
      "4:the folder could not be written",
      "70:a fault of Weir itself"
    })
public final class InitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder: a new one, or an empty one.")
  private Path folder = Path.of("");

  InitCommand() {}

  @Override
  public Integer call() {
    try {
      if (Files.exists(folder) && !isEmptyFolder()) {
        throw new ParameterException(
            spec.commandLine(), folder + " is there already, and no empty folder");
      }
      Path unpacked = RulesOption.shippedFolder();
      tell(unpacked == null ? ShippedPack.read(this::copy) : copy(unpacked));
      return ExitCode.DONE;
    } catch (UncheckedIOException e) {
      spec.commandLine().getErr().println("weir: cannot write " + folder + ": " + e.getCause());
      return ExitCode.INPUT;
    }
  }

  private boolean isEmptyFolder() {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the pack, its cases from wherever they are, and the licence that it comes under. */
  private int copy(Path pack) {
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
  }

  private static int copyAll(Path from, Path to) {
    try (Stream<Path> walk = Files.walk(from)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        // as text: the pack may lie in a jar, whose paths are of another kind
        copyFile(file, to.resolve(from.relativize(file).toString()));
      }
      return files.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyFile(Path file, Path copy) {
    try {
      Files.createDirectories(copy.toAbsolutePath().getParent());
      Files.write(copy, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(int files) {
    String shown = ShellWord.of(folder.toString());
    PrintWriter out = spec.commandLine().getOut();
    out.println("wrote " + files + " files to " + folder + ": the shipped rules and their cases");
    out.println("change a rule or a case, then try");
    out.println("  weir test --rules " + shown);
    out.println("  weir detect --rules " + shown + " EVENTS.ndjson");
    out.flush();
  }
}
