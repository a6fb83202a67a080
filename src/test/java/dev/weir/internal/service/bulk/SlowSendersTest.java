package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles.Refusal;
import dev.weir.internal.service.source.ItemFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that hold connections do not keep others out. */
class SlowSendersTest {

  private static final String HEADER =
      "POST /_bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static BulkSettings settings(int connections, int perAddress, Duration header) {
    BulkSettings defaults = BulkSettings.defaults();
    return new BulkSettings(
        HostileSendersTest.listen(connections, perAddress, header, LONG),
        List.of(),
        defaults.bodyBytes(),
        defaults.underWayBytes(),
        LONG,
        LONG,
        false);
  }

  private Socket connect(Endpoint endpoint, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", endpoint.source.port()), 20_000);
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a request and returns the status of the answer; -1 if the connection was closed. */
  private static int send(Socket socket, int number) throws IOException {
    String body = "{\"create\":{}}\n{\"good\":" + number + "}\n";
    write(socket, HEADER + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    return status(socket);
  }

  private static int status(Socket socket) throws IOException {
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return -1;
      }
      header.append((char) next);
    }
    String length = header.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
    socket.getInputStream().skipNBytes(Integer.parseInt(length));
    return Integer.parseInt(header.substring(9, 12));
  }

  private static long refusals(Endpoint endpoint, String reason) {
    return endpoint.troubles.refusals().getOrDefault(new Refusal("source bulk", reason), 0L);
  }

  /**
   * 1,000 connections took all places, and a byte every 45 s kept them. Now they give way, and the
   * good sender, on another address, needs one attempt for each request.
   */
  @ParameterizedTest
  @ValueSource(strings = {"POST /_bu", HEADER + "Content-Length: 99\r\n\r\n{"})
  void aThousandSlowConnectionsKeepNobodyOut(String start) throws Exception {
    try (Endpoint endpoint = Endpoint.start(settings(1000, 2000, LONG))) {
      Socket kept = connect(endpoint, "127.0.0.2");
      for (int i = 0; i < 1100; i++) {
        write(connect(endpoint, "127.0.0.1"), start);
        if (i % 10 == 0) {
          assertThat(send(kept, i)).isEqualTo(200);
          assertThat(send(connect(endpoint, "127.0.0.2"), i)).isEqualTo(200);
        }
      }
      assertThat(refusals(endpoint, "gave way")).isBetween(100L, 400L);
      assertThat(endpoint.troubles.now()).isEmpty();
    }
  }

  /** A byte now and then does not prolong the time for a header, nor for the next one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeaderHasADeadlineAsAWhole(boolean second) throws Exception {
    try (Endpoint endpoint = Endpoint.start(settings(1000, 500, Duration.ofMillis(400)))) {
      Socket slow = connect(endpoint, "127.0.0.1");
      if (second) {
        assertThat(send(slow, 1)).isEqualTo(200);
      }
      write(slow, HEADER);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> writes(slow, "X") && refusals(endpoint, "slow header") == 1);
      assertThat(isClosed(slow)).isTrue();
    }
  }

  @Test
  void aKeptConnectionMayBeIdleLongerThanAHeaderTakes() throws Exception {
    try (Endpoint endpoint = Endpoint.start(settings(1000, 500, Duration.ofMillis(400)))) {
      Socket kept = connect(endpoint, "127.0.0.2");
      assertThat(send(kept, 1)).isEqualTo(200);
      connect(endpoint, "127.0.0.1"); // silent from the start: closed after the time of a header
      await().atMost(Duration.ofSeconds(30)).until(() -> refusals(endpoint, "slow header") == 1);
      assertThat(send(kept, 2)).isEqualTo(200);
    }
  }

  @Test
  void anAddressLosesItsIdleConnectionsFirstAndThenGetsNoMore() throws Exception {
    try (Endpoint endpoint = Endpoint.waiting(settings(1000, 3, Duration.ofMillis(400)))) {
      List<Socket> busy = new ArrayList<>();
      List<CompletableFuture<List<ItemFault>>> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Socket one = connect(endpoint, "127.0.0.1");
        String body = "{\"create\":{}}\n{}\n";
        write(one, HEADER + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        busy.add(one);
        taken.add(endpoint.waiting.poll(20, TimeUnit.SECONDS));
      }
      assertThat(isClosed(connect(endpoint, "127.0.0.1"))).isTrue();
      await().until(() -> refusals(endpoint, "connections per address") == 1);
      assertThat(endpoint.troubles.now().get("source bulk connections"))
          .contains("127.0.0.1", "connections-per-address");
      Socket other = connect(endpoint, "127.0.0.2");
      write(other, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(status(other)).isEqualTo(200);

      for (int i = 0; i < 3; i++) {
        taken.get(i).complete(List.of());
        assertThat(status(busy.get(i))).isEqualTo(200);
      }
      Socket next = connect(endpoint, "127.0.0.1");
      write(next, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(status(next)).isEqualTo(200);
      await().until(() -> refusals(endpoint, "gave way") == 1);
      await().atMost(Duration.ofSeconds(30)).until(() -> endpoint.troubles.now().isEmpty());
    }
  }

  @Test
  void whenEveryConnectionWaitsForWeirItIsATroubleAndTheNextSenderWaits() throws Exception {
    try (Endpoint endpoint = Endpoint.waiting(settings(2, 100, Duration.ofMillis(400)))) {
      String body = "{\"create\":{}}\n{}\n";
      String request = HEADER + "Content-Length: " + body.length() + "\r\n\r\n" + body;
      List<Socket> busy = new ArrayList<>();
      List<CompletableFuture<List<ItemFault>>> taken = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Socket one = connect(endpoint, "127.0.0.1");
        write(one, request);
        busy.add(one);
        taken.add(endpoint.waiting.poll(20, TimeUnit.SECONDS));
      }
      Socket next = connect(endpoint, "127.0.0.2");
      write(next, request);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> endpoint.troubles.now().containsKey("source bulk connections"));
      assertThat(endpoint.waiting).isEmpty();

      for (int i = 0; i < 2; i++) {
        taken.get(i).complete(List.of());
        assertThat(status(busy.get(i))).isEqualTo(200);
      }
      endpoint.waiting.poll(20, TimeUnit.SECONDS).complete(List.of());
      assertThat(status(next)).isEqualTo(200);
      await().atMost(Duration.ofSeconds(30)).until(() -> endpoint.troubles.now().isEmpty());
    }
  }

  private static boolean writes(Socket socket, String text) {
    try {
      write(socket, text);
    } catch (IOException e) {
      // closed
    }
    return true;
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return !(e instanceof SocketTimeoutException);
    }
  }
}
