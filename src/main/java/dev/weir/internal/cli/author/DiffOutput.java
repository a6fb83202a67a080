package dev.weir.internal.cli.author;

import dev.weir.event.Origin;
import dev.weir.explain.Diff;
import dev.weir.explain.Diff.Totals;
import dev.weir.explain.Difference;
import dev.weir.explain.Difference.Side;
import dev.weir.explain.EventRef;
import dev.weir.internal.cli.common.OutputFile;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The output of a diff; of each kind of failure the first is shown, the others are counted. */
final class DiffOutput implements Diff.Listener {

  private final DiffFormat format;
  private final OutputFile out;
  private final Consumer<String> errors;
  private final Set<String> shown = new HashSet<>();

  DiffOutput(DiffFormat format, OutputFile out, Consumer<String> errors) {
    this.format = format;
    this.out = out;
    this.errors = errors;
  }

  @Override
  public void difference(Difference difference) {
    write(format.difference(difference));
  }

  @Override
  public void rejected(Origin origin, String reason) {
    showFirst("rejected", origin + ": " + reason);
  }

  @Override
  public void ruleFault(Side side, String rule, EventRef event, String exception) {
    showFirst(
        side + rule, side + "'s rule \"" + rule + "\" failed on event " + event + ": " + exception);
  }

  void totals(Totals totals) {
    write(format.totals(totals));
    if (totals.malformed() + totals.ignored() + totals.late() + totals.evicted() > 0) {
      errors.accept(
          String.format(
              "%,d events read; %,d malformed, %,d ignored, %,d late; %,d suspects evicted early",
              totals.events(),
              totals.malformed(),
              totals.ignored(),
              totals.late(),
              totals.evicted()));
    }
    totals
        .faults()
        .forEach((rule, times) -> errors.accept(String.format("%s failed %,d times", rule, times)));
  }

  private void showFirst(String kind, String message) {
    if (shown.add(kind)) {
      errors.accept(message + " (further ones are only counted)");
    }
  }

  private void write(String text) {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
