package dev.weir.internal.service.sink;

import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.sink.WebhookSettings.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/** Posts alerts to a receiver of the operator's own. */
public final class WebhookSink implements Sink {

  /** Answers that are about the sender, its key or the address, and not about an alert. */
  private static final Set<Integer> NOT_THE_ALERT = Set.of(401, 403, 404, 407, 408, 425, 429);

  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int LONGEST_REASON = 200;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final WebhookSettings settings;
  private final HttpClient client;
  private final InstantSource clock;

  /** Those of a delivery that has not ended that have arrived. */
  private final Set<String> arrived = new HashSet<>();

  private Instant notBefore = Instant.MIN;

  /**
   * A sink that has not connected yet.
   *
   * @param settings where the alerts go
   * @param clock tells the time, which a receiver compares with its own
   * @throws IOException if the file of certificates cannot be used; its message says why
   */
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
  public List<RefusedAlert> deliver(List<OutgoingAlert> alerts)
      throws IOException, InterruptedException {
    if (clock.instant().isBefore(notBefore)) {
      throw new IOException("the receiver asked to be left alone until " + notBefore);
    }
    List<RefusedAlert> refused = new ArrayList<>();
    if (settings.format() == Format.SINGLE) {
      for (OutgoingAlert alert : alerts) {
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
    // its connections are the JDK's, and go with it
  }

  private void post(List<OutgoingAlert> all, List<RefusedAlert> refused)
      throws IOException, InterruptedException {
    List<OutgoingAlert> alerts = all.stream().filter(one -> !arrived.contains(one.id())).toList();
    if (alerts.isEmpty()) {
      return;
    }
    HttpResponse<byte[]> response =
        HttpClients.send(client, request(alerts), settings.timeout(), LONGEST_ANSWER);
    int status = response.statusCode();
    if (status / 100 == 2) {
      alerts.forEach(alert -> arrived.add(alert.id()));
    } else if (status / 100 != 4 || NOT_THE_ALERT.contains(status)) {
      waitAsAsked(response);
      throw new IOException(failure(response));
    } else if (alerts.size() == 1) {
      refused.add(new RefusedAlert(alerts.get(0), failure(response)));
    } else {
      // one of them is bad, and the others need not be
      int half = alerts.size() / 2;
      post(alerts.subList(0, half), refused);
      post(alerts.subList(half, alerts.size()), refused);
    }
  }

  private HttpRequest request(List<OutgoingAlert> alerts) {
    byte[] body = body(alerts);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
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

  private byte[] body(List<OutgoingAlert> alerts) {
    if (settings.format() == Format.SINGLE) {
      return alerts.get(0).document();
    }
    boolean array = settings.format() == Format.ARRAY;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < alerts.size(); i++) {
      if (array) {
        body.write(i == 0 ? '[' : ',');
      }
      body.writeBytes(alerts.get(i).document());
      if (!array) {
        body.write('\n');
      }
    }
    if (array) {
      body.write(']');
    }
    return body.toByteArray();
  }

  /** A receiver may say in seconds when to come back. */
  private void waitAsAsked(HttpResponse<byte[]> response) {
    response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
        .ifPresent(wait -> notBefore = clock.instant().plus(wait));
  }

  private String failure(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String said = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    String start = said.length() > LONGEST_REASON ? said.substring(0, LONGEST_REASON) : said;
    return HttpClients.origin(settings.url())
        + " answers "
        + status
        + (start.isBlank() ? "" : ": " + start)
        + switch (status) {
          case 401, 403 -> "; check secret and headers";
          case 404 -> "; check url";
          default ->
              status / 100 == 3 ? "; redirects are not followed: set url to where it leads" : "";
        };
  }
}
