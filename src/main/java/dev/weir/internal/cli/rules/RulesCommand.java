package dev.weir.internal.cli.rules;

import picocli.CommandLine.Command;

/** {@code weir rules}: the commands for rules on a Kafka topic. */
@Command(
    name = "rules",
    description = "Publish rules to a Kafka topic, and show which instance runs which rules.",
    mixinStandardHelpOptions = true,
    subcommands = {RulesNewKeyCommand.class, RulesPublishCommand.class, RulesStatusCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class RulesCommand {}
