package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir}, the command line. */
@Command(
    name = "weir",
    description = "Detects unusual access to cloud instance metadata in a stream of events.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DetectCommand.class,
      ServeCommand.class,
      StreamsCommand.class,
      CheckCommand.class,
      TestCommand.class,
      InitCommand.class,
      NewExclusionCommand.class,
      LedgerCommand.class,
      ExplainCommand.class,
      DiffCommand.class,
      RulesCommand.class,
      GenerateCompletion.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nShell completion: source <(weir generate-completion)")
final class Main {

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        // what events and cases hold is not for the locale to change
        .setOut(new PrintWriter(System.out, true, UTF_8));
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"weir " + (version == null ? "(unpacked)" : version)};
    }
  }
}
