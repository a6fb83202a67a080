package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.sink.EmailSettings.Security;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.AlertFixtures;
import dev.weir.testkit.ServerCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real mail server, with and without TLS and logins. */
class EmailSinkTest {

  private static final byte[] ALERT = AlertTemplateTest.ALERT.toJson();

  private record Mail(List<String> to, MimeMessage message) {
    String header(String name) throws Exception {
      return message.getHeader(name, "|");
    }

    String text() throws Exception {
      return message.getContent().toString();
    }
  }

  @TempDir private static Path folder;
  private static ServerCertificate certificate;

  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private String badWord = "no such word";
  private SMTPServer server;

  @BeforeAll
  static void certify() throws Exception {
    certificate = ServerCertificate.make(folder, "mail");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsAnAlertWithItsFactsToEachAddress(Security security) throws Exception {
    start(security);
    assertThat(sink(security, "top secret").deliver(List.of(stored("a1", ALERT)))).isEmpty();

    assertThat(mails).hasSize(1);
    assertThat(mails.get(0).to()).containsExactly("soc@example.org", "b@example.org");
    Mail mail = mails.get(0);
    assertThat(mail.message().getSubject()).isEqualTo("[medium] Unusual request on web-1");
    assertThat(mail.header("From")).isEqualTo("Weir <weir@example.org>");
    assertThat(mail.header("To")).isEqualTo("soc@example.org, b@example.org");
    assertThat(mail.header("Message-ID")).isEqualTo("<a1@example.org>");
    assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(mail.header("Content-Type")).startsWith("text/plain; charset=UTF-8");
    assertThat(mail.message().getSentDate()).isEqualTo(Instant.ofEpochSecond(1_750_000_000));
    assertThat(mail.text())
        .contains("Host:        web-1\r\n", "Command:     curl http://x\r\n")
        .contains("Alert:       " + AlertTemplateTest.ALERT.id())
        .doesNotContain("${");
  }

  @Test
  void severalAlertsAreOneMessage() throws Exception {
    start(Security.NONE);
    sink(Security.NONE, "top secret").deliver(Collections.nCopies(3, stored("a1", ALERT)));

    assertThat(mails).hasSize(1);
    assertThat(mails.get(0).message().getSubject())
        .isEqualTo("[medium] Unusual request on web-1 (and 2 more)");
    assertThat(mails.get(0).text().split("Host: ", -1)).hasSize(4);
  }

  @Test
  void aRetractionFollowsItsAlert() throws Exception {
    start(Security.NONE);
    StoredAlert retraction = stored("a1-retracted", AlertTemplateTest.retraction());
    sink(Security.NONE, "top secret").deliver(List.of(retraction));

    assertThat(mails.get(0).message().getSubject()).isEqualTo("[retracted] Unusual request on h1");
    assertThat(mails.get(0).header("In-Reply-To"))
        .isEqualTo("<" + AlertTemplateTest.ALERT.id() + "@example.org>");
  }

  /** A value starts no line: neither a header nor a line of the text. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2_000})
  void hostileTextStaysText(int times) throws Exception {
    start(Security.NONE);
    byte[] hostile =
        new String(AlertTemplateTest.hostile(times), UTF_8)
            .replace("<!channel>", "\\r\\nBcc: evil@example.org\\r\\n.\\r\\nQUIT\\r\\n")
            .getBytes(UTF_8);
    sink(Security.NONE, "top secret").deliver(List.of(stored("a1", hostile)));

    assertThat(mails).hasSize(1);
    MimeMessage message = mails.get(0).message();
    assertThat(Collections.list(message.getAllHeaders()))
        .extracting(header -> header.getName())
        .containsExactlyInAnyOrder(
            "Received",
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");
    assertThat(message.getSubject()).startsWith("[high] \"}]}\\ \\u000a").hasSizeLessThan(200);
    assertThat(mails.get(0).text().lines()).hasSize(15).noneMatch(line -> line.startsWith("Bcc"));
    assertThat(mails.get(0).text().lines().filter(line -> line.startsWith("Command:")))
        .allMatch(line -> line.endsWith(" characters more)") == times > 1);
  }

  @Test
  void aMessageThatTheServerNeverAcceptsIsRefusedAndTheOthersArrive() throws Exception {
    start(Security.NONE);
    badWord = "evil program";
    byte[] bad = new String(ALERT, UTF_8).replace("curl http", badWord + " http").getBytes(UTF_8);
    List<RefusedAlert> refused =
        sink(Security.NONE, "top secret")
            .deliver(List.of(stored("a1", ALERT), stored("a2", bad), stored("a3", ALERT)));

    assertThat(refused).extracting(one -> one.alert().id()).containsExactly("a2");
    assertThat(refused.get(0).reason()).contains("554 looks like spam");
    assertThat(mails).extracting(mail -> mail.header("Message-ID")).doesNotHaveDuplicates();
    assertThat(mails).hasSize(2);
  }

  @Test
  void aWrongLoginOrAddressIsTriedAgain() throws Exception {
    start(Security.STARTTLS);
    List<StoredAlert> alerts = List.of(stored("a1", ALERT));
    assertThatThrownBy(() -> sink(Security.STARTTLS, "guess").deliver(alerts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("check username and password")
        .hasMessageNotContaining("guess");
    assertThatThrownBy(
            () ->
                sink(settings(Security.STARTTLS, "top secret", "nobody@x.org", true))
                    .deliver(alerts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("550 no such user");
    assertThat(mails).isEmpty();
  }

  @Test
  void aServerThatCannotEncryptGetsNothing() throws Exception {
    start(Security.NONE);
    assertThatThrownBy(
            () -> sink(Security.STARTTLS, "top secret").deliver(List.of(stored("a1", ALERT))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("STARTTLS");
    assertThat(mails).isEmpty();
  }

  @Test
  void aServerWithAnUnknownCertificateGetsNothing() throws Exception {
    start(Security.TLS);
    assertThatThrownBy(
            () ->
                sink(settings(Security.TLS, "top secret", "soc@example.org", false))
                    .deliver(List.of(stored("a1", ALERT))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("certification path");
    assertThat(mails).isEmpty();
  }

  @Test
  void wrongSettingsAreReported() {
    assertThatThrownBy(() -> sink(settings(Security.TLS, "p", "no address", true)))
        .hasMessage("to: `no address` is no e-mail address");
    assertThatThrownBy(() -> sink(settings(Security.TLS, "p", "a@b.org\r\nBcc: c@d.org", true)))
        .hasMessageContaining("is no e-mail address");
    assertThatThrownBy(
            () ->
                new EmailSettings(
                    "e",
                    InetSocketAddress.createUnresolved("mail.example.org", 25),
                    Security.NONE,
                    null,
                    null,
                    "a@b.org",
                    List.of("a@b.org"),
                    null,
                    false,
                    Duration.ofSeconds(1)))
        .hasMessageContaining("unencrypted to mail.example.org");
    assertThat(settings(Security.TLS, "top secret", "a@b.org", true).toString())
        .doesNotContain("top secret");
  }

  private void start(Security security) throws Exception {
    SMTPServer.Builder builder =
        SMTPServer.port(0)
            .messageHandlerFactory(context -> new Mailbox())
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory(
                    (user, password, context) -> {
                      if (!user.equals("weir") || !password.equals("top secret")) {
                        throw new LoginFailedException();
                      }
                    }))
            .requireAuth(true);
    if (security == Security.STARTTLS) {
      builder.enableTLS().requireTLS().startTlsSocketFactory(certificate.context());
    } else if (security == Security.TLS) {
      builder.serverSocketFactory(certificate.context());
    }
    server = builder.build();
    server.start();
  }

  private final class Mailbox implements MessageHandler {

    private final List<String> recipients = new ArrayList<>();

    @Override
    public void from(String from) {}

    @Override
    public void recipient(String recipient) throws RejectException {
      if (recipient.startsWith("nobody")) {
        throw new RejectException(550, "no such user");
      }
      recipients.add(recipient);
    }

    @Override
    public String data(InputStream data) throws RejectException, IOException {
      byte[] bytes = data.readAllBytes();
      if (new String(bytes, UTF_8).contains(badWord)) {
        throw new RejectException(554, "looks like spam");
      }
      try {
        mails.add(new Mail(recipients, new MimeMessage(null, new ByteArrayInputStream(bytes))));
      } catch (MessagingException e) {
        throw new AssertionError(e);
      }
      return null;
    }

    @Override
    public void done() {}
  }

  private EmailSink sink(Security security, String password) throws IOException {
    return sink(settings(security, password, "soc@example.org, b@example.org", true));
  }

  private static EmailSink sink(EmailSettings settings) throws IOException {
    return new EmailSink(settings, () -> Instant.ofEpochSecond(1_750_000_000));
  }

  private EmailSettings settings(Security security, String password, String to, boolean trusted) {
    int port = server == null ? 1 : server.getPortAllocated();
    return new EmailSettings(
        "mail",
        InetSocketAddress.createUnresolved("localhost", port),
        security,
        "weir",
        password,
        "Weir <weir@example.org>",
        List.of(to.split(", ")),
        trusted ? certificate.certificate() : null,
        false,
        Duration.ofSeconds(20));
  }

  private static StoredAlert stored(String id, byte[] document) {
    return AlertFixtures.stored(id, document);
  }
}
