package dev.weir.internal.cli.rules;

import picocli.CommandLine.Command;

/** {@code weir rules}: what is published to instances that follow a Kafka topic. */
@Command(
    name = "rules",
    description = "Publishes rules to a Kafka topic, and shows which instance runs which.",
    mixinStandardHelpOptions = true,
    subcommands = {RulesPublishCommand.class, RulesStatusCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class RulesCommand {

  RulesCommand() {}
}
