package dev.weir.internal.service.http;

import static dev.weir.testkit.ServerCertificate.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.testkit.ServerCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
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
        new ErrorHandler());
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

  private static void refuses(TlsSettings tls, String message) {
    assertThatThrownBy(() -> start(tls))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
