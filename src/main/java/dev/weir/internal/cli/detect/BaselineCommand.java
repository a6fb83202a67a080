package dev.weir.internal.cli.detect;

import picocli.CommandLine.Command;

/** {@code weir baseline}: the command for what hosts did before. */
@Command(
    name = "baseline",
    description = "Learn what hosts do from past events, before detection begins.",
    mixinStandardHelpOptions = true,
    subcommands = {BaselineLearnCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class BaselineCommand {}
