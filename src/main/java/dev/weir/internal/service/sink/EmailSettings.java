package dev.weir.internal.service.sink;

import dev.weir.internal.service.http.HttpClients;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link EmailSink}.
 *
 * @param server the mail server; not resolved yet
 * @param username for the login, or null
 * @param password for the login, or null; a secret
 * @param caCertificate PEM file with the CAs to trust; null: those of the JDK
 * @param insecure whether alerts may go to another machine without TLS
 * @param timeout maximum time of each step of a delivery
 */
public record EmailSettings(
    String name,
    InetSocketAddress server,
    Security tls,
    @Nullable String username,
    @Nullable String password,
    String from,
    List<String> to,
    @Nullable Path caCertificate,
    boolean insecure,
    Duration timeout) {

  /** How a connection is encrypted. */
  public enum Security {
    /** After it has begun; a server that cannot is not used. */
    STARTTLS,
    /** From its first byte. */
    TLS,
    /** Not at all. */
    NONE
  }

  public EmailSettings {
    to = List.copyOf(to);
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException("username and password: set both or neither");
    }
    if (tls == Security.NONE) {
      HttpClients.checkUnencrypted("tls", server.getHostString(), insecure);
    }
  }

  /** Leaves out the password. */
  @Override
  public String toString() {
    return "EmailSettings[" + name + ", " + server + ", " + from + ", " + to + "]";
  }
}
