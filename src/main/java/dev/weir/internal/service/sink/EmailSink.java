package dev.weir.internal.service.sink;

import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.http.HttpClients;
import dev.weir.internal.service.sink.EmailSettings.Security;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import tools.jackson.databind.JsonNode;

/** A sink that sends alerts by e-mail, those of one delivery in one message. */
public final class EmailSink implements Sink {

  private final EmailSettings settings;
  private final InternetAddress from;
  private final InternetAddress[] to;
  private final Session session;
  private final AlertTemplate template;
  private final InstantSource clock;

  /** Connects on the first delivery; fails if an address or the CA file cannot be used. */
  public EmailSink(EmailSettings settings, InstantSource clock) throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.from = address("from", settings.from());
    List<InternetAddress> all = new ArrayList<>();
    for (String one : settings.to()) {
      all.add(address("to", one));
    }
    this.to = all.toArray(InternetAddress[]::new);
    this.session = session(settings, HttpClients.trusting(settings.caCertificate()));
    this.template = AlertTemplate.shipped("email", Map.of());
  }

  private static InternetAddress address(String setting, String text) {
    try {
      InternetAddress[] all = InternetAddress.parse(text, true);
      if (all.length == 1 && all[0].getAddress().matches("[^@\\s]+@[^@\\s]+")) {
        return all[0];
      }
    } catch (AddressException e) {
      // as below
    }
    throw new IllegalArgumentException(setting + ": `" + text + "` is no e-mail address");
  }

  private static Session session(EmailSettings settings, SSLContext trust) {
    Properties properties = new Properties();
    String timeout = String.valueOf(settings.timeout().toMillis());
    Map<String, Object> all =
        Map.of(
            "host", settings.server().getHostString(),
            "port", String.valueOf(settings.server().getPort()),
            "auth", String.valueOf(settings.username() != null),
            "connectiontimeout", timeout,
            "timeout", timeout,
            "writetimeout", timeout,
            "starttls.required", String.valueOf(settings.tls() == Security.STARTTLS),
            "ssl.enable", String.valueOf(settings.tls() == Security.TLS),
            "ssl.checkserveridentity", "true",
            "ssl.socketFactory", trust.getSocketFactory());
    all.forEach((key, value) -> properties.put("mail.smtp." + key, value));
    properties.put("mail.smtp.starttls.enable", all.get("starttls.required"));
    properties.put("mail.transport.protocol", "smtp");
    return Session.getInstance(
        properties,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(settings.username(), settings.password());
          }
        });
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return settings.to().stream().collect(Collectors.joining(", ", "e-mail to ", ""));
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    List<RefusedAlert> refused = new ArrayList<>();
    send(alerts, refused);
    return refused;
  }

  private void send(List<StoredAlert> alerts, List<RefusedAlert> refused) throws IOException {
    try {
      Transport.send(message(alerts));
    } catch (MessagingException e) {
      String reason = reason(e);
      if (!isFaultOfContent(e)) {
        throw new IOException(reason, e);
      } else if (alerts.size() == 1) {
        refused.add(new RefusedAlert(alerts.get(0), reason));
      } else { // only some of them may be bad
        int half = alerts.size() / 2;
        send(alerts.subList(0, half), refused);
        send(alerts.subList(half, alerts.size()), refused);
      }
    }
  }

  /** Whether the server has read the message and will never accept it. */
  private static boolean isFaultOfContent(MessagingException e) {
    return e instanceof SMTPSendFailedException failed
        && failed.getReturnCode() / 100 == 5
        && failed.getCommand().strip().equals(".");
  }

  private String reason(MessagingException e) {
    String server = settings.server().getHostString() + ":" + settings.server().getPort();
    String hint = e instanceof AuthenticationFailedException ? "; check username and password" : "";
    Throwable root = ErrorText.root(e);
    StringBuilder reason = new StringBuilder(server + ": " + ErrorText.of(root));
    for (Exception next = e.getNextException();
        next instanceof MessagingException more;
        next = more.getNextException()) {
      if (more != root) {
        reason.append("; ").append(ErrorText.of(more));
      }
    }
    return reason + hint;
  }

  private MimeMessage message(List<StoredAlert> alerts) throws MessagingException {
    List<JsonNode> filled = alerts.stream().map(one -> template.fill(one.document())).toList();
    String first = filled.get(0).path("subject").asString();
    int others = alerts.size() - 1;
    MimeMessage message = new WithId(session, id(alerts.get(0).id()));
    message.setFrom(from);
    message.setRecipients(Message.RecipientType.TO, to);
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    String subject = others == 0 ? first : first + " (and " + others + " more)";
    message.setSubject(subject, StandardCharsets.UTF_8.name());
    String about = filled.get(0).path("about").asString("");
    if (!about.isEmpty()) { // of a retraction, the alert that it follows
      message.setHeader("In-Reply-To", id(about));
      message.setHeader("References", id(about));
    }
    message.setText(text(filled), StandardCharsets.UTF_8.name());
    return message;
  }

  private static String text(List<JsonNode> filled) {
    return filled.stream()
        .map(
            one ->
                one.path("lines")
                    .valueStream()
                    .map(line -> line.asString() + "\r\n")
                    .collect(Collectors.joining()))
        .collect(Collectors.joining("\r\n----\r\n\r\n"));
  }

  /** The same for each try, so that readers recognise a copy. */
  private String id(String alert) {
    String address = from.getAddress();
    return "<"
        + alert.replaceAll("[^A-Za-z0-9-]", "-")
        + address.substring(address.indexOf('@'))
        + ">";
  }

  @Override
  public void close() {
    // a delivery closes its connection
  }

  /** A message with an id of its own choice. */
  private static final class WithId extends MimeMessage {
    private final String id;

    WithId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
