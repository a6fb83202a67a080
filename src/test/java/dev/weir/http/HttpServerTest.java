package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are good, and what is said of those that are not. */
class HttpServerTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;

  private static Path keystore;
  private static Path certificate;
  private static Path key;

  @BeforeAll
  static void makeCertificates() throws Exception {
    keystore = generate("server.p12");
    certificate = folder.resolve("server.crt");
    key = folder.resolve("server.key");
    KeyStore store = load(keystore);
    write(certificate, "CERTIFICATE", store.getCertificate("weir").getEncoded());
    write(key, "PRIVATE KEY", store.getKey("weir", PASSWORD.toCharArray()).getEncoded());
  }

  private static Path generate(String name) throws Exception {
    Path file = folder.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "weir",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    return file;
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void write(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
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
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("weir", load(keystore).getCertificate("weir"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();

    for (TlsSettings tls :
        new TlsSettings[] {
          new TlsSettings.Pem(certificate, key), new TlsSettings.Pkcs12(keystore, PASSWORD)
        }) {
      try (HttpServer server = start(tls)) {
        URI uri = URI.create("https://127.0.0.1:" + server.port() + "/");
        assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
            .isEqualTo("hello");
      }
    }
  }

  @Test
  void aBadCertificateIsNamedWithItsCause() throws Exception {
    Path other = folder.resolve("other.key");
    KeyStore store = load(generate("other.p12"));
    write(other, "PRIVATE KEY", store.getKey("weir", PASSWORD.toCharArray()).getEncoded());
    Path encrypted = folder.resolve("encrypted.key");
    write(encrypted, "ENCRYPTED PRIVATE KEY", new byte[9]);
    Path missing = folder.resolve("missing");

    refuses(new TlsSettings.Pem(missing, key), "certificate " + missing + " does not exist");
    refuses(new TlsSettings.Pem(key, key), "certificate " + key + " is no X.509 certificate");
    refuses(new TlsSettings.Pem(certificate, certificate), "holds no PEM private key");
    refuses(new TlsSettings.Pem(certificate, encrypted), "is encrypted or not in PKCS#8 form");
    refuses(new TlsSettings.Pem(certificate, other), other + " is not that of " + certificate);
    refuses(new TlsSettings.Pkcs12(keystore, "wrong"), keystore + ": the password is wrong");
    refuses(new TlsSettings.Pkcs12(certificate, PASSWORD), certificate + ": no PKCS#12 file");
    assertThat(new TlsSettings.Pkcs12(keystore, PASSWORD).toString()).doesNotContain(PASSWORD);
  }

  private static void refuses(TlsSettings tls, String message) {
    assertThatThrownBy(() -> start(tls))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
