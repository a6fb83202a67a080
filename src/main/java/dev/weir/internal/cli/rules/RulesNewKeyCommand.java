package dev.weir.internal.cli.rules;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.delivery.PublisherKey;
import dev.weir.internal.delivery.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir rules new-key}: creates a key to sign rules with. */
@Command(
    name = "new-key",
    description =
        "Create a private key to sign rules with, and print the public key for the settings.",
    exitCodeList = {
      "0:the key is created",
      "2:the command line is invalid",
      "4:the file exists already, or could not be written",
      "70:an internal error, which is a bug in Weir"
    })
final class RulesNewKeyCommand extends BaseCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "The new file for the private key; only you can read it.")
  private Path file = Path.of("");

  @Override
  protected int run(Console console) throws IOException {
    PublisherKey key = SigningKey.create(file);
    List.of(
            "Private key: " + file + " (keep it secret; weir rules publish --key reads it)",
            "Key id:      " + key.id(),
            "For the settings of all instances:",
            "rules-topic:",
            "  public-keys:",
            "    - " + key.line())
        .forEach(spec.commandLine().getOut()::println);
    return ExitCode.DONE;
  }
}
