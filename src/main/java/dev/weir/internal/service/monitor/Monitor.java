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
 * How a service is, over HTTP: {@code /metrics} for Prometheus, {@code /health/live} as long as the
 * process works, {@code /health/ready} while nothing keeps a part of it from working, and {@code
 * /rules} for which rules ran when.
 */
public final class Monitor extends Handler.Abstract {

  private static final String TEXT = "text/plain; charset=utf-8";

  /** Knows which rules ran when. */
  @FunctionalInterface
  public interface Rules {
    /** The newest first. */
    List<RuleUpdate> updates() throws IOException;
  }

  private final Runnable refresh;
  private final Rules rules;
  private final PrometheusMeterRegistry meters;
  private final Troubles troubles;

  /**
   * Shows a service.
   *
   * @param refresh takes what has come up since the last time into the meters, before a look
   * @param rules the rules it went by
   * @param meters its meters
   * @param troubles what keeps its parts from working
   */
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
        answer(
            response, callback, 200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
      }
      case "/health/live" -> answer(response, callback, 200, TEXT, "alive\n");
      case "/health/ready" -> ready(response, callback);
      case "/rules" -> rules(response, callback);
      default ->
          answer(response, callback, 404, TEXT, "/metrics, /health/live, /health/ready, /rules\n");
    }
    return true;
  }

  private void ready(Response response, Callback callback) {
    Map<String, String> now = troubles.now();
    if (now.isEmpty()) {
      answer(response, callback, 200, TEXT, "ready\n");
    } else {
      String told =
          now.entrySet().stream()
              .map(trouble -> trouble.getKey() + ": " + trouble.getValue() + "\n")
              .collect(Collectors.joining());
      answer(response, callback, 503, TEXT, told);
    }
  }

  /** A line each, the newest first; what else was told of it is set in below. */
  private void rules(Response response, Callback callback) {
    try {
      String told = rules.updates().stream().map(Monitor::shown).collect(Collectors.joining());
      answer(response, callback, 200, TEXT, told);
    } catch (IOException e) {
      answer(response, callback, 503, TEXT, e.getMessage() + "\n");
    }
  }

  private static String shown(RuleUpdate update) {
    return update.at().truncatedTo(ChronoUnit.MILLIS)
        + " "
        + update.result().word()
        + " "
        + update.hash()
        + "\n"
        + update.message().indent(2);
  }

  private static void answer(
      Response response, Callback callback, int status, String type, String body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    Content.Sink.write(response, true, body, callback);
  }
}
