package dev.weir.internal.cli.alerts;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the service to do something with refused alerts, through its triage store. */
abstract class RequestCommand extends BaseCommand {

  @Mixin private DataOption data = new DataOption();

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "The ids of alerts, or their beginnings.")
  private List<String> ids = List.of();

  @Option(names = "--refused", description = "All alerts that a sink refused.")
  private boolean refused;

  @Option(names = "--sink", paramLabel = "NAME", description = "Only for this sink.")
  private String sink = "";

  private final DeliveryRequest.Kind kind;
  private final String done;

  RequestCommand(DeliveryRequest.Kind kind, String done) {
    this.kind = kind;
    this.done = done;
  }

  @Override
  protected int run(Console console) throws IOException {
    if (refused != ids.isEmpty()) {
      throw wrong("name alerts by their ids, or all of them with --refused");
    }
    try (TriageStore store = data.write()) {
      String unknown = sink.isEmpty() ? null : store.deliveries().unknown(sink);
      if (unknown != null) {
        throw new IOException(unknown);
      }
      List<DeliveryRequest> requests = new ArrayList<>();
      for (Refusal one : store.deliveries().refusals(sink)) {
        if (refused) {
          requests.add(new DeliveryRequest(0, kind, one.alert(), one.sink()));
        }
      }
      for (String id : ids) {
        add(store.find(id), store, requests);
      }
      int added = store.deliveries().request(requests, System.getProperty("user.name", "unknown"));
      out().printf("%,d %s %s%n", added, added == 1 ? "delivery" : "deliveries", done);
    }
    return ExitCode.DONE;
  }

  /** To the sinks that refused the alert; if none did, an alert is sent again to all. */
  private void add(AlertRow alert, TriageStore store, List<DeliveryRequest> requests)
      throws IOException {
    List<String> sinks =
        store.deliveries().refusals(sink).stream()
            .filter(one -> one.alert().equals(alert.id()))
            .map(Refusal::sink)
            .toList();
    if (sinks.isEmpty()) {
      if (kind == DeliveryRequest.Kind.DISMISS) {
        throw new IOException("no sink refused alert " + alert.id());
      }
      sinks = sink.isEmpty() ? store.deliveries().sinks() : List.of(sink);
    }
    sinks.forEach(to -> requests.add(new DeliveryRequest(0, kind, alert.id(), to)));
  }
}
