package dev.weir.internal.service.sink;

import dev.weir.internal.service.sink.SyslogSettings.Format;
import dev.weir.internal.service.store.StoredAlert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An alert as a message of RFC 5424, without framing. */
final class SyslogMessage {

  /** The severities of syslog by those of rules. */
  private static final Map<String, Integer> SEVERITIES =
      Map.of("critical", 2, "high", 3, "medium", 4, "low", 5);

  private static final int INFORMATIONAL = 6;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final SyslogSettings settings;
  private final String host;
  private final AlertTemplate template;

  /**
   * Makes messages.
   *
   * @param host the name of this machine
   */
  SyslogMessage(SyslogSettings settings, String host) throws IOException {
    this.settings = settings;
    this.host = host.matches("[!-~]{1,255}") ? host : "-";
    this.template =
        AlertTemplate.shipped(settings.format() == Format.CEF ? "cef" : "syslog", Map.of());
  }

  byte[] of(StoredAlert alert) {
    byte[] document = alert.document();
    JsonNode fields = MAPPER.readTree(document);
    String kind = fields.path("weir").has("retracts") ? "retraction" : "alert";
    byte[] header = header(fields, kind).getBytes(StandardCharsets.US_ASCII);
    byte[] message = document;
    if (settings.format() == Format.CEF) {
      message = cef(template.fill(document)).getBytes(StandardCharsets.UTF_8);
    } else if (header.length + document.length > settings.messageBytes()) {
      message = template.fill(document).toString().getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(header);
    line.writeBytes(message);
    return line.toByteArray();
  }

  private String header(JsonNode fields, String kind) {
    String severity = fields.path("weir").path("severity").asString("");
    int priority = settings.facilityNumber() * 8 + SEVERITIES.getOrDefault(severity, INFORMATIONAL);
    String time = fields.path("@timestamp").asString("");
    return "<%d>1 %s %s weir - %s - "
        .formatted(priority, time.matches("\\d{4}-[0-9T:.-]{1,28}Z") ? time : "-", host, kind);
  }

  /** A header with vertical bars, then {@code key=value} with blanks between them. */
  private static String cef(JsonNode filled) {
    String header =
        filled
            .path("header")
            .valueStream()
            .map(one -> one.asString().replace("\\", "\\\\").replace("|", "\\|"))
            .collect(Collectors.joining("|"));
    String extension =
        filled
            .path("extension")
            .valueStream()
            .flatMap(one -> one.properties().stream())
            .map(one -> one.getKey() + "=" + extension(one.getKey(), one.getValue().asString()))
            .collect(Collectors.joining(" "));
    return header + "|" + extension;
  }

  private static String extension(String key, String value) {
    return key.equals("rt")
        ? String.valueOf(Instant.parse(value).toEpochMilli())
        : value.replace("\\", "\\\\").replace("=", "\\=");
  }
}
