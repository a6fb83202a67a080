package dev.weir.internal.service.bulk;

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

/** Answers as Elasticsearch does, and passes on the documents of bulk requests. */
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
  private final Authenticator guard;
  private final InFlightBytes underWay;
  private final Troubles troubles;
  private final IntConsumer answers;
  private final Consumer<AcceptedRequest> deliveries;

  /**
   * Answers requests.
   *
   * @param source the source's name
   * @param settings what it takes
   * @param underWay counts the bytes of requests
   * @param troubles told when documents cannot be kept
   * @param answers told the status of each answer
   * @param deliveries brings documents to the feed
   */
  BulkHandler(
      String source,
      BulkSettings settings,
      InFlightBytes underWay,
      Troubles troubles,
      IntConsumer answers,
      Consumer<AcceptedRequest> deliveries) {
    this.source = source;
    this.settings = settings;
    this.guard = new Authenticator(settings.keys());
    this.underWay = underWay;
    this.troubles = troubles;
    this.answers = answers;
    this.deliveries = deliveries;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback, answers);
    Rejection refusal = refusal(request);
    if (refusal != null) {
      exchange.complain(refusal, true);
      return true;
    }
    Matcher bulk = BULK.matcher(path(request));
    boolean send = request.getMethod().equals("POST") || request.getMethod().equals("PUT");
    RequestBuffer kept = new RequestBuffer(settings.bodyBytes(), underWay);
    if (!send || !bulk.matches()) {
      read(
          request,
          kept,
          body -> {
            kept.release();
            shakeHands(exchange, request, body);
          });
      return true;
    }
    Rejection unreadable = unreadable(request);
    if (unreadable != null) {
      exchange.complain(unreadable, true);
      return true;
    }
    String index = bulk.group(1) == null ? DEFAULT_INDEX : bulk.group(1);
    read(request, kept, body -> deliver(exchange, request, body, kept, index));
    return true;
  }

  private @Nullable Rejection refusal(Request request) {
    if (request.getHeaders().contains(HttpHeader.ORIGIN)) {
      return new Rejection(
          403, "security_exception", "a web page may not send: no sender names an origin");
    }
    if (!guard.lets(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      return new Rejection(
          401, "security_exception", "no valid API key, nor user and password of one");
    }
    return null;
  }

  private @Nullable Rejection unreadable(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String media = type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    if (!CONTENT_TYPES.contains(media)) {
      return new Rejection(
          406, "media_type_header_exception", "the content type must be application/x-ndjson");
    }
    if (!isPacked(request) && request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      return new Rejection(
          415, "illegal_argument_exception", "a body is packed with gzip or not at all");
    }
    return null;
  }

  private void read(Request request, RequestBuffer kept, Consumer<RequestBody> whenRead) {
    Scheduler.Task slow =
        in(
            settings.bodyTime(),
            request,
            () -> request.fail(new TimeoutException("the body is too slow")));
    new RequestBody(
            request,
            settings.bodyBytes(),
            kept,
            body -> {
              slow.cancel();
              whenRead.accept(body);
            })
        .run();
  }

  private void shakeHands(Exchange exchange, Request request, RequestBody body) {
    Rejection complaint = body.complaint();
    if (complaint != null) {
      exchange.complain(complaint, !body.ended());
      return;
    }
    String method = request.getMethod();
    ElasticsearchHandshake.Reply reply =
        ElasticsearchHandshake.reply(method, path(request), authority(request));
    if (reply != null) {
      exchange.answer(reply);
    } else {
      exchange.complain(
          new Rejection(
              404,
              "resource_not_found_exception",
              "Weir takes documents by _bulk; it knows no " + method + " " + path(request)),
          false);
    }
  }

  private void deliver(
      Exchange exchange, Request request, RequestBody body, RequestBuffer kept, String index) {
    long begin = System.nanoTime();
    Rejection complaint = body.complaint();
    if (complaint == null && isPacked(request)) {
      complaint = kept.unpack();
    }
    if (complaint != null) {
      kept.release();
      exchange.complain(complaint, !body.ended());
      return;
    }
    String sender = Request.getRemoteAddr(request);
    ParseResult parsed = new BulkParser(kept.bytes(), kept.length(), sender, index).parse();
    if (parsed instanceof Rejection malformed) {
      kept.release();
      exchange.complain(malformed, false);
    } else if (parsed instanceof BulkContent bulk) {
      deliver(exchange, request, kept, bulk, begin);
    }
  }

  private void deliver(
      Exchange exchange, Request request, RequestBuffer kept, BulkContent bulk, long begin) {
    long extra = (long) bulk.actions().size() * BulkParser.ACTION_BYTES;
    if (!underWay.reserve(extra)) {
      kept.release();
      turnDown(exchange, bulk, Rejection.busy());
      return;
    }
    request.addIdleTimeoutListener(idle -> false); // it waits for us
    Scheduler.Task late =
        in(
            settings.answerTime(),
            request,
            () ->
                unsafe(
                    exchange,
                    bulk,
                    "they took longer to be safe than "
                        + settings.answerTime().toMillis()
                        + " ms"));
    boolean brief = wantsOnlyStatus(request);
    deliveries.accept(
        new AcceptedRequest(
            new Chunk(source, bulk.items(), Map.of()),
            exchange,
            request.getComponents().getExecutor(),
            (faults, failure) -> {
              late.cancel();
              kept.release();
              underWay.release(extra);
              if (faults == null) {
                unsafe(exchange, bulk, "the feed did not keep them: " + failure);
              } else {
                troubles.over(part()); // also if it is too late for this sender
                if (!exchange.isAnswered()) {
                  long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                  exchange.answer(BulkResponse.of(bulk.actions(), faults, millis, brief));
                }
              }
            }));
  }

  private void unsafe(Exchange exchange, BulkContent bulk, String why) {
    if (!exchange.isAnswered()) {
      troubles.met(part(), "senders are told to send documents again: " + why);
      turnDown(
          exchange, bulk, Rejection.unavailable("the documents are not safe: send them again"));
    }
  }

  private void turnDown(Exchange exchange, BulkContent bulk, Rejection why) {
    if (settings.itemFailures()) {
      exchange.answer(BulkResponse.of(bulk.actions(), why));
    } else {
      exchange.complain(why, false);
    }
  }

  private static Scheduler.Task in(Duration time, Request request, Runnable task) {
    return request
        .getComponents()
        .getScheduler()
        .schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean isPacked(Request request) {
    return "gzip".equalsIgnoreCase(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
  }

  private String part() {
    return "source " + source;
  }

  /** Beats, Logstash and Fluent Bit ask so, and some of them have no room for a longer answer. */
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
