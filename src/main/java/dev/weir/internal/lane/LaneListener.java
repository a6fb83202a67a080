package dev.weir.internal.lane;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.event.Suspect;

/** Receives what lanes find. With several lanes, it is called by several threads at once. */
public interface LaneListener {
  void onAlert(Alert alert);

  /** An alert of events that still wait, which {@link #onAlert} repeats if it holds. */
  void onEarly(Alert alert);

  void onLate(Event event);

  void onRuleFault(String rule, Event event, Throwable fault);

  /** A host is named, which happens rarely for each host. */
  void onHostFault(String host, String fault);

  void onEvicted(Suspect suspect);

  void onMalformed(Origin origin, Malformed fault, byte[] line);

  void onIgnored(Origin origin, String reason, byte[] document);
}
