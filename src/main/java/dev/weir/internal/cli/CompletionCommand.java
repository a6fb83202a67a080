package dev.weir.internal.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir completion}: completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print a completion script for a shell.",
    mixinStandardHelpOptions = true,
    footer = {
      "%nbash, zsh: source <(weir completion bash)",
      "fish: weir completion fish > ~/.config/fish/completions/weir.fish"
    })
final class CompletionCommand implements Runnable {

  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  @SuppressWarnings("NullAway.Init")
  private Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    CommandLine weir = spec.root().commandLine();
    String script =
        shell == Shell.FISH
            ? fish(weir, "__fish_use_subcommand").collect(Collectors.joining("\n", "", "\n"))
            : AutoComplete.bash("weir", weir); // it also knows zsh
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }

  /** The lines for a command, which apply while a condition of fish holds. */
  private static Stream<String> fish(CommandLine command, String when) {
    String start = "complete -c weir -n '" + when + "' ";
    Stream<String> options =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(option -> start + names(option) + (option.arity().max() > 0 ? " -r" : ""));
    Stream<String> commands =
        command.getSubcommands().values().stream()
            .flatMap(
                one -> {
                  String name = one.getCommandName();
                  String about = String.join("", one.getCommandSpec().usageMessage().description());
                  return Stream.concat(
                      Stream.of(
                          start + "-f -a " + name + " -d '" + about.replace("'", "\\'") + "'"),
                      fish(one, "__fish_seen_subcommand_from " + name));
                });
    return Stream.concat(options, commands);
  }

  private static String names(OptionSpec option) {
    return List.of(option.names()).stream()
        .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
        .collect(Collectors.joining(" "));
  }
}
