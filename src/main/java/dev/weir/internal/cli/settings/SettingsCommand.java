package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import picocli.CommandLine.Option;

/** A command that runs a service from a settings file, or only checks the file. */
public abstract class SettingsCommand extends BaseCommand {

  @Option(
      names = "--check",
      description = "Check the settings and the rules, print what is wrong, and exit.")
  protected boolean check;

  /** Reports that nothing is wrong. */
  protected static int valid(Console console) {
    console.note("the settings and the rules are valid");
    return ExitCode.DONE;
  }
}
