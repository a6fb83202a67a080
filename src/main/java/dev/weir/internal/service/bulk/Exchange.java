package dev.weir.internal.service.bulk;

import dev.weir.internal.service.bulk.ParseResult.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A request that is answered at most once. Safe for any thread. */
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
  private final IntConsumer statuses;
  private final AtomicBoolean answered = new AtomicBoolean();

  /** An unanswered request; {@code statuses} is called with the status of the answer. */
  Exchange(Request request, Response response, Callback callback, IntConsumer statuses) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.statuses = statuses;
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Rejects the request, and closes the connection if it cannot be used again. */
  void reject(Rejection reason, boolean close) {
    answer(reason.status(), JSON, BulkResponse.of(reason), close);
  }

  void answer(byte[] json) {
    answer(200, JSON, json, false);
  }

  void answer(ElasticsearchHandshake.Reply reply) {
    answer(200, reply.type(), reply.bytes(), false);
  }

  private void answer(int status, String type, byte[] body, boolean close) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    statuses.accept(status);
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
