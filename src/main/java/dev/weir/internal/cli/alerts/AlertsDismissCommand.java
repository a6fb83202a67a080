package dev.weir.internal.cli.alerts;

import dev.weir.internal.service.triage.DeliveryRequest;
import picocli.CommandLine.Command;

/** {@code weir alerts dismiss}: refusals that need no attention any more. */
@Command(
    name = "dismiss",
    description = "Take alerts off the list of refused ones, without sending them again.",
    exitCodeList = {
      "0:the alerts will be off the list",
      "2:the command line is wrong",
      "4:there is no such alert or sink, or the data folder could not be used",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsDismissCommand extends RequestCommand {
  AlertsDismissCommand() {
    super(DeliveryRequest.Kind.DISMISS, "dismissed");
  }
}
