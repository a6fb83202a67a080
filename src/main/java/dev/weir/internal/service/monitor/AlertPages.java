package dev.weir.internal.service.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.store.AlertFilter;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * The page {@code /alerts}: the alerts of the store, also those that the cap suppressed, as one
 * JSON object per line, the newest first. The documents contain command lines, so they need a key.
 */
public final class AlertPages extends Handler.Abstract {

  private static final String NDJSON = "application/x-ndjson";
  private static final Set<String> PARAMETERS = Set.of("before", "host", "suppressed");
  private static final int MAX_ALERTS = 100;
  private static final long MAX_BYTES = 8 << 20;

  private static final JsonMapper MAPPER = new JsonMapper();

  /** The alerts of a store. */
  @FunctionalInterface
  public interface Alerts {
    /** A page of the alerts before a number, the newest first. */
    List<StoredAlert> page(AlertFilter filter, long before, int maxAlerts, long maxBytes)
        throws IOException;
  }

  private final Alerts alerts;
  private final Predicate<String> allows;

  /** Shows documents to requests whose Authorization header is allowed. */
  public AlertPages(Alerts alerts, Predicate<String> allows) {
    this.alerts = alerts;
    this.allows = allows;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals("/alerts")) {
      return false;
    }
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization != null && !allows.test(authorization)) {
      Monitor.send(response, callback, 401, Monitor.TEXT, "unknown key\n");
      return true;
    }
    try {
      Fields query = Request.extractQueryParameters(request, UTF_8);
      if (!PARAMETERS.containsAll(query.getNames())) {
        throw new IllegalArgumentException("parameters: " + String.join(", ", PARAMETERS));
      }
      AlertFilter filter =
          new AlertFilter("true".equals(query.getValue("suppressed")), query.getValue("host"));
      String before = query.getValue("before");
      StringBuilder lines = new StringBuilder();
      for (StoredAlert alert :
          alerts.page(
              filter,
              before == null ? Long.MAX_VALUE : Long.parseLong(before),
              MAX_ALERTS,
              MAX_BYTES)) {
        lines.append(line(alert, authorization != null)).append('\n');
      }
      Monitor.send(response, callback, 200, NDJSON, lines.toString());
    } catch (IllegalArgumentException e) {
      Monitor.send(response, callback, 400, Monitor.TEXT, e.getMessage() + "\n");
    } catch (IOException e) {
      Monitor.send(response, callback, 503, Monitor.TEXT, e.getMessage() + "\n");
    }
    return true;
  }

  private static String line(StoredAlert alert, boolean whole) {
    ObjectNode line = MAPPER.createObjectNode();
    line.put("number", alert.number());
    line.put("stored", alert.stored().toString());
    line.put("id", alert.id());
    line.put("rule", alert.rule());
    line.put("host", alert.host());
    line.put("suppressed", alert.suppressed());
    line.put("state", alert.state().name().toLowerCase(Locale.ROOT));
    if (whole && alert.document().length > 0) {
      line.putRawValue("alert", new RawValue(new String(alert.document(), UTF_8)));
    }
    return line.toString();
  }
}
