package dev.weir.internal.cli.detect;

import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.text.SafeText;
import java.util.stream.Collectors;

/** A format in which {@code weir detect} writes alerts. */
enum AlertFormat {
  /** One ECS document per line. */
  ALERTS {
    @Override
    void alert(Alert alert, AlertCard card, OutputFile out) {
      out.line(alert.toJson());
    }

    @Override
    void rollUp(RollUp rollUp, AlertCard card, OutputFile out) {
      out.line(rollUp.toJson());
    }
  },

  /** One line per alert: the events' ids, separated by tabs. For comparing, so without roll-ups. */
  PAIRS {
    @Override
    void alert(Alert alert, AlertCard card, OutputFile out) {
      String ids =
          alert.sequence().stream()
              .map(event -> event.getEventId().first())
              .map(id -> id == null ? "-" : SafeText.oneLine(id))
              .collect(Collectors.joining("\t"));
      out.write(ids + "\n");
    }

    @Override
    void rollUp(RollUp rollUp, AlertCard card, OutputFile out) {
      // not compared
    }
  },

  /** A card per alert, for people. */
  TEXT {
    @Override
    void alert(Alert alert, AlertCard card, OutputFile out) {
      out.write(card.of(alert));
    }

    @Override
    void rollUp(RollUp rollUp, AlertCard card, OutputFile out) {
      out.write(card.of(rollUp));
    }
  };

  abstract void alert(Alert alert, AlertCard card, OutputFile out);

  abstract void rollUp(RollUp rollUp, AlertCard card, OutputFile out);
}
