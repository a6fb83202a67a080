package dev.weir.rule;

import dev.weir.event.EcsField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields of an event by both of their names: as rules write them, and as ECS does. */
final class FieldNames {

  private static final Map<String, String> DOTTED = dotted();

  private FieldNames() {}

  /** {@code process.entry_leader.name} is {@code processEntryLeaderName}; others stay. */
  static String accessor(String dottedName) {
    for (Map.Entry<String, String> field : DOTTED.entrySet()) {
      if (field.getValue().equals(dottedName)) {
        return field.getKey();
      }
    }
    return dottedName;
  }

  /** The ECS name of an accessor; what is no accessor stays as it is. */
  static String ecs(String field) {
    return DOTTED.getOrDefault(field, field);
  }

  static boolean isAccessor(String name) {
    return DOTTED.containsKey(name);
  }

  static Collection<String> accessors() {
    return DOTTED.keySet();
  }

  static Collection<String> ecsNames() {
    return DOTTED.values();
  }

  /** What of an event a rule may begin with, a suspect's own included. */
  static List<String> properties() {
    List<String> properties = new ArrayList<>(DOTTED.keySet());
    properties.addAll(List.of("detection", "event", "field", "precedes", "hostKey", "document"));
    return properties;
  }

  /** The longest ECS name that words with dots between begin with, in any case; empty if none. */
  static String dottedStart(String words) {
    String folded = words.toLowerCase(Locale.ROOT) + ".";
    String longest = "";
    for (String name : DOTTED.values()) {
      if (name.length() > longest.length()
          && folded.startsWith(name.toLowerCase(Locale.ROOT) + ".")) {
        longest = name;
      }
    }
    return longest;
  }

  private static Map<String, String> dotted() {
    Map<String, String> dotted = new LinkedHashMap<>();
    for (EcsField field : EcsField.values()) {
      dotted.put(field.accessor(), field.dottedName());
    }
    return dotted;
  }
}
