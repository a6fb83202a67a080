package dev.weir.internal.pending;

import dev.weir.event.Document;
import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a lane that can still affect an alert, as changes since the last look: a look
 * takes time for what changed, not for what is pending. Each part of the lane that keeps an event
 * holds it here until it lets the event go; a document is pending while one of its events is held.
 * Nothing is counted before {@link #begin}, so a lane that stores nothing pays nothing. For one
 * thread.
 */
public final class PendingDocuments {

  /**
   * A document that is pending since the last look, or no longer.
   *
   * @param arrival the number by which documents are in the order of arrival
   */
  public record Change(Document document, long arrival, boolean pending) {}

  private static final class Held {
    private final long arrival;
    private int holders;
    private boolean reported; // as pending, at the last look

    private Held(long arrival) {
      this.arrival = arrival;
    }
  }

  private final IdentityHashMap<Document, Held> held = new IdentityHashMap<>();
  private @Nullable IdentityHashMap<Document, Held> touched;

  /** Begins to count, with the events that are held now, one for each holder. */
  public void begin(List<? extends Event> now) {
    held.clear();
    touched = new IdentityHashMap<>();
    now.forEach(this::hold);
  }

  /** Another part of the lane keeps an event. */
  public void hold(Event event) {
    if (touched != null) {
      Held one =
          held.computeIfAbsent(event.document(), document -> new Held(event.order().arrival()));
      one.holders++;
      touched.put(event.document(), one);
    }
  }

  /** A part of the lane that kept an event does so no more. */
  public void letGo(Event event) {
    Held one = touched == null ? null : held.get(event.document());
    if (touched != null && one != null) {
      one.holders--;
      touched.put(event.document(), one);
    }
  }

  /** What has changed since the last look. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    if (touched != null) {
      touched.forEach((document, one) -> look(document, one, changes));
      touched = new IdentityHashMap<>(); // to clear one takes time for the most it ever held
    }
    return changes;
  }

  private void look(Document document, Held one, List<Change> changes) {
    boolean pending = one.holders > 0;
    if (pending != one.reported) {
      changes.add(new Change(document, one.arrival, pending));
      one.reported = pending;
    }
    if (!pending) {
      held.remove(document);
    }
  }
}
