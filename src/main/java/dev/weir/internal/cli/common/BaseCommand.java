package dev.weir.internal.cli.common;

import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  @Spec protected CommandSpec spec = CommandSpec.create();

  @Override
  public final Integer call() throws InterruptedException {
    Console console = console();
    try {
      return run(console);
    } catch (SettingsException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + e.getMessage());
      return ExitCode.RULES;
    } catch (IOException | UncheckedIOException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.INPUT;
    }
  }

  protected Console console() {
    return new Console(System.err, false, false);
  }

  /** Runs the command, and gives the exit code. */
  protected abstract int run(Console console)
      throws SettingsException, IOException, InterruptedException;

  /** An invalid command line, which picocli reports with the usage. */
  protected ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
