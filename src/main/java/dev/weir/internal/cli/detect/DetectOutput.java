package dev.weir.internal.cli.detect;

import dev.weir.DetectorListener;
import dev.weir.alert.Alert;
import dev.weir.alert.RollUp;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A listener that writes alerts and rejected input to the operator's files. It reports the first
 * fault of each kind on the console; the summary counts them all.
 */
final class DetectOutput implements DetectorListener {

  private static final int MAX_HOSTS_NAMED = 20;

  private final AlertFormat format;
  private final AlertCard card;
  private final OutputFile alerts;
  private final OutputFile malformed;
  private final OutputFile ignored;
  private final OutputFile late;
  private final boolean sorted;
  private final Console console;
  private final InputForms forms = new InputForms();
  private final Set<String> reported = new HashSet<>();
  private int namedHosts;

  /** Writes to files and a console; of sorted input, an event that is late is a lack of memory. */
  DetectOutput(
      AlertFormat format,
      AlertCard card,
      OutputFile alerts,
      OutputFile malformed,
      OutputFile ignored,
      OutputFile late,
      boolean sorted,
      Console console) {
    this.format = format;
    this.card = card;
    this.alerts = alerts;
    this.malformed = malformed;
    this.ignored = ignored;
    this.late = late;
    this.sorted = sorted;
    this.console = console;
  }

  /** Which inputs are of another form. */
  InputForms forms() {
    return forms;
  }

  List<OutputFile> files() {
    return List.of(alerts, malformed, ignored, late);
  }

  @Override
  public void onAlert(Alert alert) {
    format.alert(alert, card, alerts);
  }

  @Override
  public void onRollUp(RollUp rollUp) {
    format.rollUp(rollUp, card, alerts);
  }

  @Override
  public void onLate(Event event) {
    if (sorted) {
      String message =
          "event "
              + SafeText.oneLine(event.getEventId().toString())
              + " cannot be sorted: memory was full, so newer events of its host are decided"
              + " already. Use a larger heap (WEIR_JAVA_OPTS=-Xmx4g), or files in order of time"
              + " and --lateness=5m";
      throw new UncheckedIOException(message, new IOException(message));
    }
    report("late", "event " + event.getEventId() + " arrived too late and is rejected");
    late.line(event.document().json());
  }

  @Override
  public void onMalformed(Origin place, Malformed fault, byte[] line) {
    report(fault.kind().name(), place + ": " + fault.kind() + ": " + fault.reason());
    forms.malformed(place.source());
    malformed.line(line);
  }

  @Override
  public void onIgnored(Origin place, String reason, byte[] document) {
    report(reason, place + ": " + reason);
    ignored.line(document);
  }

  @Override
  public void onHostFault(String host, String fault) {
    String name = host.equals(Event.NO_HOST) ? "events without host.id" : "host " + host;
    if (namedHosts++ < MAX_HOSTS_NAMED) {
      console.note(SafeText.oneLine(name + ": " + fault));
    }
  }

  @Override
  public void onRuleFault(String rule, Event event, Throwable fault) {
    report(
        "rule " + rule,
        "rule \"" + rule + "\" failed on event " + event.getEventId() + ": " + fault);
  }

  @Override
  public void onEvicted(Suspect suspect) {
    report(
        "evicted",
        "evicted a suspect of \"%s\" on host %s, as memory is full: use a larger heap"
            .formatted(suspect.getDetection(), suspect.hostKey()));
  }

  private void report(String kind, String message) {
    if (reported.add(kind)) {
      console.note(SafeText.oneLine(message) + " (the next ones are only counted)");
    }
  }
}
