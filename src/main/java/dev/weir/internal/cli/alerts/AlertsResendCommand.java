package dev.weir.internal.cli.alerts;

import dev.weir.internal.service.triage.DeliveryRequest;
import picocli.CommandLine.Command;

/** {@code weir alerts resend}: puts alerts into the outbox again. */
@Command(
    name = "resend",
    description =
        "Send alerts again to the sinks that refused them; if none did, to all sinks. A running"
            + " service does it within about a second, another at its next start.",
    exitCodeList = {
      "0:the alerts will be sent again",
      "2:the command line is wrong",
      "4:there is no such alert or sink, or the data folder could not be used",
      "70:an internal error, which is a bug in Weir"
    })
final class AlertsResendCommand extends RequestCommand {
  AlertsResendCommand() {
    super(DeliveryRequest.Kind.RESEND, "requested");
  }
}
