package dev.weir.internal.service.sink;

import dev.weir.internal.service.http.HttpClients;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link SyslogSink}.
 *
 * @param server the receiver; not resolved yet
 * @param facility one of {@link #FACILITIES}
 * @param messageBytes maximum size of a message
 * @param confirm whether to wait until the receiver has read everything; not for UDP
 * @param caCertificate PEM file with the CAs to trust; null: those of the JDK
 * @param insecure whether alerts may go to another machine without TLS
 * @param timeout maximum time of a delivery
 */
public record SyslogSettings(
    String name,
    InetSocketAddress server,
    Transport transport,
    Format format,
    String facility,
    int messageBytes,
    boolean confirm,
    @Nullable Path caCertificate,
    boolean insecure,
    Duration timeout) {

  /** How messages travel. */
  public enum Transport {
    TLS,
    TCP,
    UDP
  }

  /** The message of a line. */
  public enum Format {
    /** The alert. */
    JSON,
    /** ArcSight's Common Event Format. */
    CEF
  }

  /** The names of facilities that a program may use, with their numbers. */
  public static final List<String> FACILITIES =
      List.of(
          "user",
          "daemon",
          "auth",
          "authpriv",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private static final List<Integer> NUMBERS = List.of(1, 3, 4, 10, 16, 17, 18, 19, 20, 21, 22, 23);

  /** What every shortened alert fits in. */
  public static final int LEAST_BYTES = 8 << 10;

  /** What fits in a datagram. */
  private static final int LARGEST_DATAGRAM = 65_000;

  public SyslogSettings {
    if (transport != Transport.TLS) {
      HttpClients.checkUnencrypted("transport", server.getHostString(), insecure);
    }
    if (transport == Transport.UDP && messageBytes > LARGEST_DATAGRAM) {
      throw new IllegalArgumentException(
          "message-bytes: must be at most " + LARGEST_DATAGRAM + " with udp");
    }
  }

  int facilityNumber() {
    return NUMBERS.get(FACILITIES.indexOf(facility));
  }

  String place() {
    return "%s://%s:%d"
        .formatted(
            transport.name().toLowerCase(Locale.ROOT), server.getHostString(), server.getPort());
  }
}
