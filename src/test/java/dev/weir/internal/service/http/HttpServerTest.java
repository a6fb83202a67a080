package dev.weir.internal.service.http;

import static dev.weir.testkit.ServerCertificate.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good certificates, and the errors for bad ones. */
class HttpServerTest {

  @TempDir private static Path folder;

  private static ServerCertificate good;

  @BeforeAll
  static void makeCertificate() throws Exception {
    good = ServerCertificate.make(folder, "server");
  }

  private static final class Hello extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Content.Sink.write(response, true, "hello", callback);
      return true;
    }
  }

  private static HttpServer start(TlsSettings tls) throws IOException {
    return HttpServer.start(
        "test",
        new ListenSettings("127.0.0.1", 0, tls, false, HttpLimits.defaults()),
        new Hello(),
        new Troubles());
  }

  @Test
  void pemAndPkcs12Serve() throws Exception {
    HttpClient client = HttpClients.client(Duration.ofSeconds(20), good.certificate());

    for (TlsSettings tls :
        new TlsSettings[] {
          new TlsSettings.Pem(good.certificate(), good.key()),
          new TlsSettings.Pkcs12(good.pkcs12(), PASSWORD)
        }) {
      try (HttpServer server = start(tls)) {
        URI uri = URI.create("https://127.0.0.1:" + server.port() + "/");
        assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
            .isEqualTo("hello");
      }
    }
  }

  @Test
  void reportsABadCertificate() throws Exception {
    Path certificate = good.certificate();
    Path key = good.key();
    Path keystore = good.pkcs12();
    Path other = ServerCertificate.make(folder, "other").key();
    Path encrypted = folder.resolve("encrypted.key");
    ServerCertificate.writePem(encrypted, "ENCRYPTED PRIVATE KEY", new byte[9]);
    Path missing = folder.resolve("missing");

    refuses(
        new TlsSettings.Pem(missing, key),
        "certificate " + missing + " cannot be read: no such file");
    refuses(new TlsSettings.Pem(key, key), "certificate " + key + " is not an X.509 certificate");
    refuses(new TlsSettings.Pem(certificate, certificate), "contains no PEM private key");
    refuses(new TlsSettings.Pem(certificate, encrypted), "is encrypted or not in PKCS#8 form");
    refuses(
        new TlsSettings.Pem(certificate, other),
        other + " does not belong to certificate " + certificate);
    refuses(new TlsSettings.Pkcs12(keystore, "wrong"), keystore + ": the password is wrong");
    refuses(new TlsSettings.Pkcs12(certificate, PASSWORD), certificate + ": not a PKCS#12 file");
    assertThat(new TlsSettings.Pkcs12(keystore, PASSWORD).toString()).doesNotContain(PASSWORD);
  }

  /** As with headers, a byte now and then does not prolong the handshake. */
  @Test
  void aTlsHandshakeHasADeadlineAsAWhole() throws Exception {
    TlsSettings tls = new TlsSettings.Pem(good.certificate(), good.key());
    Duration header = Duration.ofMillis(400);
    Duration idle = Duration.ofMinutes(10);
    HttpLimits limits = new HttpLimits(1000, 500, 8192, header, idle, 8, Duration.ofSeconds(5));
    Troubles troubles = new Troubles();
    try (HttpServer server =
            HttpServer.start(
                "test",
                new ListenSettings("127.0.0.1", 0, tls, false, limits),
                new Hello(),
                troubles);
        Socket slow = new Socket("127.0.0.1", server.port())) {
      slow.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> writesAByte(slow) && troubles.refusals().size() == 1);
      assertThat(troubles.refusals())
          .isEqualTo(Map.of(new Troubles.Refusal("test", "slow header"), 1L));

      HttpClient client = HttpClients.client(Duration.ofSeconds(20), good.certificate());
      URI uri = URI.create("https://127.0.0.1:" + server.port() + "/");
      assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
          .isEqualTo("hello");
    }
  }

  /** Else one IPv6 client could hold a connection from each of its addresses. */
  @Test
  void theAddressesOfAnIpv6NetworkCountAsOne() throws Exception {
    assertThat(network("2001:db8::1")).isEqualTo(network("2001:db8::ffff:2"));
    assertThat(network("2001:db8::1")).isNotEqualTo(network("2001:db8:0:1::1"));
    assertThat(network("10.0.0.1")).isNotEqualTo(network("10.0.0.2"));
  }

  private static String network(String address) throws IOException {
    return Client.network(InetAddress.getByName(address));
  }

  private static boolean writesAByte(Socket socket) {
    try {
      socket.getOutputStream().write(0);
    } catch (IOException e) {
      // closed
    }
    return true;
  }

  @Test
  void anExceptionInAHandlerIsAnsweredWithoutItsTextAndCounted() throws Exception {
    Troubles troubles = new Troubles();
    Handler broken =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            throw new IllegalStateException("secret");
          }
        };
    try (HttpServer server =
        HttpServer.start("monitor", ListenSettings.loopback(0), broken, troubles)) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).isEqualTo(HttpFailure.INTERNAL + "\n");
      assertThat(troubles.refusals()).isEqualTo(Map.of(new Troubles.Refusal("monitor", "500"), 1L));
    }
  }

  private static void refuses(TlsSettings tls, String message) {
    assertThatThrownBy(() -> start(tls))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
