package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that runs a service from a settings file, and reports why it cannot. */
public abstract class SettingsCommand implements Callable<Integer> {

  @Option(
      names = "--check",
      order = 1, // after the options of the command itself
      description = "Check the settings and the rules, print what is wrong, and exit.")
  private boolean check;

  @Override
  public final Integer call() throws InterruptedException {
    Console console = new Console(System.err, false, false);
    try {
      return run(check, console);
    } catch (SettingsException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (RuleSetException e) {
      console.error("the rules do not compile\n" + RulesOption.shown(e.issues(), null));
      return ExitCode.RULES;
    } catch (IOException | UncheckedIOException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.INPUT;
    }
  }

  /**
   * Runs the command.
   *
   * @param check only check the settings and the rules, and report with {@link #valid}
   * @return the exit code
   */
  protected abstract int run(boolean check, Console console)
      throws SettingsException, IOException, InterruptedException;

  /** Reports that nothing is wrong. */
  protected static int valid(Console console) {
    console.note("the settings and the rules are valid");
    return ExitCode.DONE;
  }
}
