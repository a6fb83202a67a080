package dev.weir.internal.cli.detect;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleMetadata;
import java.time.Instant;
import java.util.stream.Collectors;

/** A format in which {@code weir detect} writes alerts. */
enum AlertFormat {
  /** One ECS document per line. */
  ALERTS {
    @Override
    void alert(Alert alert, OutputFile out) {
      out.line(alert.toJson());
    }

    @Override
    void rollUp(RollUp rollUp, OutputFile out) {
      out.line(rollUp.toJson());
    }
  },

  /** One line per alert: the events' ids, separated by tabs. For comparing, so without roll-ups. */
  PAIRS {
    @Override
    void alert(Alert alert, OutputFile out) {
      String ids =
          alert.sequence().stream()
              .map(event -> event.getEventId().first())
              .map(id -> id == null ? "-" : SafeText.oneLine(id))
              .collect(Collectors.joining("\t"));
      out.write(ids + "\n");
    }

    @Override
    void rollUp(RollUp rollUp, OutputFile out) {
      // not compared
    }
  },

  /** Several lines per alert, for people. */
  TEXT {
    @Override
    void alert(Alert alert, OutputFile out) {
      StringBuilder card = new StringBuilder();
      Instant time = Instant.ofEpochMilli(alert.timestamp());
      RuleMetadata rule = alert.rule();
      card.append(
          "%s  %s %d  %s\n".formatted(time, rule.severity(), rule.riskScore(), rule.name()));
      field(card, "what", alert.message());
      alert.alerts().forEach(one -> field(card, "alert", one.rule().name()));
      for (Event event : alert.sequence()) {
        field(card, "event", Instant.ofEpochMilli(event.getTimestamp()) + "  " + event);
      }
      Event first = alert.sequence().get(0);
      field(card, "command", first.getProcessCommandLine().toString());
      field(card, "user", first.getUserName().toString());
      field(card, "id", alert.id());
      out.write(card.append('\n').toString());
    }

    @Override
    void rollUp(RollUp rollUp, OutputFile out) {
      out.write("... " + SafeText.oneLine(rollUp.message()) + "\n\n");
    }
  };

  abstract void alert(Alert alert, OutputFile out);

  abstract void rollUp(RollUp rollUp, OutputFile out);

  private static void field(StringBuilder card, String name, String value) {
    card.append(String.format("  %-8s %s%n", name, SafeText.oneLine(value)));
  }
}
