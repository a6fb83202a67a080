package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.health.Troubles.Refusal;
import dev.weir.internal.service.http.HttpFailure;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.testkit.OddRequests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a request does, the whole budget for bytes in memory is free once it is over. */
class BulkBudgetTest {

  private static final String GOOD = "{\"create\":{}}\n{\"good\":1}\n";
  private static final Charset UTF = StandardCharsets.UTF_8;
  private static final byte[] EMPTY_MEMBER = zip("");

  private static byte[] zip(String text) {
    try {
      return BulkSourceTest.gzip(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] members(byte[]... members) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] member : members) {
      all.writeBytes(member);
    }
    return all.toByteArray();
  }

  private static byte[] emptyMembers(int count) {
    byte[][] members = new byte[count][];
    Arrays.fill(members, EMPTY_MEMBER);
    return members(members);
  }

  /** 16 KiB of budget are taken for the smallest body, so 8 of these took 128 KiB for good. */
  @Test
  void malformedQueriesOf132KbDoNotTakeTheBudget() throws Exception {
    BulkSettings small = BulkSourceTest.settings(64 << 10, 128 << 10, Duration.ofSeconds(30));
    try (Endpoint endpoint = Endpoint.start(small)) {
      for (int i = 0; i < 20; i++) {
        String answer = send(endpoint, request("/_bulk?a=%", "", GOOD.getBytes(UTF)));
        assertThat(answer)
            .startsWith("HTTP/1.1 400 ")
            .contains("the query of the URL is malformed");
      }
      assertThat(Endpoint.send(endpoint.bulk("/_bulk", GOOD)).statusCode()).isEqualTo(200);
      await().until(() -> endpoint.source.lag() == 0);
      assertThat(endpoint.troubles.refusals())
          .isEqualTo(Map.of(new Refusal("source bulk", "400"), 20L));
    }
  }

  static Stream<Arguments> bodies() {
    byte[] good = zip(GOOD);
    byte[] half = Arrays.copyOf(good, good.length - 9);
    byte[] noTrailer = Arrays.copyOf(good, good.length - 8);
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 8] ^= 1;
    byte[] wrongLength = good.clone();
    wrongLength[good.length - 1] ^= 1;
    byte[] named = members(new byte[] {0x1f, (byte) 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3});
    named =
        members(
            named,
            new byte[] {2, 0, 7, 7},
            "name\0comment\0".getBytes(UTF),
            new byte[2],
            Arrays.copyOfRange(good, 10, good.length));
    return Stream.of(
        Arguments.of("20,000 empty members", emptyMembers(20_000), "more than 1000 members"),
        Arguments.of("1,001 members", emptyMembers(1001), "more than 1000 members"),
        Arguments.of("999 empty members", members(emptyMembers(999), good), null),
        Arguments.of("some members", members(good, EMPTY_MEMBER, good, EMPTY_MEMBER), null),
        Arguments.of("all header fields", named, null),
        Arguments.of("half a member", members(good, half), "it ends in the middle"),
        Arguments.of("no trailer", noTrailer, "it ends in the middle"),
        Arguments.of(
            "half a header",
            members(good, new byte[] {0x1f, (byte) 0x8b}),
            "it ends in the middle"),
        Arguments.of("endless name", Arrays.copyOf(named, 16), "it ends in the middle"),
        Arguments.of("a wrong checksum", wrongSum, "a checksum or length is wrong"),
        Arguments.of("a wrong length", wrongLength, "a checksum or length is wrong"),
        Arguments.of("text behind it", members(good, GOOD.getBytes(UTF)), "no gzip header at byte"),
        Arguments.of("nothing", new byte[0], "it ends in the middle"),
        Arguments.of("a bomb", zip("x".repeat(8 << 20)), "larger than"),
        Arguments.of("nested gzip", zip("\u001f\u008b"), "malformed action"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aGzipBodyIsAcceptedOrItsFaultIsNamed(String name, byte[] zipped, String fault)
      throws Exception {
    try (Endpoint endpoint = Endpoint.start(BulkSourceTest.settings())) {
      HttpRequest request =
          endpoint
              .to("/_bulk")
              .header("Content-Type", "application/x-ndjson")
              .header("Content-Encoding", "gzip")
              .POST(BodyPublishers.ofByteArray(zipped))
              .build();
      HttpResponse<String> response = Endpoint.CLIENT.send(request, BodyHandlers.ofString());

      assertThat(response.body()).contains(fault == null ? "\"errors\":false" : fault);
      assertThat(response.statusCode() / 100).isEqualTo(fault == null ? 2 : 4);
      await().until(() -> endpoint.source.lag() == 0);
    }
  }

  @Test
  void aRequestWhoseDocumentsNeverFitIsNotToldToRetry() throws Exception {
    BulkSettings small = BulkSourceTest.settings(64 << 10, 128 << 10, Duration.ofSeconds(30));
    try (Endpoint endpoint = Endpoint.start(small)) {
      String many = "{\"create\":{}}\n{}\n".repeat(1000);
      HttpResponse<String> response = Endpoint.send(endpoint.bulk("/_bulk", many));

      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("under-way-bytes");
      await().until(() -> endpoint.source.lag() == 0);
    }
  }

  /** 100,000 documents in a body of a few KB get a response of 14 MB, which is read slowly. */
  @Test
  void aResponseCountsUntilItIsReadAndMustBeReadInTime() throws Exception {
    BulkSettings defaults = BulkSettings.defaults();
    BulkSettings settings =
        new BulkSettings(
            HostileSendersTest.listen(1000, 1000, Duration.ofSeconds(30), Duration.ofSeconds(2)),
            List.of(),
            defaults.bodyBytes(),
            defaults.underWayBytes(),
            defaults.bodyTime(),
            defaults.answerTime(),
            false);
    try (Endpoint endpoint = Endpoint.start(settings);
        Socket socket = new Socket("127.0.0.1", endpoint.source.port())) {
      byte[] zipped = zip("{\"create\":{}}\n{}\n".repeat(100_000));
      socket.getOutputStream().write(request("/_bulk", "Content-Encoding: gzip\r\n", zipped));

      await().atMost(Duration.ofSeconds(60)).until(() -> endpoint.documents.size() == 100_000);
      assertThat(endpoint.source.lag()).isGreaterThan(14_000_000);
      // 256 KiB ten times a second are never silent, but need 5 s
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> readSome(socket, 256 << 10) && endpoint.source.lag() == 0);
      assertThat(endpoint.troubles.refusals())
          .isEqualTo(Map.of(new Refusal("source bulk", "slow reader"), 1L));
    }
  }

  private static boolean readSome(Socket socket, int bytes) {
    try {
      socket.getInputStream().readNBytes(bytes);
    } catch (IOException e) {
      // the server closed the connection
    }
    return true;
  }

  @Test
  void anExceptionInTheHandlerIsAnsweredAndCountedAndReleasesTheBytes() throws Exception {
    Troubles troubles = new Troubles();
    InFlightBytes inFlight = new InFlightBytes(1 << 20);
    BulkHandler handler =
        new BulkHandler(
            "source bulk",
            BulkSourceTest.settings(),
            inFlight,
            troubles,
            request -> {
              throw new IllegalStateException("boom");
            });
    try (HttpServer server =
        HttpServer.start("source bulk", ListenSettings.loopback(0), handler, troubles)) {
      for (int i = 0; i < 3; i++) {
        String answer = send(server.port(), request("/_bulk", "", GOOD.getBytes(UTF)));
        assertThat(answer)
            .startsWith("HTTP/1.1 500 ")
            .contains(HttpFailure.INTERNAL)
            .doesNotContain("boom");
      }
      await().until(() -> inFlight.current() == 0);
      assertThat(troubles.refusals()).isEqualTo(Map.of(new Refusal("source bulk", "500"), 3L));
    }
  }

  /** 3,000 odd requests, and a good sender beside them that needs one attempt for each. */
  @Test
  void afterThousandsOfOddRequestsTheWholeBudgetIsFree() throws Exception {
    BulkSettings settings = BulkSourceTest.settings(64 << 10, 4 << 20, Duration.ofSeconds(30));
    try (Endpoint endpoint = Endpoint.start(settings)) {
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> good =
          CompletableFuture.supplyAsync(() -> sendGood(endpoint, over));
      Random random = new Random(14);
      for (int i = 0; i < 3000; i++) {
        sendOdd(endpoint, OddRequests.next(random), random.nextInt(4) == 0);
      }
      over.set(true);

      assertThat(good)
          .describedAs(() -> "refusals: " + endpoint.troubles.refusals())
          .succeedsWithin(Duration.ofSeconds(60))
          .satisfies(count -> assertThat(count).isPositive());
      await().atMost(Duration.ofSeconds(30)).until(() -> endpoint.source.lag() == 0);
      assertThat(endpoint.troubles.refusals()).doesNotContainKey(new Refusal("source bulk", "500"));
      assertThat(endpoint.troubles.now()).isEmpty();
    }
  }

  /** Sends one request after the other on connections of its own; all must be stored. */
  private static int sendGood(Endpoint endpoint, AtomicBoolean over) {
    try {
      int number = 0;
      while (!over.get() || number < 100) {
        String document = "{\"good\":" + number++ + "}";
        HttpResponse<String> response =
            Endpoint.send(endpoint.bulk("/_bulk", "{\"create\":{}}\n" + document + "\n"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(endpoint.documents).contains(document);
      }
      return number;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sendOdd(Endpoint endpoint, byte[] request, boolean leave) {
    try (Socket socket = new Socket("127.0.0.1", endpoint.source.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      if (!leave) {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      // the server may close while the request is written
    }
  }

  private static byte[] request(String path, String header, byte[] body) {
    return OddRequests.request("POST " + path + " HTTP/1.1", header, body);
  }

  private static String send(Endpoint endpoint, byte[] request) throws IOException {
    return send(endpoint.source.port(), request);
  }

  private static String send(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF);
    }
  }
}
