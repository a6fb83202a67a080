package dev.weir.internal.cli.author;

import dev.weir.event.Origin;
import dev.weir.explain.Diff;
import dev.weir.explain.DiffTotals;
import dev.weir.explain.Difference;
import dev.weir.explain.Difference.Side;
import dev.weir.explain.EventRef;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.OutputFile;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Writes what a diff finds; the first fault of a kind is told in full, the others are counted. */
final class DiffFindings implements Diff.Listener {

  private final DiffFormat format;
  private final OutputFile out;
  private final Console console;
  private final Set<String> told = new HashSet<>();

  DiffFindings(DiffFormat format, OutputFile out, Console console) {
    this.format = format;
    this.out = out;
    this.console = console;
  }

  @Override
  public void difference(Difference difference) {
    write(format.difference(difference));
  }

  @Override
  public void setAside(Origin place, String why) {
    tell("set aside", place + ": " + why);
  }

  @Override
  public void ruleFault(Side side, String rule, EventRef event, String fault) {
    tell(side + rule, side + "'s rule \"" + rule + "\" failed on event " + event + ": " + fault);
  }

  /** Writes the totals, and tells the operator what was set aside. */
  void totals(DiffTotals totals) {
    write(format.totals(totals));
    if (totals.malformed() + totals.ignored() + totals.late() + totals.evicted() > 0) {
      console.note(
          String.format(
              "of %,d events, set aside %,d malformed, %,d ignored, %,d late; %,d suspects let go"
                  + " early",
              totals.events(),
              totals.malformed(),
              totals.ignored(),
              totals.late(),
              totals.evicted()));
    }
    totals
        .faults()
        .forEach((rule, times) -> console.note(String.format("%s threw %,d times", rule, times)));
  }

  private void tell(String kind, String message) {
    if (told.add(kind)) {
      console.note(message + " (further ones are counted)");
    }
  }

  private void write(String text) {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
