package dev.weir.internal.cli.settings;

import dev.weir.internal.service.http.HttpLimits;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.http.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The settings of an HTTP server: its address, TLS and limits. */
final class ListenSection {

  private ListenSection() {}

  /** The default port of health and metrics, next to that of the _bulk endpoint. */
  static final int MONITOR_PORT = 9281;

  /** Reads the settings, and the certificate that they name. */
  static ListenSettings read(Section section, int port) {
    return section.attempt(ListenSettings.loopback(port), one -> checked(one, port));
  }

  private static ListenSettings checked(Section section, int port) throws IOException {
    String loopback = "127.0.0.1:" + port;
    String listen = section.text("listen", loopback);
    if (!listen.matches(".+:\\d{1,5}")) {
      section.problem("listen", "must be an address and a port, such as " + loopback);
      listen = loopback;
    }
    int colon = listen.lastIndexOf(':');
    HttpLimits limits = limits(section, HttpLimits.defaults());
    TlsSettings tls = tls(section.section("tls"));
    ListenSettings settings =
        new ListenSettings(
            listen.substring(0, colon).replaceAll("^\\[|]$", ""),
            Integer.parseInt(listen.substring(colon + 1)),
            tls,
            section.flag("insecure", false),
            limits);
    HttpServer.check(settings);
    return settings;
  }

  private static HttpLimits limits(Section section, HttpLimits defaults) {
    return new HttpLimits(
        section.positive("connections", defaults.connections()),
        section.positive("connections-per-address", defaults.connectionsPerAddress()),
        section.size("header-bytes", defaults.headerBytes(), 1024),
        section.positiveTime("header-time", defaults.headerTime()),
        section.positiveTime("idle", defaults.idle()),
        section.number("threads", defaults.threads(), HttpLimits.MIN_THREADS),
        defaults.closing());
  }

  private static @Nullable TlsSettings tls(Section tls) {
    Path certificate = tls.file("certificate");
    Path key = tls.file("key");
    Path store = tls.file("pkcs12");
    String password = tls.secret("password");
    tls.end();
    if (store != null && certificate == null && key == null) {
      return new TlsSettings.Pkcs12(store, password == null ? "" : password);
    }
    if (certificate != null && key != null && store == null) {
      return new TlsSettings.Pem(certificate, key);
    }
    if (certificate != null || key != null || store != null) {
      tls.problem("set `certificate` and `key`, or `pkcs12`");
    }
    return null;
  }
}
