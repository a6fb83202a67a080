package dev.weir.internal.service.sink;

import dev.weir.internal.service.search.BulkRequest;
import dev.weir.internal.service.search.SearchClient;
import dev.weir.internal.service.search.SearchException;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A sink that creates alerts in Elasticsearch or OpenSearch. The alert's id is the document's id,
 * so that an alert that is delivered twice exists once.
 */
public final class SearchSink implements Sink {

  private static final String TEMPLATE = "logs-weir.alert";

  private static final int CREATED = 201;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int TOO_LARGE = 413;

  /** Errors with status 400 that are not the document's fault. */
  private static final Set<String> INDEX_ERRORS =
      Set.of("index_closed_exception", "invalid_index_name_exception");

  private final SearchSinkSettings settings;
  private final SearchClient client;
  private boolean templateInstalled;

  /** Connects on the first delivery; fails if the CA file cannot be used. */
  public SearchSink(SearchSinkSettings settings) throws IOException {
    this.settings = settings;
    this.client = new SearchClient(settings.server());
    this.templateInstalled = !settings.template();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return settings.dataStream() + " at " + settings.server().places();
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts)
      throws IOException, InterruptedException {
    if (!templateInstalled) {
      client.installTemplate(TEMPLATE, template());
      templateInstalled = true;
    }
    List<RefusedAlert> refused = new ArrayList<>();
    send(alerts, refused);
    return refused;
  }

  @Override
  public void close() {
    client.close();
  }

  private void send(List<StoredAlert> alerts, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    long bytes = alerts.stream().mapToLong(alert -> alert.document().length).sum();
    if (bytes > settings.requestBytes() && alerts.size() > 1) {
      sendHalves(alerts, refused);
      return;
    }
    BulkRequest bulk = new BulkRequest();
    alerts.forEach(alert -> bulk.create(alert.id(), alert.document()));
    try {
      evaluate(alerts, bulk.send(client, settings.dataStream()), refused);
    } catch (SearchException e) {
      if (e.status() != TOO_LARGE) {
        throw e;
      }
      // the cluster, or a proxy in front of it, accepts less than request-bytes
      if (alerts.size() > 1) {
        sendHalves(alerts, refused);
      } else {
        refused.add(new RefusedAlert(alerts.get(0), String.valueOf(e.getMessage())));
      }
    }
  }

  private void sendHalves(List<StoredAlert> alerts, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    int half = alerts.size() / 2;
    send(alerts.subList(0, half), refused);
    send(alerts.subList(half, alerts.size()), refused);
  }

  private void evaluate(
      List<StoredAlert> alerts, List<BulkRequest.Result> results, List<RefusedAlert> refused)
      throws IOException {
    int failed = 0;
    String reason = "";
    for (int i = 0; i < alerts.size(); i++) {
      BulkRequest.Result result = results.get(i);
      int status = result.status();
      if (status == BAD_REQUEST && !INDEX_ERRORS.contains(result.type())) {
        refused.add(new RefusedAlert(alerts.get(i), result.reason()));
      } else if (status != CREATED && status != CONFLICT) {
        failed++;
        reason = status + " " + result.reason();
      }
    }
    if (failed > 0) {
      throw new IOException(
          "%s cannot take %d of %d alerts now: %s"
              .formatted(settings.dataStream(), failed, alerts.size(), reason));
    }
  }

  private static byte[] template() throws IOException {
    try (InputStream in = SearchSink.class.getResourceAsStream(TEMPLATE + ".json")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
