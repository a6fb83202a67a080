package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Action;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered at most once, with the bytes that it holds. Safe for any thread.
 * Whatever happens to the request, its bytes are released when the server is done with it, unless
 * the feed still has its documents.
 */
final class Exchange {

  /** Official clients reject responses without this header. */
  private static final String PRODUCT = "X-Elastic-Product";

  private static final String JSON = "application/json";
  private static final int MIN_GZIP_BYTES = 2048;

  private static final Pattern VENDOR_TYPE =
      Pattern.compile("application/vnd\\.elasticsearch\\+json\\s*;\\s*compatible-with=(\\d{1,3})");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Components components;
  private final InFlightBytes.Share share;
  private final String part;
  private final Troubles troubles;
  private final AtomicBoolean answered = new AtomicBoolean();

  /** An unanswered request to this part of the service, which counts its rejection. */
  Exchange(
      Request request,
      Response response,
      Callback callback,
      InFlightBytes inFlight,
      String part,
      Troubles troubles) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.components = request.getComponents();
    this.share = inFlight.share();
    this.part = part;
    this.troubles = troubles;
    Request.addCompletionListener(request, failure -> share.leave());
  }

  Request request() {
    return request;
  }

  InFlightBytes.Share share() {
    return share;
  }

  String sender() {
    return Request.getRemoteAddr(request);
  }

  /** Runs a step of the request; an exception, which is a bug in Weir, is answered with 500. */
  void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      if (!fail(new HttpFailure(500, HttpFailure.INTERNAL, HttpFailure.where(e)))) {
        callback.failed(e);
      }
    }
  }

  /** Answers what the server rejected, or what threw. Returns false if it was answered before. */
  boolean fail(HttpFailure failure) {
    String type = failure.status() == 500 ? "internal_error" : "http_exception";
    return reject(new Rejection(failure.status(), type, failure.reason()), failure.detail(), true);
  }

  /** Runs a step on a thread of the server. */
  void execute(Runnable step) {
    components.getExecutor().execute(() -> attempt(step));
  }

  /** Reports that documents were not saved. */
  void inTrouble(String message) {
    troubles.met(part, message);
  }

  /** Reports that documents were saved. */
  void works() {
    troubles.over(part);
  }

  /** Runs a task later, unless it is canceled or the request is over by then. */
  Scheduler.Task after(Duration time, Runnable task) {
    Scheduler.Task scheduled =
        components
            .getScheduler()
            .schedule(() -> attempt(task), time.toMillis(), TimeUnit.MILLISECONDS);
    Request.addCompletionListener(request, failure -> scheduled.cancel());
    return scheduled;
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Rejects the request, and closes the connection if it cannot be used again. */
  void reject(Rejection reason, boolean close) {
    var unused = reject(reason, reason.reason(), close);
  }

  private boolean reject(Rejection reason, String detail, boolean close) {
    boolean first = answer(reason.status(), JSON, BulkResponse.of(reason), close);
    if (first) {
      refused(reason, detail);
    }
    return first;
  }

  /** Rejects each document instead of the request. */
  void reject(List<Action> actions, Rejection reason) {
    if (answer(200, JSON, BulkResponse.of(actions, reason), false)) {
      refused(reason, reason.reason());
    }
  }

  void answer(byte[] json) {
    var unused = answer(200, JSON, json, false);
  }

  /** Answers that the only document of the request is stored. */
  void created(byte[] json) {
    var unused = answer(201, JSON, json, false);
  }

  void answer(ElasticsearchHandshake.Reply reply) {
    var unused = answer(200, reply.type(), reply.bytes(), false);
  }

  private void refused(Rejection reason, String detail) {
    troubles.refused(part, String.valueOf(reason.status()), sender() + ": " + detail);
  }

  private boolean answer(int status, String type, byte[] body, boolean close) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(status);
    headers.put(PRODUCT, "Elasticsearch");
    headers.put(HttpHeader.CONTENT_TYPE, type.equals(JSON) ? jsonType() : type);
    if (status == 401) {
      headers.add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Weir\", charset=\"UTF-8\"");
      headers.add(HttpHeader.WWW_AUTHENTICATE, "ApiKey");
    }
    if (close) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    boolean zip = body.length > MIN_GZIP_BYTES && acceptsGzip();
    if (zip) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.write(true, ByteBuffer.wrap(zip ? gzip(body) : body), callback);
    return true;
  }

  private boolean acceptsGzip() {
    return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return zipped.toByteArray();
  }

  /** Clients that request a versioned media type accept no other. */
  private String jsonType() {
    @Nullable String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
    Matcher vendor = VENDOR_TYPE.matcher(accepted == null ? "" : accepted);
    return vendor.find()
        ? "application/vnd.elasticsearch+json;compatible-with=" + vendor.group(1)
        : JSON;
  }
}
