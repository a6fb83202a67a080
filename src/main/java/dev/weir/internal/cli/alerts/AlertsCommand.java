package dev.weir.internal.cli.alerts;

import picocli.CommandLine.Command;

/** {@code weir alerts}: the commands for alerts that {@code weir serve} has raised. */
@Command(
    name = "alerts",
    description = "Show, follow, export and send again the alerts that weir serve has raised.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AlertsListCommand.class,
      AlertsShowCommand.class,
      AlertsFollowCommand.class,
      AlertsExportCommand.class,
      AlertsEventsCommand.class,
      AlertsResendCommand.class,
      AlertsDismissCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class AlertsCommand {}
