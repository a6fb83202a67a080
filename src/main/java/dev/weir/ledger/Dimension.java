package dev.weir.ledger;

import dev.weir.event.Event;
import dev.weir.event.Suspect;
import org.jspecify.annotations.Nullable;

/** How hits are grouped, to see where noise comes from. */
public enum Dimension {
  /** {@code host.name}, or {@code host.id} of a host without a name. */
  HOST("hosts"),
  /** {@code process.executable}. */
  EXECUTABLE("programs (process.executable)"),
  /** {@code process.parent.executable}. */
  PARENT("parents (process.parent.executable)"),
  /** {@code process.entry_leader.executable}. */
  ENTRY_LEADER("entry leaders (process.entry_leader.executable)"),
  /** The detection of the suspect. */
  DETECTION("detections");

  private final String label;

  Dimension(String label) {
    this.label = label;
  }

  /** {@return the plural name, with the ECS field} */
  public String label() {
    return label;
  }

  @Nullable String of(Event event) {
    return switch (this) {
      case HOST -> {
        String name = event.getHostName().first();
        yield name == null ? event.getHostId() : name;
      }
      case EXECUTABLE -> event.getProcessExecutable().first();
      case PARENT -> event.getProcessParentExecutable().first();
      case ENTRY_LEADER -> event.getProcessEntryLeaderExecutable().first();
      case DETECTION -> event instanceof Suspect suspect ? suspect.getDetection() : null;
    };
  }
}
