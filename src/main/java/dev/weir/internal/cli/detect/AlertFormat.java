package dev.weir.internal.cli.detect;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.internal.text.SafeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A format in which {@code weir detect} writes alerts, each with a final line end. */
enum AlertFormat {
  /** One ECS document per line. */
  ALERTS {
    @Override
    byte[] alert(Alert alert) {
      return line(alert.toJson());
    }

    @Override
    byte[] rollUp(RollUp rollUp) {
      return line(rollUp.toJson());
    }
  },

  /** One line per alert: the events' ids, separated by tabs. For comparing, so without roll-ups. */
  PAIRS {
    @Override
    byte[] alert(Alert alert) {
      String ids =
          alert.sequence().stream()
              .map(event -> event.getEventId().first())
              .map(id -> id == null ? "-" : SafeText.oneLine(id))
              .collect(Collectors.joining("\t"));
      return line(ids.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    byte[] rollUp(RollUp rollUp) {
      return new byte[0];
    }
  },

  /** Several lines per alert, for people. */
  TEXT {
    @Override
    byte[] alert(Alert alert) {
      StringBuilder card = new StringBuilder();
      card.append(Instant.ofEpochMilli(alert.timestamp()))
          .append("  ")
          .append(alert.rule().severity())
          .append(' ')
          .append(alert.rule().riskScore())
          .append("  ")
          .append(alert.rule().name())
          .append('\n');
      field(card, "what", alert.message());
      alert.alerts().forEach(one -> field(card, "alert", one.rule().name()));
      for (Event event : alert.sequence()) {
        field(card, "event", Instant.ofEpochMilli(event.getTimestamp()) + "  " + event);
      }
      Event first = alert.sequence().get(0);
      field(card, "command", first.getProcessCommandLine().toString());
      field(card, "user", first.getUserName().toString());
      field(card, "id", alert.id());
      return line(card.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    byte[] rollUp(RollUp rollUp) {
      return line(
          ("... " + SafeText.oneLine(rollUp.message()) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  };

  abstract byte[] alert(Alert alert);

  abstract byte[] rollUp(RollUp rollUp);

  private static void field(StringBuilder card, String name, String value) {
    card.append(String.format("  %-8s %s%n", name, SafeText.oneLine(value)));
  }

  private static byte[] line(byte[] text) {
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    return line;
  }
}
