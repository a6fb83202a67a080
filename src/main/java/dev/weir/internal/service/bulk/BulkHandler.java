package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.Chunk;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Answers requests as Elasticsearch does and passes on the documents of bulk requests. */
final class BulkHandler extends Handler.Abstract {

  private static final Pattern BULK = Pattern.compile("/(?:([^_/][^/]*)/(?:[^/]+/)?)?_bulk");

  private static final Set<String> CONTENT_TYPES =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/vnd.elasticsearch+json",
          "application/vnd.elasticsearch+x-ndjson");

  private static final String DEFAULT_INDEX = "weir";
  private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,300}");

  private final String source;
  private final BulkSettings settings;
  private final Authenticator authenticator;
  private final InFlightBytes inFlight;
  private final Troubles troubles;
  private final IntConsumer statuses;
  private final Consumer<AcceptedRequest> accepted;

  /** A handler. */
  BulkHandler(
      String source,
      BulkSettings settings,
      InFlightBytes inFlight,
      Troubles troubles,
      IntConsumer statuses,
      Consumer<AcceptedRequest> accepted) {
    this.source = source;
    this.settings = settings;
    this.authenticator = new Authenticator(settings.keys());
    this.inFlight = inFlight;
    this.troubles = troubles;
    this.statuses = statuses;
    this.accepted = accepted;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, statuses);
    Rejection rejection = checkSender(request);
    if (rejection != null) {
      exchange.reject(rejection, true);
      return true;
    }
    Matcher bulk = BULK.matcher(path(request));
    boolean sends = request.getMethod().equals("POST") || request.getMethod().equals("PUT");
    RequestBuffer buffer = new RequestBuffer(settings.bodyBytes(), inFlight);
    if (!sends || !bulk.matches()) {
      read(
          request,
          buffer,
          body -> {
            buffer.release();
            answerHandshake(exchange, request, body);
          });
      return true;
    }
    rejection = checkContentType(request);
    if (rejection != null) {
      exchange.reject(rejection, true);
      return true;
    }
    String index = bulk.group(1) == null ? DEFAULT_INDEX : bulk.group(1);
    read(request, buffer, body -> parse(exchange, request, body, buffer, index));
    return true;
  }

  private @Nullable Rejection checkSender(Request request) {
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      return new Rejection(
          403,
          "security_exception",
          "requests from web pages (with an Origin header) are rejected");
    }
    if (!authenticator.allows(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      return new Rejection(401, "security_exception", "missing or invalid API key");
    }
    return null;
  }

  private @Nullable Rejection checkContentType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String media = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    if (!CONTENT_TYPES.contains(media)) {
      return new Rejection(
          406, "media_type_header_exception", "the content type must be application/x-ndjson");
    }
    if (!isGzip(request) && request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      return new Rejection(
          415, "illegal_argument_exception", "the content encoding must be gzip or none");
    }
    return null;
  }

  private void read(Request request, RequestBuffer buffer, Consumer<RequestBody> whenRead) {
    Scheduler.Task timeout =
        schedule(
            settings.bodyTime(),
            request,
            () -> request.fail(new TimeoutException("the body took too long")));
    new RequestBody(
            request,
            settings.bodyBytes(),
            buffer,
            body -> {
              timeout.cancel();
              whenRead.accept(body);
            })
        .run();
  }

  private void answerHandshake(Exchange exchange, Request request, RequestBody body) {
    Rejection rejection = body.rejection();
    if (rejection != null) {
      exchange.reject(rejection, !body.isComplete());
      return;
    }
    String method = request.getMethod();
    ElasticsearchHandshake.Reply reply =
        ElasticsearchHandshake.reply(method, path(request), authority(request));
    if (reply != null) {
      exchange.answer(reply);
    } else {
      exchange.reject(
          new Rejection(
              404,
              "resource_not_found_exception",
              "no " + method + " " + path(request) + ": Weir accepts documents on _bulk only"),
          false);
    }
  }

  private void parse(
      Exchange exchange, Request request, RequestBody body, RequestBuffer buffer, String index) {
    long start = System.nanoTime();
    Rejection rejection = body.rejection();
    if (rejection == null && isGzip(request)) {
      rejection = buffer.unzip();
    }
    if (rejection != null) {
      buffer.release();
      exchange.reject(rejection, !body.isComplete());
      return;
    }
    String sender = Request.getRemoteAddr(request);
    ParseResult parsed = new BulkParser(buffer.bytes(), buffer.length(), sender, index).parse();
    if (parsed instanceof Rejection malformed) {
      buffer.release();
      exchange.reject(malformed, false);
    } else if (parsed instanceof Content content) {
      accept(exchange, request, buffer, content, start);
    }
  }

  private void accept(
      Exchange exchange, Request request, RequestBuffer buffer, Content content, long start) {
    long extra = (long) content.actions().size() * BulkParser.ACTION_BYTES;
    if (!inFlight.reserve(extra)) {
      buffer.release();
      reject(exchange, content, Rejection.busy());
      return;
    }
    request.addIdleTimeoutListener(idle -> false); // the sender waits for Weir
    Duration answerTime = settings.answerTime();
    Scheduler.Task timeout =
        schedule(
            answerTime,
            request,
            () ->
                rejectUnsaved(exchange, content, "no result in " + answerTime.toMillis() + " ms"));
    boolean brief = wantsOnlyStatus(request);
    accepted.accept(
        new AcceptedRequest(
            new Chunk(source, content.items(), Map.of()),
            exchange,
            request.getComponents().getExecutor(),
            (faults, failure) -> {
              timeout.cancel();
              buffer.release();
              inFlight.release(extra);
              if (faults == null) {
                rejectUnsaved(exchange, content, String.valueOf(failure));
              } else {
                troubles.over(part()); // even if it is too late for this sender
                if (!exchange.isAnswered()) {
                  long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                  exchange.answer(BulkResponse.of(content.actions(), faults, millis, brief));
                }
              }
            }));
  }

  private void rejectUnsaved(Exchange exchange, Content content, String reason) {
    if (!exchange.isAnswered()) {
      troubles.met(part(), "documents were not saved, senders must retry: " + reason);
      reject(exchange, content, Rejection.notSaved());
    }
  }

  private void reject(Exchange exchange, Content content, Rejection rejection) {
    if (settings.itemFailures()) {
      exchange.answer(BulkResponse.of(content.actions(), rejection));
    } else {
      exchange.reject(rejection, false);
    }
  }

  private static Scheduler.Task schedule(Duration time, Request request, Runnable task) {
    return request
        .getComponents()
        .getScheduler()
        .schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean isGzip(Request request) {
    return "gzip".equalsIgnoreCase(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
  }

  private String part() {
    return "source " + source;
  }

  /** Beats, Logstash and Fluent Bit do, and some have no room for a longer response. */
  private static boolean wantsOnlyStatus(Request request) {
    String filter = Request.extractQueryParameters(request).getValue("filter_path");
    return filter != null && filter.contains("status");
  }

  private static String path(Request request) {
    return Request.getPathInContext(request);
  }

  private static String authority(Request request) {
    String authority = String.valueOf(request.getHttpURI().getAuthority());
    return AUTHORITY.matcher(authority).matches() ? authority : "localhost";
  }
}
