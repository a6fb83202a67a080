package dev.weir.internal.cli.common;

import dev.weir.cases.CaseTableException;
import dev.weir.internal.watch.HungException;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reports its errors in the common way: as a message and an exit code. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n")
public abstract class BaseCommand implements Callable<Integer> {

  /** The form of an output. */
  public enum Format {
    /** For people. */
    TEXT,
    /** For programs. */
    JSON
  }

  @Spec protected CommandSpec spec = CommandSpec.create();

  @Override
  public final Integer call() throws InterruptedException {
    Console console = console();
    try {
      return run(console);
    } catch (SettingsException e) {
      return console.fail(ExitCode.USAGE, e.getMessage());
    } catch (HungException e) {
      return console.fail(ExitCode.HUNG, e.getMessage());
    } catch (RuleSetException e) {
      return console.fail(ExitCode.RULES, "the rules do not compile\n" + e.getMessage());
    } catch (CaseTableException e) {
      return console.fail(ExitCode.RULES, "the cases are not well formed\n" + e.getMessage());
    } catch (OutputFile.Closed e) {
      return e.isBrokenPipe() ? brokenPipe() : console.fail(ExitCode.INPUT, e.getMessage());
    } catch (UncheckedIOException e) {
      String message = String.valueOf(e.getMessage());
      Throwable cause = e.getCause();
      boolean known = cause == null || message.contains(String.valueOf(cause.getMessage()));
      return console.fail(ExitCode.INPUT, known ? message : message + ": " + cause);
    } catch (IOException e) {
      boolean own = e.getClass() == IOException.class;
      return console.fail(ExitCode.INPUT, own ? e.getMessage() : e.toString());
    } finally {
      out().flush();
    }
  }

  protected Console console() {
    return console(false);
  }

  /** The messages of this command; if quiet, only errors. */
  protected final Console console(boolean quiet) {
    return new Console(
        spec.commandLine().getErr(), Boolean.getBoolean("weir.stderr.terminal"), quiet);
  }

  /** The exit code if the reader of the output has gone, such as head. */
  protected int brokenPipe() {
    return ExitCode.DONE;
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Runs the command, and gives the exit code. */
  protected abstract int run(Console console)
      throws IOException, HungException, InterruptedException;

  /** Checks an option that is a duration. */
  protected void checkPositive(String option, Duration value) {
    if (value.isZero()) {
      throw wrong(option + " must be a duration such as 5m");
    }
  }

  /** Checks that input files can be read, and that no output is one of them. */
  protected final EventFiles inputs(List<String> files, List<Path> outputs) throws IOException {
    EventFiles events = new EventFiles(files);
    events.check();
    for (Path output : outputs) {
      if (events.contains(output)) {
        throw wrong(output + " is both an input and an output");
      }
    }
    return events;
  }

  /** An invalid command line, which picocli reports with the usage. */
  protected ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
