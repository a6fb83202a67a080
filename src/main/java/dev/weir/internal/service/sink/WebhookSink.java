package dev.weir.internal.service.sink;

import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.sink.WebhookSettings.Format;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A sink that posts alerts to a URL. */
public final class WebhookSink implements Sink {

  /** Client errors (4xx) that are not the fault of an alert and are worth a retry. */
  private static final Set<Integer> RETRIABLE = Set.of(401, 403, 404, 407, 408, 410, 425, 429);

  private static final int MAX_RESPONSE_BYTES = 1 << 20;
  private static final int MAX_REASON_CHARS = 200;
  private static final Duration MAX_WAIT = Duration.ofHours(1);

  private final WebhookSettings settings;
  private final HttpClient client;
  private final InstantSource clock;

  /** Ids of the alerts of an unfinished delivery that have arrived. */
  private final Set<String> arrived = new HashSet<>();

  private Instant notBefore = Instant.MIN;

  /** Connects on the first delivery; fails if the CA file cannot be used. */
  public WebhookSink(WebhookSettings settings, InstantSource clock) throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.client = HttpClients.client(settings.connectTimeout(), settings.caCertificate());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return HttpClients.origin(settings.url());
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts)
      throws IOException, InterruptedException {
    if (clock.instant().isBefore(notBefore)) {
      throw new IOException("the receiver asked to wait until " + notBefore + " (Retry-After)");
    }
    List<RefusedAlert> refused = new ArrayList<>();
    if (settings.format() == Format.SINGLE) {
      for (StoredAlert alert : alerts) {
        post(List.of(alert), refused);
      }
    } else {
      post(alerts, refused);
    }
    arrived.clear();
    return refused;
  }

  @Override
  public void close() {
    // the JDK client closes idle connections itself
  }

  private void post(List<StoredAlert> all, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    List<StoredAlert> alerts = all.stream().filter(alert -> !arrived.contains(alert.id())).toList();
    if (alerts.isEmpty()) {
      return;
    }
    HttpResponse<byte[]> response =
        HttpClients.send(client, request(alerts), settings.timeout(), MAX_RESPONSE_BYTES);
    int status = response.statusCode();
    if (status / 100 == 2) {
      alerts.forEach(alert -> arrived.add(alert.id()));
    } else if (status / 100 != 4 || RETRIABLE.contains(status)) {
      observeRetryAfter(response);
      throw new IOException(failure(response));
    } else if (alerts.size() == 1) {
      refused.add(new RefusedAlert(alerts.get(0), failure(response)));
    } else {
      // only some of them may be bad
      int half = alerts.size() / 2;
      post(alerts.subList(0, half), refused);
      post(alerts.subList(half, alerts.size()), refused);
    }
  }

  private HttpRequest request(List<StoredAlert> alerts) {
    byte[] body = body(alerts);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(alerts.get(0)))
            .POST(BodyPublishers.ofByteArray(body))
            .header("User-Agent", "weir")
            .header(
                "Content-Type",
                settings.format() == Format.NDJSON ? "application/x-ndjson" : "application/json");
    settings.headers().forEach(request::setHeader);
    if (settings.format() == Format.SINGLE) {
      request.header("Idempotency-Key", alerts.get(0).id());
    }
    String secret = settings.secret();
    if (secret != null) {
      long seconds = clock.instant().getEpochSecond();
      request.header("Weir-Signature", WebhookSignature.of(secret, seconds, body));
    }
    return request.build();
  }

  private URI url(StoredAlert alert) {
    AlertTemplate template = settings.template();
    String path = template == null ? "" : template.path(alert.document());
    return path.isEmpty() ? settings.url() : URI.create(settings.url() + path);
  }

  private byte[] body(List<StoredAlert> alerts) {
    if (settings.format() == Format.SINGLE) {
      byte[] document = alerts.get(0).document();
      AlertTemplate template = settings.template();
      return template == null
          ? document
          : template.fill(document).toString().getBytes(StandardCharsets.UTF_8);
    }
    if (settings.format() == Format.NDJSON) {
      return NdJson.of(alerts);
    }
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    for (StoredAlert alert : alerts) {
      array.write(array.size() == 0 ? '[' : ',');
      array.writeBytes(alert.document());
    }
    array.write(']');
    return array.toByteArray();
  }

  private void observeRetryAfter(HttpResponse<byte[]> response) {
    response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(wait -> wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait)
        .ifPresent(wait -> notBefore = clock.instant().plus(wait));
  }

  private String failure(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String body = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    String reason = body.substring(0, Math.min(body.length(), MAX_REASON_CHARS));
    return HttpClients.origin(settings.url())
        + " returned "
        + status
        + (reason.isBlank() ? "" : ": " + reason)
        + switch (status) {
          case 401, 403 -> "; check secret and headers";
          case 404, 410 -> "; check url";
          default ->
              status / 100 == 3
                  ? "; Weir does not follow redirects: set url to the final address"
                  : "";
        };
  }
}
