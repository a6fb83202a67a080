package dev.weir.internal.service.sink;

import dev.weir.internal.service.search.BulkRequest;
import dev.weir.internal.service.search.SearchClient;
import dev.weir.internal.service.search.SearchException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gives alerts to Elasticsearch or OpenSearch: each is created by its id, so that one that is there
 * already stays the only one.
 */
public final class SearchSink implements Sink {

  private static final String TEMPLATE = "logs-weir.alert";

  private static final int CREATED = 201;
  private static final int BAD_DOCUMENT = 400;
  private static final int THERE_ALREADY = 409;
  private static final int TOO_LARGE = 413;

  /** Errors that are called the request's fault, but are the index's. */
  private static final Set<String> FAULTS_OF_THE_INDEX =
      Set.of("index_closed_exception", "invalid_index_name_exception");

  private final SearchSinkSettings settings;
  private final SearchClient client;
  private boolean templateIsThere;

  /**
   * A sink that has not connected yet.
   *
   * @param settings where the alerts go
   * @throws IOException if the file of certificates cannot be used; its message says why
   */
  public SearchSink(SearchSinkSettings settings) throws IOException {
    this.settings = settings;
    this.client = new SearchClient(settings.server());
    this.templateIsThere = !settings.template();
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public List<RefusedAlert> deliver(List<OutgoingAlert> alerts)
      throws IOException, InterruptedException {
    if (!templateIsThere) {
      client.installTemplate(TEMPLATE, template());
      templateIsThere = true;
    }
    List<RefusedAlert> refused = new ArrayList<>();
    int from = 0;
    while (from < alerts.size()) {
      int to = from + fitting(alerts.subList(from, alerts.size()));
      send(alerts.subList(from, to), refused);
      from = to;
    }
    return refused;
  }

  @Override
  public void close() {
    client.close();
  }

  /** How many of the first alerts one request holds. */
  private int fitting(List<OutgoingAlert> alerts) {
    long bytes = 0;
    int count = 0;
    for (OutgoingAlert alert : alerts) {
      bytes += alert.document().length;
      if (count > 0 && bytes > settings.requestBytes()) {
        break;
      }
      count++;
    }
    return count;
  }

  private void send(List<OutgoingAlert> alerts, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    BulkRequest bulk = new BulkRequest();
    alerts.forEach(alert -> bulk.create(alert.id(), alert.document()));
    List<BulkRequest.Result> results;
    try {
      results = bulk.send(client, settings.dataStream());
    } catch (SearchException e) {
      if (e.status() != TOO_LARGE) {
        throw e;
      }
      halve(alerts, e, refused);
      return;
    }
    sort(alerts, results, refused);
  }

  /** The cluster, or a proxy before it, takes less than the setting says. */
  private void halve(
      List<OutgoingAlert> alerts, SearchException failure, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    if (alerts.size() == 1) {
      refused.add(new RefusedAlert(alerts.get(0), String.valueOf(failure.getMessage())));
      return;
    }
    int half = alerts.size() / 2;
    send(alerts.subList(0, half), refused);
    send(alerts.subList(half, alerts.size()), refused);
  }

  private void sort(
      List<OutgoingAlert> alerts, List<BulkRequest.Result> results, List<RefusedAlert> refused)
      throws IOException {
    int notNow = 0;
    String reason = "";
    for (int i = 0; i < alerts.size(); i++) {
      BulkRequest.Result result = results.get(i);
      int status = result.status();
      if (status == BAD_DOCUMENT && !FAULTS_OF_THE_INDEX.contains(result.type())) {
        refused.add(new RefusedAlert(alerts.get(i), result.reason()));
      } else if (status != CREATED && status != THERE_ALREADY) {
        notNow++;
        reason = status + " " + result.reason();
      }
    }
    if (notNow > 0) {
      throw new IOException(
          settings.dataStream()
              + " does not take "
              + notNow
              + " of "
              + alerts.size()
              + " alerts now: "
              + reason);
    }
  }

  private static byte[] template() throws IOException {
    try (InputStream in = SearchSink.class.getResourceAsStream(TEMPLATE + ".json")) {
      if (in == null) {
        throw new IOException("Weir's index template is missing from its jar");
      }
      return in.readAllBytes();
    }
  }
}
