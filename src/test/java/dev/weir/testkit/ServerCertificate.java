package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of localhost, signed by itself, with its key, in all the files they come in.
 *
 * @param pkcs12 both, protected by {@link #PASSWORD}
 * @param certificate the certificate, as PEM
 * @param key the key, as PEM
 */
public record ServerCertificate(Path pkcs12, Path certificate, Path key) {

  /** Of the PKCS#12 file. */
  public static final String PASSWORD = "changeit";

  /** Makes one by the JDK's keytool. */
  public static ServerCertificate make(Path folder, String name) throws Exception {
    Path pkcs12 = folder.resolve(name + ".p12");
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
                pkcs12.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(pkcs12)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Path certificate = folder.resolve(name + ".crt");
    writePem(certificate, "CERTIFICATE", store.getCertificate("weir").getEncoded());
    Path key = folder.resolve(name + ".key");
    writePem(key, "PRIVATE KEY", store.getKey("weir", PASSWORD.toCharArray()).getEncoded());
    return new ServerCertificate(pkcs12, certificate, key);
  }

  /** The TLS of a server that has it. */
  public SSLContext context() throws Exception {
    KeyStore store = KeyStore.getInstance(pkcs12.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Writes a PEM file. */
  public static void writePem(Path file, String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }
}
