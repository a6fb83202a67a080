package dev.weir.internal.read;

import dev.weir.event.AnyEvent;
import dev.weir.event.CrossHostEvent;
import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.PrincipalEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Suspect;
import dev.weir.event.Values;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Events without most of their document, for when memory is short. */
public final class Reduction {

  /** The field that says how large the document was. */
  public static final String REDUCED_FROM = "weir.reduced_from_bytes";

  private Reduction() {}

  /** At least so many bytes of a document stay. */
  public static long least(Document document) {
    return Arrays.stream(EcsField.values())
        .flatMap(field -> document.values(field).list().stream())
        .mapToLong(String::length)
        .sum();
  }

  /** The event with only the fields that have an accessor, and those of the names. */
  public static Event of(Event event, Collection<String> names) {
    Document document = event.document();
    Map<String, Object> kept = new TreeMap<>();
    Stream.concat(Arrays.stream(EcsField.values()).map(EcsField::dottedName), names.stream())
        .forEach(name -> keep(name, document.values(name), kept));
    kept.putIfAbsent(REDUCED_FROM, document.json().length);
    byte[] json = EventReader.toJson(kept);
    return new EventReader().read(json) instanceof Reading.Accepted accepted
        ? with(accepted.facts().get(0).document(), event)
        : event;
  }

  private static void keep(String name, Values values, Map<String, Object> kept) {
    if (values.isPresent()) {
      kept.put(name, values.count() == 1 ? values.list().get(0) : values.list());
    }
  }

  private static Event with(Document document, Event event) {
    if (event instanceof Suspect suspect) {
      return suspect.withEvent(with(document, suspect.getEvent()));
    } else if (event instanceof NetworkEvent) {
      return new NetworkEvent(document, event.order());
    } else if (event instanceof ProcessEvent) {
      return new ProcessEvent(document, event.order());
    } else if (event instanceof AnyEvent) {
      return new AnyEvent(document, event.order());
    } else if (event instanceof CrossHostEvent) {
      return new CrossHostEvent(document, event.order());
    } else if (event instanceof PrincipalEvent) {
      return new PrincipalEvent(document, event.order(), String.valueOf(event.getPrincipal()));
    }
    return new OtherEvent(document, event.order());
  }
}
