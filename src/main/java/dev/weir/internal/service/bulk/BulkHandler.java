package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.health.Troubles;
import java.util.Locale;
import java.util.Set;
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

  private static final Pattern DOCUMENT =
      Pattern.compile("/([^_/][^/]*)/(?:_doc(?:/([^/]+))?|_create/([^/]+))");

  private static final Set<String> CONTENT_TYPES =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/vnd.elasticsearch+json",
          "application/vnd.elasticsearch+x-ndjson");

  private static final String DEFAULT_INDEX = "weir";
  private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,300}");

  private final String part;
  private final BulkSettings settings;
  private final Authenticator authenticator;
  private final InFlightBytes inFlight;
  private final Troubles troubles;
  private final Consumer<AcceptedRequest> accepted;

  BulkHandler(
      String part,
      BulkSettings settings,
      InFlightBytes inFlight,
      Troubles troubles,
      Consumer<AcceptedRequest> accepted) {
    this.part = part;
    this.settings = settings;
    this.authenticator = new Authenticator(settings.keys());
    this.inFlight = inFlight;
    this.troubles = troubles;
    this.accepted = accepted;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, inFlight, part, troubles);
    exchange.attempt(() -> begin(exchange, request));
    return true;
  }

  /** Checks all that the header says before the body takes memory. */
  private void begin(Exchange exchange, Request request) {
    Matcher bulk = BULK.matcher(path(request));
    boolean sends = request.getMethod().equals("POST") || request.getMethod().equals("PUT");
    Matcher document = DOCUMENT.matcher(path(request));
    boolean one = sends && document.matches();
    boolean documents = one || (sends && bulk.matches());
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
    } else if (one) {
      String id = document.group(2) == null ? document.group(3) : document.group(2);
      read(exchange, body -> parse(exchange, body, false, parser(document.group(1), id)));
    } else if (documents) {
      String index = bulk.group(1) == null ? DEFAULT_INDEX : bulk.group(1);
      boolean onlyStatus = brief;
      read(exchange, body -> parse(exchange, body, onlyStatus, parser(index)));
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
              "no "
                  + method
                  + " "
                  + path(request)
                  + ": Weir accepts documents on _bulk and _doc only"),
          false);
    }
  }

  /** Parses a body that a sender sent. */
  private interface Parser {
    ParseResult parse(RequestBuffer body, String sender);
  }

  private static Parser parser(String index) {
    return (body, sender) -> new BulkParser(body.bytes(), body.length(), sender, index).parse();
  }

  private static Parser parser(String index, @Nullable String id) {
    return (body, sender) ->
        new BulkParser(body.bytes(), body.length(), sender, index).parseDocument(id);
  }

  private void parse(Exchange exchange, RequestBody body, boolean brief, Parser parser) {
    RequestBuffer buffer = body.buffer();
    if (isGzip(exchange.request())) {
      buffer.unzip();
    }
    ParseResult parsed = buffer.rejection();
    if (parsed == null) {
      parsed = parser.parse(buffer, exchange.sender());
    }
    if (parsed instanceof Rejection malformed) {
      buffer.release();
      exchange.reject(malformed, false);
    } else if (parsed instanceof Content content) {
      new AcceptedRequest(exchange, settings, buffer, content, brief).pass(accepted);
    }
  }

  private static boolean isGzip(Request request) {
    return "gzip".equalsIgnoreCase(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
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
