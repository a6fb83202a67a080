package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.rule.RuleSetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/** A command that goes by a settings file, and says in one way why it cannot. */
public abstract class SettingsCommand implements Callable<Integer> {

  @Override
  public final Integer call() throws InterruptedException {
    Console console = new Console(System.err, false, false);
    try {
      return run(console);
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

  /** Does it, and says with which exit code. */
  public abstract int run(Console console)
      throws SettingsException, IOException, InterruptedException;
}
