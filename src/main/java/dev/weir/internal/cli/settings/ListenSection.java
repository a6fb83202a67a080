package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
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

  static ListenSettings monitor(Section root) throws SettingsException {
    Section monitor = root.section("monitor");
    ListenSettings settings = read(monitor, MONITOR_PORT);
    monitor.end();
    return settings;
  }

  /** Reads the settings, and the certificate that they name. */
  static ListenSettings read(Section section, int port) throws SettingsException {
    String listen = section.text("listen", "127.0.0.1:" + port);
    int colon = listen.lastIndexOf(':');
    if (colon < 1 || !listen.substring(colon + 1).matches("\\d{1,5}")) {
      throw section.wrong("listen", "must be an address and a port, such as 127.0.0.1:" + port);
    }
    String address = listen.substring(0, colon).replaceAll("^\\[|]$", "");
    HttpLimits limits = HttpLimits.defaults();
    try {
      ListenSettings settings =
          new ListenSettings(
              address,
              Integer.parseInt(listen.substring(colon + 1)),
              tls(section.section("tls")),
              section.flag("insecure", false),
              new HttpLimits(
                  section.number("connections", limits.connections()),
                  section.number("connections-per-address", limits.connectionsPerAddress()),
                  section.size("header-bytes", limits.headerBytes()),
                  section.time("header-time", limits.headerTime()),
                  section.time("idle", limits.idle()),
                  section.number("threads", limits.threads()),
                  limits.closing()));
      HttpServer.check(settings);
      return settings;
    } catch (IllegalArgumentException | IOException e) {
      throw section.wrong(e.getMessage());
    }
  }

  private static @Nullable TlsSettings tls(Section tls) throws SettingsException {
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
    if (certificate == null && key == null && store == null) {
      return null;
    }
    throw tls.wrong("set `certificate` and `key`, or `pkcs12`");
  }
}
