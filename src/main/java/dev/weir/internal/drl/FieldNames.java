package dev.weir.internal.drl;

import dev.weir.event.EcsField;
import dev.weir.internal.text.ClosestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an event by both of their names: as rules write them, and as ECS does. */
public final class FieldNames {

  private static final Map<String, String> BY_ACCESSOR = byAccessor();

  /** Fields of ECS that look like misspelt fields with an accessor. */
  private static final Set<String> RIGHT =
      Set.of(
          ("event.end event.url host.mac process.end process.io process.pgid process.ppid"
                  + " process.tty process.vpid process.parent.end process.parent.pgid"
                  + " process.parent.ppid process.parent.tty process.parent.vpid source.mac"
                  + " destination.mac")
              .split(" ", -1));

  private FieldNames() {}

  /** {@code process.entry_leader.name} is {@code processEntryLeaderName}; others stay. */
  public static String accessor(String ecsName) {
    EcsField field = EcsField.of(ecsName);
    return field == null ? ecsName : field.accessor();
  }

  /** The ECS name of an accessor; what is no accessor stays as it is. */
  public static String ecs(String field) {
    return BY_ACCESSOR.getOrDefault(field, field);
  }

  /** The ECS name of an accessor of values; null for another word. */
  public static @Nullable String ecsOrNull(String accessor) {
    return accessor.equals(EcsField.TIMESTAMP.accessor()) // in a rule that is a number
        ? null
        : BY_ACCESSOR.get(accessor);
  }

  /** Whether events have an accessor of this name. */
  public static boolean isAccessor(String name) {
    return BY_ACCESSOR.containsKey(name);
  }

  /** The ECS names of all fields with an accessor. */
  public static Collection<String> ecsNames() {
    return BY_ACCESSOR.values();
  }

  /** The ECS names that a misspelt one may stand for; none if ECS may have the field. */
  public static List<String> misspelt(String name) {
    if (RIGHT.contains(name) || ecsNames().contains(name)) {
      return List.of();
    }
    return ClosestName.plausible(name, ecsNames()).stream()
        .filter(one -> ClosestName.distance(name, one) <= 2)
        .toList();
  }

  /** What a condition may begin with: the properties of events and suspects. */
  public static List<String> properties() {
    List<String> properties = new ArrayList<>(BY_ACCESSOR.keySet());
    properties.addAll(
        List.of(
            "principal",
            "detection",
            "event",
            "field",
            "fromIndex",
            "key",
            "precedes",
            "hostKey",
            "document"));
    return properties;
  }

  /** The longest ECS name that words with dots between begin with, in any case; empty if none. */
  public static String ecsStart(String words) {
    String folded = words.toLowerCase(Locale.ROOT) + ".";
    return ecsNames().stream()
        .filter(name -> folded.startsWith(name.toLowerCase(Locale.ROOT) + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private static Map<String, String> byAccessor() {
    Map<String, String> names = new LinkedHashMap<>();
    for (EcsField field : EcsField.values()) {
      names.put(field.accessor(), field.dottedName());
    }
    return Collections.unmodifiableMap(names);
  }
}
