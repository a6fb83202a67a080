package dev.weir.internal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.cli.alerts.AlertsCommand;
import dev.weir.internal.cli.author.CheckCommand;
import dev.weir.internal.cli.author.DiffCommand;
import dev.weir.internal.cli.author.ExplainCommand;
import dev.weir.internal.cli.author.ImportCommand;
import dev.weir.internal.cli.author.InitCommand;
import dev.weir.internal.cli.author.LedgerCommand;
import dev.weir.internal.cli.author.NewDetectionCommand;
import dev.weir.internal.cli.author.NewExclusionCommand;
import dev.weir.internal.cli.author.TestCommand;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.Lateness;
import dev.weir.internal.cli.detect.BaselineCommand;
import dev.weir.internal.cli.detect.DetectCommand;
import dev.weir.internal.cli.rules.RulesCommand;
import dev.weir.internal.cli.serve.ConsoleCommand;
import dev.weir.internal.cli.serve.ServeCommand;
import dev.weir.internal.cli.streams.StreamsCommand;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code weir} command. */
@Command(
    name = "weir",
    description = "Detect unusual access to cloud instance metadata in a stream of events.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DetectCommand.class,
      ServeCommand.class,
      ConsoleCommand.class,
      StreamsCommand.class,
      AlertsCommand.class,
      CheckCommand.class,
      TestCommand.class,
      ImportCommand.class,
      InitCommand.class,
      NewDetectionCommand.class,
      NewExclusionCommand.class,
      BaselineCommand.class,
      LedgerCommand.class,
      ExplainCommand.class,
      DiffCommand.class,
      RulesCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nShell completion: source <(weir completion bash)")
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, arguments) -> wrong(e))
        .registerConverter(Duration.class, Lateness::duration)
        .registerConverter(Lateness.class, Lateness::parse)
        // whatever the locale, events and cases are UTF-8
        .setOut(new PrintWriter(System.out, true, UTF_8));
  }

  /** The whole usage would scroll the message away, unless a command is missing. */
  private static int wrong(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("weir: " + e.getMessage());
    boolean suggested = UnmatchedArgumentException.printSuggestions(e, command.getErr());
    if (suggested || command.getSubcommands().isEmpty()) {
      command.getErr().println("see " + command.getCommandSpec().qualifiedName() + " --help");
    } else {
      command.usage(command.getErr());
    }
    return ExitCode.USAGE;
  }

  /** The version in the jar's manifest. */
  public static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"weir " + (version == null ? "(unpacked)" : version)};
    }
  }
}
