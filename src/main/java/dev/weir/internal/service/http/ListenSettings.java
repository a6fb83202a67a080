package dev.weir.internal.service.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an HTTP server listens.
 *
 * @param address address or name of a local network interface
 * @param port TCP port; 0 selects a free one
 * @param tls certificate and key; null for plain HTTP
 * @param insecure whether to allow plain HTTP on an address that other machines can reach
 * @param limits limits for clients
 */
public record ListenSettings(
    String address, int port, @Nullable TlsSettings tls, boolean insecure, HttpLimits limits) {

  public ListenSettings {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }

  /** Plain HTTP on 127.0.0.1 with the default limits. */
  public static ListenSettings loopback(int port) {
    return new ListenSettings("127.0.0.1", port, null, false, HttpLimits.defaults());
  }

  /**
   * The URL of its root.
   *
   * @param opened the port that was chosen if the set one is 0
   */
  public String url(int opened) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return (tls == null ? "http://" : "https://") + host + ":" + opened;
  }

  /** Whether only this machine can reach the address. */
  public boolean isLoopback() throws UnknownHostException {
    return InetAddress.getByName(address).isLoopbackAddress();
  }
}
