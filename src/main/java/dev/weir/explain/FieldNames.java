package dev.weir.explain;

import dev.weir.event.EcsField;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a rule calls a field, and what ECS calls it. */
final class FieldNames {

  private static final Map<String, String> BY_ACCESSOR = byAccessor();

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

  /** A word that stands for a field of the fact itself; not one after a dot. */
  private static final Pattern WORD = Pattern.compile("(?<![\\w$.])[a-z]\\w*");

  private FieldNames() {}

  /** The ECS name of an accessor; null for another word. */
  static @Nullable String ecs(String accessor) {
    return BY_ACCESSOR.get(accessor);
  }

  /** The ECS name of an accessor; anything else as it is. */
  static String dotted(String accessor) {
    return BY_ACCESSOR.getOrDefault(accessor, accessor);
  }

  /** The ECS fields of the fact itself that an expression mentions: accessors to dotted names. */
  static Map<String, String> in(String expression) {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher words = WORD.matcher(TEXT.matcher(expression).replaceAll("\"\""));
    while (words.find()) {
      String dotted = BY_ACCESSOR.get(words.group());
      if (dotted != null) {
        found.put(words.group(), dotted);
      }
    }
    return found;
  }

  /** Whether an expression mentions a binding. */
  static boolean mentions(String expression, String binding) {
    String code = TEXT.matcher(expression).replaceAll("\"\"");
    return Pattern.compile("(?<![\\w$])" + Pattern.quote(binding) + "(?!\\w)").matcher(code).find();
  }

  /** What a key names: {@code process.parent.entity_id} is the parent. */
  static String noun(String dotted) {
    String named = dotted.replaceFirst("\\.(entity_)?id$", "");
    return named.equals(dotted)
        ? dotted
        : named.substring(named.lastIndexOf('.') + 1).replace('_', ' ');
  }

  private static Map<String, String> byAccessor() {
    Map<String, String> names = new HashMap<>();
    for (EcsField field : EcsField.values()) {
      if (field != EcsField.TIMESTAMP) { // in a rule that is a number
        names.put(field.accessor(), field.dottedName());
      }
    }
    return Collections.unmodifiableMap(names);
  }
}
