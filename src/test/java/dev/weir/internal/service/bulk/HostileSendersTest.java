package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.http.HttpLimits;
import dev.weir.internal.service.http.ListenSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good sender loses nothing despite 1,000 bad requests and 500 idle connections. */
class HostileSendersTest {

  private static final int REQUESTS = 1000;
  private static final int CONNECTIONS = 500;
  private static final String GOOD = "{\"create\":{\"_index\":\"logs-x\"}}\n{\"n\":1}\n";

  static ListenSettings listen(int connections, int perAddress, Duration header, Duration idle) {
    return new ListenSettings(
        "127.0.0.1",
        0,
        null,
        false,
        new HttpLimits(connections, perAddress, 8192, header, idle, 8, Duration.ofSeconds(5)));
  }

  @Test
  void theGoodSenderLosesNothing() throws Exception {
    BulkSettings settings =
        new BulkSettings(
            listen(1000, 1000, Duration.ofSeconds(30), Duration.ofSeconds(30)),
            List.of(),
            256 << 10,
            4 << 20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(25),
            false);
    Random random = new Random(20261124);
    List<Socket> sockets = new ArrayList<>();
    try (Endpoint endpoint = Endpoint.start(settings)) {
      CompletableFuture<Void> attack =
          CompletableFuture.runAsync(() -> attack(endpoint.source.port(), random, sockets));
      Set<String> acknowledged = new HashSet<>();
      int number = 0;
      while (!attack.isDone() || number < 200) {
        String document = "{\"good\":" + number++ + "}";
        // like every sender, it retries what was not acknowledged
        for (int tries = 0; tries < 5 && !acknowledged.contains(document); tries++) {
          if (isAcknowledged(endpoint, "{\"create\":{}}\n" + document + "\n")) {
            acknowledged.add(document);
          }
        }
      }
      attack.join();

      assertThat(acknowledged).hasSize(number);
      assertThat(new HashSet<>(endpoint.documents)).containsAll(acknowledged);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean isAcknowledged(Endpoint endpoint, String body)
      throws InterruptedException {
    try {
      return Endpoint.send(endpoint.bulk("/_bulk", body)).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 408", "20000, 0, 431"})
  void answersASlowBodyAndALongHeader(int header, int missing, int status) throws Exception {
    BulkSettings settings = BulkSourceTest.settings();
    BulkSettings quick =
        new BulkSettings(
            settings.listen(),
            settings.keys(),
            settings.bodyBytes(),
            settings.underWayBytes(),
            Duration.ofMillis(200),
            settings.answerTime(),
            false);
    try (Endpoint endpoint = Endpoint.start(quick);
        Socket socket = new Socket("127.0.0.1", endpoint.source.port())) {
      socket.setSoTimeout(20_000);
      byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
      String extra = header == 0 ? "" : "X: " + "x".repeat(header) + "\r\n";
      socket.getOutputStream().write(request("/_bulk", body.length + missing, extra, body));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 " + status).contains("X-Elastic-Product");
      assertThat(endpoint.documents).isEmpty();
      await().until(() -> endpoint.source.lag() == 0);
    }
  }

  private static void attack(int port, Random random, List<Socket> sockets) {
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.getOutputStream().write(slow(random));
      }
      for (int i = 0; i < REQUESTS; i++) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
          socket.setSoTimeout(50);
          socket.getOutputStream().write(malformed(random));
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException e) {
          // the server may close while we write, or say nothing to half a request
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Part of a request that is never finished. */
  private static byte[] slow(Random random) {
    byte[] request = request("/_bulk", GOOD.length(), "", GOOD.getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(request, random.nextInt(request.length));
  }

  private static byte[] malformed(Random random) {
    byte[] body = GOOD.repeat(1 + random.nextInt(50)).getBytes(StandardCharsets.UTF_8);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    return switch (random.nextInt(6)) {
      case 0 -> request("/_bulk", body.length + 1 + random.nextInt(1 << 20), "", body);
      case 1 -> request("/_bulk", random.nextInt(body.length), "", body);
      case 2 -> request("/_bulk", body.length, "X: " + "x".repeat(20_000) + "\r\n", body);
      case 3 -> request("/_bulk", body.length, "Content-Encoding: gzip\r\n", body);
      case 4 -> request("/" + (char) random.nextInt(128) + "/%zz", body.length, "", body);
      default -> request("/_bulk", body.length, "", body);
    };
  }

  private static byte[] request(String path, int length, String header, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                + header
                + "Content-Length: "
                + length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
