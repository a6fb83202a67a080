package dev.weir.internal.cli.author;

import dev.weir.cases.CaseTableException;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands for rule authors share: messages and exit codes of expected failures. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n")
abstract class AuthorCommand implements Callable<Integer> {

  enum Format {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  private final int brokenPipe;

  AuthorCommand() {
    this(ExitCode.DONE);
  }

  /** A command that exits with a code if the reader of its output has gone, such as head. */
  AuthorCommand(int brokenPipe) {
    this.brokenPipe = brokenPipe;
  }

  abstract int run() throws IOException;

  @Override
  public final Integer call() {
    try {
      return run();
    } catch (RuleSetException e) {
      return fail(ExitCode.RULES, "the rules do not compile\n" + e.getMessage());
    } catch (CaseTableException e) {
      return fail(ExitCode.RULES, "the cases are not well formed\n" + e.getMessage());
    } catch (OutputFile.Closed e) {
      return e.isBrokenPipe() ? brokenPipe : fail(ExitCode.INPUT, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      String message = String.valueOf(e.getMessage());
      Throwable cause = e.getCause();
      boolean known = cause == null || message.contains(String.valueOf(cause.getMessage()));
      return fail(ExitCode.INPUT, known ? message : message + ": " + cause);
    } catch (IOException e) {
      boolean own = e.getClass() == IOException.class;
      return fail(ExitCode.INPUT, own ? String.valueOf(e.getMessage()) : e.toString());
    } finally {
      out().flush();
    }
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final void error(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("weir: " + message);
    err.flush();
  }

  final int fail(int exitCode, String message) {
    error(message);
    return exitCode;
  }

  /** Checks that input files can be read, and that the output is not one of them. */
  final EventFiles inputs(List<String> files, @Nullable Path output) throws IOException {
    EventFiles events = new EventFiles(files);
    events.check();
    if (output != null && events.contains(output)) {
      throw usage("--output is also an input: " + output);
    }
    return events;
  }

  /** Opens an output file; null is standard output. */
  static OutputFile output(@Nullable Path file) throws IOException {
    return file == null ? OutputFile.standardOutput() : OutputFile.file(file);
  }

  final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
