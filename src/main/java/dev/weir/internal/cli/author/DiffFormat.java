package dev.weir.internal.cli.author;

import dev.weir.explain.Diff.Totals;
import dev.weir.explain.Difference;
import dev.weir.explain.Difference.Change;
import dev.weir.explain.EventRef;
import dev.weir.internal.cli.common.JsonText;
import dev.weir.internal.text.SafeText;
import java.util.Map;
import java.util.stream.Collectors;

/** The output formats of {@code weir diff}. Each text ends with a line feed, or is empty. */
enum DiffFormat {
  /** For people: two lines for each difference, then the totals by reason. */
  TEXT {
    @Override
    String difference(Difference difference) {
      EventRef last = difference.sequence().get(difference.sequence().size() - 1);
      String events =
          difference.sequence().stream()
              .map(event -> event.program() + " " + event)
              .collect(Collectors.joining(" > "));
      String head =
          "%s %s  %s  %s"
              .formatted(sign(difference), last.time(), difference.rule().name(), events);
      return SafeText.oneLine(head) + "\n    " + SafeText.oneLine("" + difference.reason()) + "\n";
    }

    @Override
    String totals(Totals totals) {
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              "%,d alerts with OLD, %,d with NEW, %,d with both%n",
              totals.both() + totals.onlyOld(), totals.both() + totals.onlyNew(), totals.both()));
      reasons(text, totals, Change.REMOVED, totals.onlyOld() + " removed");
      reasons(text, totals, Change.ADDED, totals.onlyNew() + " added");
      return text.toString();
    }
  },

  /** One JSON object per line, the totals last. */
  JSON {
    @Override
    String difference(Difference difference) {
      return JsonText.text(difference) + "\n";
    }

    @Override
    String totals(Totals totals) {
      return JsonText.text(Map.of("totals", totals)) + "\n";
    }
  },

  /** The sign and the events' ids, separated by tabs. */
  PAIRS {
    @Override
    String difference(Difference difference) {
      return difference.sequence().stream()
          .map(event -> "\t" + (event.id().isEmpty() ? "-" : SafeText.oneLine(event.id())))
          .collect(Collectors.joining("", sign(difference), "\n"));
    }

    @Override
    String totals(Totals totals) {
      return "";
    }
  };

  abstract String difference(Difference difference);

  abstract String totals(Totals totals);

  private static String sign(Difference difference) {
    return difference.change() == Change.ADDED ? "+" : "-";
  }

  private static void reasons(StringBuilder text, Totals totals, Change change, String head) {
    text.append(head).append('\n');
    totals.reasons().stream()
        .filter(reason -> reason.change() == change)
        .forEach(
            reason ->
                text.append(
                    String.format(
                        "  %,5d  %s%n", reason.alerts(), SafeText.oneLine(reason.reason()))));
  }
}
