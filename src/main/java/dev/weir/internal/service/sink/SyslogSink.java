package dev.weir.internal.service.sink;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.sink.SyslogSettings.Transport;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.thread.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A sink that sends messages of RFC 5424 over TLS (RFC 5425), TCP (RFC 6587, with octet counting)
 * or UDP (RFC 5426). Syslog has no acknowledgement, so each delivery has a connection of its own: a
 * receiver that closes it after Weir has ended its side has read everything.
 */
public final class SyslogSink implements Sink {

  private final SyslogSettings settings;
  private final SSLContext trust;
  private final SyslogMessage messages;

  /** Sends, so that a receiver that reads nothing can be given up. */
  private final ExecutorService sender;

  private volatile @Nullable Socket open;

  /** Connects on the first delivery; fails if the CA file cannot be used. */
  public SyslogSink(SyslogSettings settings) throws IOException {
    this.settings = settings;
    this.trust = HttpClients.trusting(settings.caCertificate());
    this.messages = new SyslogMessage(settings, hostName());
    this.sender = Threads.single("weir-syslog-" + settings.name());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "-";
    }
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return settings.place();
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts)
      throws IOException, InterruptedException {
    List<byte[]> lines = new ArrayList<>();
    alerts.forEach(alert -> lines.add(messages.of(alert)));
    Future<?> sent =
        sender.submit(
            () -> {
              send(lines);
              return null;
            });
    try {
      sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      Socket socket = open;
      if (socket != null) {
        socket.close(); // so that a write ends, too
      }
      throw new IOException(place() + " does not read within " + settings.timeout(), e);
    } catch (ExecutionException e) {
      throw new IOException(place() + " " + reason(e.getCause() == null ? e : e.getCause()), e);
    }
    return List.of();
  }

  private static String reason(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "cannot be reached: unknown host";
    } else if (cause instanceof SSLException) {
      return "has no trusted certificate or does not support TLS ("
          + cause.getMessage()
          + "); if its certificate comes from a private authority, set ca-certificate";
    }
    return "failed: " + ErrorText.of(cause);
  }

  private void send(List<byte[]> lines) throws IOException {
    InetSocketAddress server = settings.server();
    InetAddress address = InetAddress.getByName(server.getHostString());
    InetSocketAddress resolved = new InetSocketAddress(address, server.getPort());
    if (settings.transport() == Transport.UDP) {
      sendDatagrams(lines, resolved);
      return;
    }
    try (Socket plain = new Socket()) {
      open = plain;
      int timeout = (int) settings.timeout().toMillis();
      plain.connect(resolved, timeout);
      plain.setSoTimeout(timeout);
      Socket socket = settings.transport() == Transport.TLS ? encrypted(plain) : plain;
      socket.getOutputStream().write(framed(lines));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      if (settings.confirm()) {
        awaitEnd(socket);
      }
    } finally {
      open = null;
    }
  }

  private Socket encrypted(Socket plain) throws IOException {
    String host = settings.server().getHostString();
    SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate is for this host
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private void awaitEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "it does not close a connection after Weir has, so nobody knows whether it has read the"
              + " alerts; if it never does, set confirm: false",
          e);
    }
  }

  /** Each message after its length, because a message may contain line ends. */
  private static byte[] framed(List<byte[]> lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.writeBytes((line.length + " ").getBytes(StandardCharsets.US_ASCII));
      all.writeBytes(line);
    }
    return all.toByteArray();
  }

  private static void sendDatagrams(List<byte[]> lines, InetSocketAddress receiver)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(receiver); // so that a closed port can be noticed
      for (byte[] line : lines) {
        socket.send(new DatagramPacket(line, line.length));
      }
    }
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }
}
