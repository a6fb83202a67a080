package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.triage.AlertQuery;
import dev.weir.internal.service.triage.Cursor;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters of the list as they stand in the address bar, and the place of its page. */
final class Address {

  /** The state that the list shows unless another is chosen. */
  static final String ACTIVE = "active";

  private static final String ALL = "all";
  private static final List<String> NAMES =
      List.of(
          "text", "severity", "rule", "host", "user", "state", "from", "to", "delivery", "before");

  private final Map<String, String> values;

  private Address(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the parameters of a request.
   *
   * @param value gives the value of a parameter; null if there is none
   */
  static Address of(Set<String> names, Function<String, @Nullable String> value) {
    Set<String> unknown = new TreeSet<>(names);
    NAMES.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown filter "
              + String.join(", ", unknown)
              + "; the filters are "
              + String.join(", ", NAMES));
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : NAMES) {
      String text = value.apply(name);
      if (text != null && !text.isBlank()) {
        values.put(name, text.strip());
      }
    }
    Address address = new Address(values);
    var unused = address.before(); // refuses a wrong one
    return address;
  }

  String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** The chosen state, which is never empty. */
  String state() {
    return values.getOrDefault("state", ACTIVE);
  }

  /** Whether it shows all active alerts. */
  boolean isPlain() {
    return values.keySet().stream().allMatch("before"::equals);
  }

  AlertQuery query() {
    return new AlertQuery(
        get("severity"),
        get("rule"),
        get("host"),
        get("user"),
        state().equals(ALL) ? "" : state(),
        get("text"),
        time("from"),
        time("to"),
        "",
        get("delivery"));
  }

  @Nullable Cursor before() {
    return values.containsKey("before") ? Cursor.parse(get("before")) : null;
  }

  private @Nullable Instant time(String name) {
    String text = get(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      // browsers leave out the zone, and seconds that are zero
      String zoned = text.endsWith("Z") ? text : text + (text.length() == 16 ? ":00Z" : "Z");
      return Instant.parse(zoned);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          name + " must be a time in UTC such as 2026-11-24T10:00:00Z, not " + text, e);
    }
  }

  /** The same with another value of one filter, from the first page. */
  Address with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove("before");
    changed.put(name, value);
    changed.values().removeIf(String::isEmpty);
    return new Address(changed);
  }

  /** The part of a URL after the path: empty, or a question mark and the filters. */
  @Override
  public String toString() {
    return values.isEmpty()
        ? ""
        : values.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }
}
