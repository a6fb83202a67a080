package dev.weir.internal.service.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** A connection, what it is used for and since when. Safe for any thread. */
final class Client {

  /** In the order in which connections give way to new ones. */
  enum Stage {
    IDLE,
    HEADER,
    BODY,
    RESPONSE,
    /** The request waits for Weir. */
    WAITING
  }

  private final Connection connection;
  private final InetAddress address;
  private final String network;
  private Stage stage = Stage.HEADER;
  private long since = System.nanoTime();
  private long bytesBefore;
  private int requests;
  private boolean closed;

  /** A connection that has just been opened, whose header, or TLS handshake, comes first. */
  Client(Connection connection) {
    this.connection = connection;
    this.address =
        connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
            ? remote.getAddress()
            : InetAddress.getLoopbackAddress();
    this.network = network(address);
  }

  Connection connection() {
    return connection;
  }

  String network() {
    return network;
  }

  /** What counts as one address; an IPv6 client chooses the last 64 bits itself. */
  static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
  }

  synchronized Stage stage() {
    return stage;
  }

  /** How long it has been in its stage. */
  synchronized long nanos() {
    return System.nanoTime() - since;
  }

  synchronized boolean isIn(Stage one, Duration longerThan) {
    return stage == one && nanos() > longerThan.toNanos();
  }

  synchronized void enter(Stage next) {
    if (stage != next) {
      stage = next;
      since = System.nanoTime();
      bytesBefore = connection.getBytesIn();
    }
  }

  /** Begins a request. Returns its number. */
  synchronized int begin() {
    enter(Stage.BODY);
    return ++requests;
  }

  /** Ends a request, unless the next one has begun already. */
  synchronized void end(int request) {
    if (request == requests) {
      enter(Stage.IDLE);
    }
  }

  /** Notices whether the next header has begun to arrive. */
  synchronized void look() {
    if (stage == Stage.IDLE && connection.getBytesIn() != bytesBefore) {
      enter(Stage.HEADER);
    }
  }

  /**
   * Closes the connection, without a TLS farewell, for which it would wait. Returns false if it was
   * closed before, or has a request that waits for Weir.
   */
  boolean close() {
    synchronized (this) {
      if (closed || stage == Stage.WAITING) {
        return false;
      }
      closed = true;
    }
    EndPoint endPoint = connection.getEndPoint();
    (endPoint instanceof EndPoint.Wrapper tls ? tls.unwrap() : endPoint).close();
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
