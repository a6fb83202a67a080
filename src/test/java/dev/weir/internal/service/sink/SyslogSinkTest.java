package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.internal.service.sink.SyslogSettings.Format;
import dev.weir.internal.service.sink.SyslogSettings.Transport;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.thread.Threads;
import dev.weir.testkit.AlertFixtures;
import dev.weir.testkit.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Real receivers: rsyslog, and sockets where its TLS is not installed. */
@Timeout(60)
class SyslogSinkTest {

  private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");
  private static final JsonMapper JSON = new JsonMapper();
  private static final byte[] ALERT = AlertTemplateTest.ALERT.toJson();

  @TempDir private static Path folder;

  /** rsyslog parses the header, and takes a message with its length, whatever it contains. */
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"TCP", "UDP"})
  void rsyslogReadsMessages(Transport transport) throws Exception {
    assumeTrue(Files.isExecutable(RSYSLOG), "rsyslog is not installed: .ci/run installs it");
    Path out = folder.resolve(transport + ".out");
    Path config = folder.resolve(transport + ".conf");
    int port = freePort();
    String input = transport == Transport.TCP ? "imtcp" : "imudp";
    Files.writeString(
        config,
        """
        global(workDirectory="%s" maxMessageSize="64k")
        module(load="%s")
        template(name="all" type="string"
          string="%%pri%%|%%timereported:::date-rfc3339%%|%%hostname%%|%%app-name%%|%%msgid%%|%%msg%%\\n")
        input(type="%s" address="127.0.0.1" port="%d" ruleset="write")
        ruleset(name="write") { action(type="omfile" file="%s" template="all") }
        """
            .formatted(folder, input, input, port, out));
    Process rsyslog =
        new ProcessBuilder(
                RSYSLOG.toString(), "-n", "-f", config.toString(), "-i", folder + "/rsyslog.pid")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(transport + ".log").toFile())
            .start();
    try (SyslogSink sink = sink(settings(transport, Format.JSON, port, true))) {
      List<StoredAlert> alerts = List.of(stored(ALERT), stored(AlertTemplateTest.hostile(1)));
      await() // until it listens; UDP cannot tell
          .ignoreException(IOException.class)
          .until(
              () -> sink.deliver(alerts).isEmpty() && Files.exists(out) && lines(out).size() > 1);
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }

    String[] first = lines(out).get(0).split("\\|", 6);
    assertThat(first[0]).isEqualTo("132"); // local0, warning
    assertThat(first[1]).isEqualTo("2025-06-17T02:14:00.530Z");
    assertThat(first[2]).isNotEqualTo("-").doesNotContain(" ");
    assertThat(first[3]).isEqualTo("weir");
    assertThat(first[4]).isEqualTo("alert");
    assertThat(JSON.readTree(first[5])).isEqualTo(JSON.readTree(ALERT));
    assertThat(JSON.readTree(lines(out).get(1).split("\\|", 6)[5]).has("host")).isTrue();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void messagesAreEncryptedForAReceiverWithATrustedCertificate() throws Exception {
    ServerCertificate certificate = ServerCertificate.make(folder, "syslog");
    try (ServerSocket receiver =
        certificate.context().getServerSocketFactory().createServerSocket(0)) {
      CompletableFuture<String> read = readAll(receiver);
      SyslogSettings settings =
          settings(Transport.TLS, Format.JSON, receiver.getLocalPort(), certificate.certificate());
      try (SyslogSink sink = sink(settings)) {
        sink.deliver(Collections.nCopies(2, stored(ALERT)));
      }
      String frame = read.get(20, TimeUnit.SECONDS);
      int length = Integer.parseInt(frame.substring(0, frame.indexOf(' ')));
      assertThat(frame.getBytes(UTF_8)).hasSize(2 * (length + 1 + frame.indexOf(' ')));
      assertThat(frame).startsWith(length + " <132>1 2025-06-17T02:14:00.530Z ");

      CompletableFuture<String> nothing = readAll(receiver);
      try (SyslogSink sink =
          sink(settings(Transport.TLS, Format.JSON, receiver.getLocalPort(), true))) {
        assertThatThrownBy(() -> sink.deliver(List.of(stored(ALERT))))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("no trusted certificate")
            .hasMessageContaining("ca-certificate");
      }
      assertThat(nothing).failsWithin(Duration.ofSeconds(20));
    }
  }

  private static CompletableFuture<String> readAll(ServerSocket receiver) {
    CompletableFuture<String> read = new CompletableFuture<>();
    Threads.daemon(
            "receiver",
            () -> {
              try (Socket socket = receiver.accept()) {
                read.complete(new String(socket.getInputStream().readAllBytes(), UTF_8));
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            })
        .start();
    return read;
  }

  @Test
  void aReceiverThatMayNotHaveReadGetsTheAlertsAgain() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SyslogSettings settings =
          settings(Transport.TCP, Format.JSON, silent.getLocalPort(), null, true, 300);
      try (SyslogSink sink = sink(settings)) {
        assertThatThrownBy(() -> sink.deliver(List.of(stored(ALERT))))
            .isInstanceOf(IOException.class)
            .hasMessageMatching(".*(does not close a connection|does not read within).*");
      }
      try (SyslogSink sink =
          sink(settings(Transport.TCP, Format.JSON, silent.getLocalPort(), false))) {
        assertThat(sink.deliver(List.of(stored(ALERT)))).isEmpty();
      }
    }
    try (SyslogSink sink = sink(settings(Transport.TCP, Format.JSON, freePort(), true))) {
      assertThatThrownBy(() -> sink.deliver(List.of(stored(ALERT))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tcp://127.0.0.1:")
          .hasMessageContaining("refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLongIsShortenedToOneValidMessage(Format format) throws Exception {
    SyslogMessage messages = new SyslogMessage(settings(Transport.TCP, format, 1, true), "a host");
    for (int times : new int[] {1, 2_000}) {
      byte[] message = messages.of(stored(AlertTemplateTest.hostile(times)));
      assertThat(message).hasSizeLessThanOrEqualTo(SyslogSettings.LEAST_BYTES);
      String text = new String(message, UTF_8);
      assertThat(text).startsWith("<131>1 2025-06-17T02:14:00.530Z - weir - alert - ");
      assertThat(text).doesNotContain("\n", "\r", "\u0000");
      if (format == Format.JSON) {
        boolean shortened =
            JSON.readTree(text.substring(text.indexOf('{'))).path("weir").has("shortened");
        assertThat(shortened).isEqualTo(times > 1);
      }
      if (times > 1) {
        assertThat(text).contains("characters more)");
      }
    }
  }

  @Test
  void cefEscapesWhatItsReadersSplitAt() throws Exception {
    byte[] document =
        """
        {"@timestamp": "1970-01-01T00:00:01Z", "message": "a=b|c\\\\d\\nx=1", "rule": {"id": "r|1", "name": "N\\\\"},
         "host": {"id": "h"}, "weir": {"severity": "critical"}, "event": {"id": "a1"}}"""
            .getBytes(UTF_8);
    SyslogMessage messages = new SyslogMessage(settings(Transport.TCP, Format.CEF, 1, true), "h");

    assertThat(new String(messages.of(stored(document)), UTF_8))
        .isEqualTo(
            "<130>1 1970-01-01T00:00:01Z h weir - alert - CEF:0|Weir|weir|1|r\\|1|N\\\\|10|"
                + "rt=1000 cat=intrusion_detection cs1Label=alertId cs1=a1"
                + " msg=a\\=b|c\\\\d\\\\u000ax\\=1 dhost=h"
                + " cs4Label=hostId cs4=h");
  }

  @ParameterizedTest
  @CsvSource({
    "critical, 130, 10",
    "high, 131, 8",
    "medium, 132, 5",
    "low, 133, 3",
    "informational, 134, 1"
  })
  void severitiesAreMapped(String severity, int priority, int cef) throws Exception {
    byte[] document = ("{\"weir\":{\"severity\":\"" + severity + "\"}}").getBytes(UTF_8);
    String message =
        new String(
            new SyslogMessage(settings(Transport.TCP, Format.CEF, 1, true), "h")
                .of(stored(document)),
            UTF_8);

    assertThat(message)
        .startsWith("<" + priority + ">1 - h ")
        .contains("|roll-up|unnamed|" + cef + "|");
  }

  @Test
  void aRetractionNamesItsAlert() throws Exception {
    StoredAlert retraction = stored(AlertTemplateTest.retraction());
    SyslogMessage json = new SyslogMessage(settings(Transport.TCP, Format.JSON, 1, true), "h");
    SyslogMessage cef = new SyslogMessage(settings(Transport.TCP, Format.CEF, 1, true), "h");

    assertThat(new String(json.of(retraction), UTF_8))
        .startsWith("<134>1 1970-01-01T00:00:00Z h weir - retraction - {")
        .contains("\"retracts\":\"" + AlertTemplateTest.ALERT.id() + "\"");
    assertThat(new String(cef.of(retraction), UTF_8))
        .contains("|Alert retracted|1|", "cs1=" + AlertTemplateTest.ALERT.id());
  }

  @Test
  void alertsGoUnencryptedToAnotherMachineOnlyIfThatIsSet() {
    assertThatThrownBy(
            () ->
                new SyslogSettings(
                    "s",
                    InetSocketAddress.createUnresolved("log.example.org", 514),
                    Transport.TCP,
                    Format.JSON,
                    "local0",
                    SyslogSettings.LEAST_BYTES,
                    true,
                    null,
                    false,
                    Duration.ofSeconds(1)))
        .hasMessageContaining("unencrypted to log.example.org");
  }

  private static SyslogSink sink(SyslogSettings settings) throws IOException {
    return new SyslogSink(settings);
  }

  private static SyslogSettings settings(
      Transport transport, Format format, int port, boolean confirm) {
    return settings(transport, format, port, null, confirm, 20_000);
  }

  private static SyslogSettings settings(
      Transport transport, Format format, int port, Path authority) {
    return settings(transport, format, port, authority, true, 20_000);
  }

  private static SyslogSettings settings(
      Transport transport, Format format, int port, Path authority, boolean confirm, int millis) {
    return new SyslogSettings(
        "s",
        InetSocketAddress.createUnresolved("127.0.0.1", port),
        transport,
        format,
        "local0",
        SyslogSettings.LEAST_BYTES,
        confirm,
        authority,
        false,
        Duration.ofMillis(millis));
  }

  private static StoredAlert stored(byte[] document) {
    return AlertFixtures.stored("a1", document);
  }
}
