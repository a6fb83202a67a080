package dev.weir.internal.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.BrowserGuard;
import dev.weir.internal.service.http.EventStreams;
import dev.weir.internal.service.http.HttpFailure;
import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP API at {@code /api/v1}. Each request needs a key, because alerts contain command lines.
 * Changes need JSON and no foreign {@code Origin}, so that no web page can make them through a
 * browser that knows a key. Safe for any thread.
 */
public final class AlertApi extends Handler.Abstract implements AutoCloseable {

  private static final String ROOT = "/api/v1/";
  private static final String PART = "monitor";
  private static final int MAX_BODY = 64 << 10;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ApiPages pages;
  private final EventStreams changes;
  private final Function<@Nullable String, @Nullable String> users;
  private final boolean loopback;
  private final Troubles troubles;

  /**
   * Answers from a triage store.
   *
   * @param users who may use it: gives the name for an Authorization header, or null
   * @param loopback whether only this machine can reach the address
   */
  public AlertApi(
      TriageStore store,
      Function<@Nullable String, @Nullable String> users,
      boolean loopback,
      Troubles troubles) {
    this.pages = new ApiPages(store);
    this.changes = new EventStreams("changed", store::version);
    this.users = users;
    this.loopback = loopback;
    this.troubles = troubles;
  }

  /** Ends what clients wait for; to be called before the server is closed. */
  @Override
  public void close() {
    changes.close();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(ROOT)) {
      return false;
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    attempt(
        request,
        response,
        callback,
        () -> begin(path.substring(ROOT.length()), request, response, callback));
    return true;
  }

  /** Something that answers a request, or says why not. */
  private interface Attempt {
    void run() throws ApiError, IOException;
  }

  private void attempt(Request request, Response response, Callback callback, Attempt attempt) {
    try {
      attempt.run();
    } catch (ApiError e) {
      fail(e.status(), e.getMessage(), response, callback);
    } catch (IllegalArgumentException e) {
      fail(400, e.getMessage(), response, callback);
    } catch (IOException e) {
      fail(503, e.getMessage(), response, callback);
    } catch (RuntimeException e) {
      refused(request, "500", HttpFailure.where(e));
      fail(500, HttpFailure.INTERNAL, response, callback);
    }
  }

  private void begin(String path, Request request, Response response, Callback callback)
      throws ApiError, IOException {
    if (loopback && !BrowserGuard.isForLoopback(request)) {
      refused(request, "host", "Host: " + request.getHttpURI().getHost());
      throw new ApiError(421, "use localhost, 127.0.0.1 or [::1]");
    }
    boolean isGet = request.getMethod().equals("GET");
    if (isGet && path.equals("openapi.json")) {
      send(200, ApiPages.description(), response, callback);
      return;
    }
    String user = users.apply(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    if (user == null) {
      refused(request, "401", path);
      response.getHeaders().put("WWW-Authenticate", "ApiKey realm=\"weir\"");
      throw new ApiError(
          401, "a key is needed; weir serve --new-key makes one, for `keys` of `monitor`");
    }
    if (isGet && path.equals("changes")) {
      if (!changes.add(request, response, callback)) {
        throw new ApiError(503, "too many clients wait for changes");
      }
    } else if (isGet) {
      send(200, pages.get(path, request).toString(), response, callback);
    } else if (request.getMethod().equals("POST")) {
      post(path, user, request, response, callback);
    } else {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, POST");
      throw new ApiError(405, "use GET or POST");
    }
  }

  private void post(String path, String user, Request request, Response response, Callback callback)
      throws ApiError {
    if (!BrowserGuard.isSameOrigin(request)) {
      refused(request, "origin", "Origin: " + request.getHeaders().get(HttpHeader.ORIGIN));
      throw new ApiError(403, "requests from pages of other sites are refused");
    }
    String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    if (!type.toLowerCase(Locale.ROOT).matches("application/json(\\s*;.*)?")) {
      throw new ApiError(415, "Content-Type must be application/json");
    }
    long length = request.getLength();
    if (length < 0 || length > MAX_BODY) {
      throw new ApiError(413, "a body has a Content-Length of at most " + MAX_BODY);
    }
    Content.Source.asString(
        request,
        UTF_8,
        Promise.from(
            body ->
                attempt(
                    request,
                    response,
                    callback,
                    () -> {
                      ObjectNode answer = pages.post(path, user, object(body));
                      send(200, answer.toString(), response, callback);
                    }),
            callback::failed));
  }

  private static JsonNode object(String body) throws ApiError {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      throw new ApiError(400, "the body is not valid JSON: " + e.getOriginalMessage());
    }
    throw new ApiError(400, "the body must be a JSON object");
  }

  private void refused(Request request, String reason, String detail) {
    troubles.refused(PART, reason, Request.getRemoteAddr(request) + ": " + detail);
  }

  private static void fail(
      int status, @Nullable String message, Response response, Callback callback) {
    ObjectNode error = MAPPER.createObjectNode().put("error", String.valueOf(message));
    send(status, error.toString(), response, callback);
  }

  private static void send(int status, String body, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, body + "\n", callback);
  }
}
