package dev.weir.internal.service.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and how safely.
 *
 * @param address the address of one of this machine's interfaces, or its name
 * @param port the port, 0 for any that is free
 * @param tls the certificate, null for plain HTTP
 * @param insecure whether plain HTTP is wanted at an address that others can reach
 * @param limits what it grants to those who connect
 */
public record ListenSettings(
    String address, int port, @Nullable TlsSettings tls, boolean insecure, HttpLimits limits) {

  /**
   * Checks the settings.
   *
   * @param address the address of one of this machine's interfaces, or its name
   * @param port the port, 0 for any that is free
   * @param tls the certificate, null for plain HTTP
   * @param insecure whether plain HTTP is wanted at an address that others can reach
   * @param limits what it grants to those who connect
   */
  public ListenSettings {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }

  /**
   * Plain HTTP that only this machine can reach.
   *
   * @param port the port, 0 for any that is free
   * @return the settings, with the default limits
   */
  public static ListenSettings loopback(int port) {
    return new ListenSettings("127.0.0.1", port, null, false, HttpLimits.defaults());
  }

  /**
   * Whether only this machine can reach it.
   *
   * @return true for a loopback address
   * @throws UnknownHostException if the address is a name that nobody knows
   */
  public boolean isLoopback() throws UnknownHostException {
    return InetAddress.getByName(address).isLoopbackAddress();
  }
}
