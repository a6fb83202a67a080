package dev.weir.internal.service.monitor;

import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The HTTP endpoint for operators: {@code /metrics} for Prometheus, {@code /health/live} while the
 * process runs, {@code /health/ready} while no part of the service is in trouble, and {@code
 * /rules} for the history of rules.
 */
public final class Monitor extends Handler.Abstract {

  static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /** The history of rules. */
  @FunctionalInterface
  public interface Rules {
    /** The newest first. */
    List<RuleUpdate> updates() throws IOException;
  }

  private final Runnable refresh;
  private final Rules rules;
  private final PrometheusMeterRegistry meters;
  private final Troubles troubles;

  /** Calls {@code refresh} before each scrape. */
  public Monitor(Runnable refresh, Rules rules, PrometheusMeterRegistry meters, Troubles troubles) {
    this.refresh = refresh;
    this.rules = rules;
    this.meters = meters;
    this.troubles = troubles;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    switch (Request.getPathInContext(request)) {
      case "/metrics" -> {
        refresh.run();
        send(response, callback, 200, PROMETHEUS, meters.scrape());
      }
      case "/health/live" -> send(response, callback, 200, TEXT, "alive\n");
      case "/health/ready" -> sendReady(response, callback);
      case "/rules" -> sendRules(response, callback);
      default ->
          send(response, callback, 404, TEXT, "/metrics, /health/live, /health/ready, /rules\n");
    }
    return true;
  }

  private void sendReady(Response response, Callback callback) {
    Map<String, String> now = troubles.now();
    String lines =
        now.entrySet().stream()
            .map(trouble -> trouble.getKey() + ": " + trouble.getValue() + "\n")
            .collect(Collectors.joining());
    send(response, callback, now.isEmpty() ? 200 : 503, TEXT, now.isEmpty() ? "ready\n" : lines);
  }

  private void sendRules(Response response, Callback callback) {
    try {
      String lines = rules.updates().stream().map(Monitor::format).collect(Collectors.joining());
      send(response, callback, 200, TEXT, lines);
    } catch (IOException e) {
      send(response, callback, 503, TEXT, e.getMessage() + "\n");
    }
  }

  private static String format(RuleUpdate update) {
    return "%s %s %s\n%s"
        .formatted(
            update.at().truncatedTo(ChronoUnit.MILLIS),
            update.result().word(),
            update.hash(),
            update.message().indent(2));
  }

  static void send(Response response, Callback callback, int status, String type, String body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    Content.Sink.write(response, true, body, callback);
  }
}
