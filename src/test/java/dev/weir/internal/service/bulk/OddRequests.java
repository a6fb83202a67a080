package dev.weir.internal.service.bulk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests that no sender makes, as bytes for a socket. */
final class OddRequests {

  private static final List<String> TARGETS =
      List.of(
          "/_bulk",
          "/logs/_bulk",
          "/_bulk?a=%",
          "/_bulk?filter_path=%ff%fe",
          "/_bulk?%zz=%u1234&&==;",
          "/_bulk?a=" + "b&a=".repeat(3000),
          "/_bulk?" + "x".repeat(20_000),
          "/%2e%2e/_bulk",
          "/%00/_bulk",
          "/%c3%28/_bulk",
          "/\u00ff\u00fe/_bulk",
          "//_bulk",
          "/a;b=c/_bulk",
          "/_search",
          "/",
          "*",
          "http://other/_bulk",
          "_bulk");

  private static final List<String> HEADERS =
      List.of(
          "",
          "Content-Encoding: gzip\r\n",
          "Content-Encoding: gzip\r\nContent-Encoding: br\r\n",
          "Content-Encoding: gzip, gzip\r\n",
          "Content-Type: text/plain\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Expect: 100-continue\r\n",
          "Expect: 200-nothing\r\n",
          "Connection: close\r\n",
          "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n",
          "Authorization: Basic %%%\r\n",
          "Accept-Encoding: gzip;q=x, *;q=9\r\n",
          "Accept: \u00ff\u00fe\r\n",
          "Host: x\r\nHost: y\r\n",
          "X: " + "y".repeat(20_000) + "\r\n",
          "X: y\r\n".repeat(2000),
          "X : y\r\n",
          " folded\r\n",
          "\u0000: \u0001\r\n");

  private static final List<String> METHODS =
      List.of("POST", "POST", "POST", "PUT", "GET", "HEAD", "OPTIONS", "TRACE", "PRI", "\u00ff");

  private OddRequests() {}

  /** A request, half a request or several of them. */
  static byte[] next(Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count = random.nextInt(5) == 0 ? 20 : 1;
    for (int i = 0; i < count; i++) {
      String version = random.nextInt(8) == 0 ? "HTTP/1.0" : "HTTP/1.1";
      String line = pick(METHODS, random) + " " + pick(TARGETS, random) + " " + version;
      all.writeBytes(request(line, pick(HEADERS, random), body(random)));
    }
    byte[] request = all.toByteArray();
    return random.nextInt(3) == 0
        ? Arrays.copyOf(request, random.nextInt(request.length))
        : request;
  }

  private static byte[] body(Random random) {
    byte[] plain =
        "{\"create\":{}}\n{\"odd\":1}\n"
            .repeat(1 + random.nextInt(500))
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = plain;
    try {
      switch (random.nextInt(5)) {
        case 0 -> body = BulkSourceTest.gzip(plain);
        case 1 -> body = BulkSourceTest.gzip(new byte[random.nextInt(1 << 20)]);
        case 2 -> {
          body = BulkSourceTest.gzip(plain);
          body[random.nextInt(body.length)] ^= (byte) (1 + random.nextInt(255));
        }
        case 3 -> body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        default -> body = (Integer.toHexString(random.nextInt(99)) + "\r\n").getBytes();
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    return body;
  }

  private static String pick(List<String> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** A request with the header fields that a good sender sets, unless {@code header} has them. */
  static byte[] request(String line, String header, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String fields =
        line
            + "\r\n"
            + (header.contains("Host") ? "" : "Host: x\r\n")
            + (header.contains("Content-Type") ? "" : "Content-Type: application/x-ndjson\r\n")
            + (header.contains("Content-Length") || header.contains("chunked")
                ? ""
                : "Content-Length: " + body.length + "\r\n")
            + header
            + "\r\n";
    request.writeBytes(fields.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
