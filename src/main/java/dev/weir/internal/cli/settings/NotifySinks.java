package dev.weir.internal.cli.settings;

import dev.weir.internal.service.sink.AlertTemplate;
import dev.weir.internal.service.sink.EmailSettings;
import dev.weir.internal.service.sink.EmailSink;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.sink.SyslogSettings;
import dev.weir.internal.service.sink.SyslogSink;
import dev.weir.internal.service.sink.WebhookSettings;
import dev.weir.internal.service.sink.WebhookSettings.Format;
import dev.weir.internal.service.sink.WebhookSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sinks that bring alerts to people: webhooks, syslog and e-mail. */
final class NotifySinks {

  private static final List<String> BODIES =
      List.of("alert", "slack", "teams", "pagerduty", "opsgenie");

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private NotifySinks() {}

  static Sink webhook(Section section) throws IOException {
    WebhookSettings defaults = WebhookSettings.defaults(section.name(), SourcesAndSinks.ANY);
    return new WebhookSink(
        new WebhookSettings(
            section.name(),
            section.url("url", section.text("url")),
            word(section, "format", Format.values(), Format.SINGLE),
            template(section),
            section.secret("secret"),
            section.textsAndSecrets("headers"),
            section.file("ca-certificate"),
            section.flag("insecure", false),
            section.positiveTime("connect-timeout", defaults.connectTimeout()),
            section.positiveTime("timeout", defaults.timeout())),
        InstantSource.system());
  }

  /** A shipped template, or the operator's own. */
  private static @Nullable AlertTemplate template(Section section) throws IOException {
    String body = section.choice("body", "alert", BODIES);
    Path own = section.file("body-template");
    Map<String, String> values = section.textsAndSecrets("values");
    if (own == null) {
      return body.equals("alert") ? null : AlertTemplate.shipped(body, values);
    }
    if (section.has("body")) {
      section.problem("body-template", "and `body` are both set; set only one");
    }
    return AlertTemplate.own(own, values);
  }

  static Sink syslog(Section section) throws IOException {
    return new SyslogSink(
        new SyslogSettings(
            section.name(),
            server(section, "syslog.example.com:6514"),
            word(
                section,
                "transport",
                SyslogSettings.Transport.values(),
                SyslogSettings.Transport.TLS),
            word(section, "format", SyslogSettings.Format.values(), SyslogSettings.Format.JSON),
            section.choice("facility", "local0", SyslogSettings.FACILITIES),
            section.size("message-bytes", SyslogSettings.LEAST_BYTES, SyslogSettings.LEAST_BYTES),
            section.flag("confirm", true),
            section.file("ca-certificate"),
            section.flag("insecure", false),
            section.positiveTime("timeout", TIMEOUT)));
  }

  static Sink email(Section section) throws IOException {
    return new EmailSink(
        new EmailSettings(
            section.name(),
            server(section, "smtp.example.com:587"),
            word(section, "tls", EmailSettings.Security.values(), EmailSettings.Security.STARTTLS),
            section.optional("username"),
            section.secret("password"),
            section.text("from"),
            section.required("to", "list the addresses to send to"),
            section.file("ca-certificate"),
            section.flag("insecure", false),
            section.positiveTime("timeout", TIMEOUT)),
        InstantSource.system());
  }

  private static InetSocketAddress server(Section section, String example) {
    String text = section.text("server");
    if (text.isEmpty()) {
      text = "127.0.0.1:0"; // it is missing, which is reported
    } else if (!text.matches("\\S+:\\d{1,4}|\\S+:[1-6]\\d{4}")) {
      section.problem("server", "must be a host and a port, such as " + example);
      text = "127.0.0.1:0";
    }
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    return InetSocketAddress.createUnresolved(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /** One of the constants, in lower case. */
  private static <E extends Enum<E>> E word(Section section, String key, E[] all, E otherwise) {
    List<String> words = Stream.of(all).map(NotifySinks::word).toList();
    return all[words.indexOf(section.choice(key, word(otherwise), words))];
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
