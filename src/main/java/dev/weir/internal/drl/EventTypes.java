package dev.weir.internal.drl;

import dev.weir.event.AnyEvent;
import dev.weir.event.CrossHostEvent;
import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.PrincipalEvent;
import dev.weir.event.ProcessEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of facts that documents become. */
public final class EventTypes {

  static final List<Class<? extends Event>> OF_DOCUMENTS =
      List.of(
          ProcessEvent.class,
          NetworkEvent.class,
          OtherEvent.class,
          PrincipalEvent.class,
          AnyEvent.class,
          CrossHostEvent.class);

  /** Their names without packages, and that of the type that they share. */
  public static final Set<String> NAMES =
      Stream.concat(Stream.of(Event.class), OF_DOCUMENTS.stream())
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  private EventTypes() {}
}
