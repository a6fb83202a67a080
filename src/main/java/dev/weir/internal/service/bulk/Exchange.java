package dev.weir.internal.service.bulk;

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

/** A request that is answered once. Safe for any thread. */
final class Exchange {

  /** Without this header official clients refuse to talk. */
  private static final String PRODUCT = "X-Elastic-Product";

  private static final int WORTH_PACKING = 2048;

  private static final Pattern VENDOR_TYPE =
      Pattern.compile("application/vnd\\.elasticsearch\\+json\\s*;\\s*compatible-with=(\\d{1,3})");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final IntConsumer answers;
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * A request.
   *
   * @param request the request
   * @param response where the answer goes
   * @param callback told when it has gone
   * @param answers told the status of the answer
   */
  Exchange(Request request, Response response, Callback callback, IntConsumer answers) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.answers = answers;
  }

  boolean isAnswered() {
    return answered.get();
  }

  /**
   * Answers that the request was turned down.
   *
   * @param complaint why
   * @param close whether the connection is of no further use
   * @return false if it was answered before
   */
  boolean complain(Rejection complaint, boolean close) {
    return answer(complaint.status(), jsonType(), BulkResponse.of(complaint), close);
  }

  void answer(byte[] body) {
    answer(200, jsonType(), body, false);
  }

  void answer(ElasticsearchHandshake.Reply reply) {
    answer(
        200,
        reply.type().equals("application/json") ? jsonType() : reply.type(),
        reply.bytes(),
        false);
  }

  private boolean answer(int status, String type, byte[] body, boolean close) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    answers.accept(status);
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(status);
    headers.put(PRODUCT, "Elasticsearch");
    headers.put(HttpHeader.CONTENT_TYPE, type);
    if (status == 401) {
      headers.add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Weir\", charset=\"UTF-8\"");
      headers.add(HttpHeader.WWW_AUTHENTICATE, "ApiKey");
    }
    if (close) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    boolean packed = body.length > WORTH_PACKING && packs();
    if (packed) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.write(true, ByteBuffer.wrap(packed ? packed(body) : body), callback);
    return true;
  }

  private boolean packs() {
    return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
  }

  private static byte[] packed(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 4);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return packed.toByteArray();
  }

  /** Clients that ask for an answer as of a version take no other. */
  private String jsonType() {
    @Nullable String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
    Matcher vendor = VENDOR_TYPE.matcher(accepted == null ? "" : accepted);
    return vendor.find()
        ? "application/vnd.elasticsearch+json;compatible-with=" + vendor.group(1)
        : "application/json";
  }
}
