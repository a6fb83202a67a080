package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.ItemFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
  private final Consumer<AcceptedRequest> accepted;

  BulkHandler(
      String source,
      BulkSettings settings,
      InFlightBytes inFlight,
      Troubles troubles,
      Consumer<AcceptedRequest> accepted) {
    this.source = source;
    this.settings = settings;
    this.authenticator = new Authenticator(settings.keys());
    this.inFlight = inFlight;
    this.troubles = troubles;
    this.accepted = accepted;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, inFlight, part(), troubles);
    exchange.attempt(() -> begin(exchange, request));
    return true;
  }

  /** Checks all that the header says before the body takes memory. */
  private void begin(Exchange exchange, Request request) {
    Matcher bulk = BULK.matcher(path(request));
    boolean sends = request.getMethod().equals("POST") || request.getMethod().equals("PUT");
    boolean documents = sends && bulk.matches();
    boolean brief = false;
    Rejection rejection = checkSender(request);
    if (rejection == null && documents) {
      rejection = checkContentType(request);
      try {
        brief = wantsOnlyStatus(request);
      } catch (RuntimeException e) { // Jetty throws several kinds, IllegalStateException too
        rejection = Rejection.malformed("the query of the URL is malformed: " + e.getMessage());
      }
    }
    if (rejection != null) {
      exchange.reject(rejection, true);
    } else if (documents) {
      String index = bulk.group(1) == null ? DEFAULT_INDEX : bulk.group(1);
      boolean onlyStatus = brief;
      read(exchange, body -> parse(exchange, body, index, onlyStatus));
    } else {
      read(exchange, body -> answerHandshake(exchange, body));
    }
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

  private static @Nullable Rejection checkContentType(Request request) {
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

  private void read(Exchange exchange, Consumer<RequestBody> whenRead) {
    Scheduler.Task timeout =
        exchange.after(
            settings.bodyTime(),
            () -> exchange.request().fail(new TimeoutException("the body took too long")));
    new RequestBody(
            exchange,
            settings.bodyBytes(),
            body -> {
              timeout.cancel();
              Rejection rejection = body.buffer().rejection();
              if (rejection != null) {
                exchange.reject(rejection, !body.isComplete());
              } else {
                whenRead.accept(body);
              }
            })
        .run();
  }

  private static void answerHandshake(Exchange exchange, RequestBody body) {
    body.buffer().release();
    Request request = exchange.request();
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

  private void parse(Exchange exchange, RequestBody body, String index, boolean brief) {
    long start = System.nanoTime();
    RequestBuffer buffer = body.buffer();
    if (isGzip(exchange.request())) {
      buffer.unzip();
    }
    ParseResult parsed = buffer.rejection();
    if (parsed == null) {
      parsed = new BulkParser(buffer.bytes(), buffer.length(), exchange.sender(), index).parse();
    }
    if (parsed instanceof Rejection malformed) {
      buffer.release();
      exchange.reject(malformed, false);
    } else if (parsed instanceof Content content) {
      accept(exchange, buffer, content, brief, start);
    }
  }

  private void accept(
      Exchange exchange, RequestBuffer buffer, Content content, boolean brief, long start) {
    long extra = content.bytes();
    if (extra + buffer.bytes().length > inFlight.max()) {
      exchange.reject(
          Rejection.tooLarge("the body never fits in under-way-bytes; send smaller requests"),
          false);
      return;
    }
    if (!exchange.share().reserve(extra)) {
      boolean room = extra <= buffer.length() || exchange.share().reserve(extra - buffer.length());
      reject(exchange, content, Rejection.busy(), room);
      return;
    }
    Request request = exchange.request();
    HttpServer.keep(request);
    request.addIdleTimeoutListener(idle -> false); // the sender waits for Weir
    String late = "no result in " + settings.answerTime().toMillis() + " ms";
    Scheduler.Task timeout =
        exchange.after(settings.answerTime(), () -> rejectUnsaved(exchange, content, late));
    Executor executor = request.getComponents().getExecutor();
    AcceptedRequest documents =
        new AcceptedRequest(
            new Chunk(source, content.items(), Map.of()),
            exchange,
            (faults, failure) -> {
              timeout.cancel();
              buffer.release();
              exchange.share().leave();
              if (faults != null) {
                troubles.over(part()); // even if it is too late for this sender
              }
              executor.execute( // so that the feed's threads need not answer
                  () ->
                      exchange.attempt(
                          () -> answer(exchange, content, faults, failure, brief, start)));
            });
    exchange.share().join();
    try {
      accepted.accept(documents);
    } catch (RuntimeException | Error e) {
      exchange.share().leave();
      throw e;
    }
  }

  private void answer(
      Exchange exchange,
      Content content,
      @Nullable List<ItemFault> faults,
      @Nullable Throwable failure,
      boolean brief,
      long start) {
    if (faults == null) {
      rejectUnsaved(exchange, content, String.valueOf(failure));
    } else if (!exchange.isAnswered()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      exchange.answer(BulkResponse.of(content.actions(), faults, millis, brief));
    }
  }

  private void rejectUnsaved(Exchange exchange, Content content, String reason) {
    if (!exchange.isAnswered()) {
      troubles.met(part(), "documents were not saved, senders must retry: " + reason);
      reject(exchange, content, Rejection.notSaved(), true);
    }
  }

  private void reject(Exchange exchange, Content content, Rejection rejection, boolean room) {
    if (settings.itemFailures() && room) {
      exchange.reject(content.actions(), rejection);
    } else {
      exchange.reject(rejection, false);
    }
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
