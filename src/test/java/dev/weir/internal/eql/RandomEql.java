package dev.weir.internal.eql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Random event queries and events, from so few values that many of them meet. */
final class RandomEql {

  private static final List<String> TEXT_FIELDS =
      List.of("process.name", "process.command_line", "user.name", "file.name", "host.id");

  private static final List<String> NUMBER_FIELDS = List.of("process.pid", "file.size");

  private static final List<String> TEXTS =
      List.of("", "a", "A", "ab", "Ab", "ba", "b*", "abc", "a/b", "7", "true", "a?c");

  private static final List<String> PATTERNS = List.of("a*", "*B", "?b", "*a*", "A?", "*", "ab");

  private static final List<String> NUMBERS = List.of("0", "1", "7", "-2", "7.5", "10");

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** Not a field of the document. */
  static final String MILLIS = "millis";

  private final Random random;

  RandomEql(long seed) {
    this.random = new Random(seed);
  }

  String query() {
    return one("process", "file", "any", "any") + " where " + condition(3);
  }

  /** A sequence of two or more events. */
  String sequence() {
    String own = random.nextInt(3) == 0 ? one(" by process.name", " by ?process.name") : "";
    String other = own.isEmpty() ? "" : one(" by process.name", " by user.name", " by ?user.name");
    String more = one("", "", " with runs=2", " [any where %s]%s".formatted(condition(1), own));
    String until =
        random.nextInt(3) == 0 ? " until [any where %s]%s".formatted(condition(1), own) : "";
    return "sequence by %s with maxspan=%s [%s where %s]%s [%s where %s]%s%s%s"
        .formatted(
            one("host.id", "host.id, user.name", "host.id, ?user.name", "user.name", "?user.name"),
            one("3ms", "20ms", "1s"),
            one("process", "any"),
            condition(1),
            own,
            one("file", "any"),
            condition(1),
            other,
            more,
            until);
  }

  /** Events in order, some of them in the same millisecond. */
  List<Map<String, List<String>>> stream(int size) {
    List<Map<String, List<String>>> events = new ArrayList<>();
    int millis = 0;
    for (int i = 0; i < size; i++) {
      millis += random.nextInt(4) * random.nextInt(4);
      Map<String, List<String>> event = event();
      event.put("event.id", List.of(String.valueOf(i)));
      event.put(MILLIS, List.of(String.valueOf(millis)));
      events.add(event);
    }
    return events;
  }

  /** The same events in another order, in which none comes later than by some milliseconds. */
  List<Map<String, List<String>>> delayed(List<Map<String, List<String>>> events, int most) {
    Map<Map<String, List<String>>, Integer> arrivals = new IdentityHashMap<>();
    events.forEach(event -> arrivals.put(event, millis(event) + random.nextInt(most + 1)));
    return events.stream().sorted(Comparator.comparing(arrivals::get)).toList();
  }

  /** The time of an event in a stream, in milliseconds. */
  static int millis(Map<String, List<String>> event) {
    return Integer.parseInt(event.get(MILLIS).get(0));
  }

  private String condition(int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      return switch (random.nextInt(3)) {
        case 0 -> "not (" + condition(depth - 1) + ")";
        case 1 -> "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
        default -> "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
      };
    }
    String text = one("", "", "?") + one(TEXT_FIELDS);
    String single = one("", "?") + one(TEXT_FIELDS.subList(0, 2));
    String number = one(NUMBER_FIELDS);
    return switch (random.nextInt(23)) {
      case 0 -> text + one(" == ", " != ") + quoted(TEXTS);
      case 1 -> text + " : " + list(PATTERNS);
      case 2 -> text + one(" in ", " not in ", " in~ ", " not in~ ") + list(TEXTS);
      case 3 -> text + one(" like ", " like~ ") + list(PATTERNS);
      case 4 -> text + one(" == ", " != ") + "null";
      case 5 -> number + one(" == ", " != ", " < ", " <= ", " > ", " >= ") + one(NUMBERS);
      case 6 -> one(NUMBERS) + one(" == ", " != ", " < ", " >= ") + number;
      case 7 ->
          one("startsWith", "endsWith~", "stringContains")
              + "("
              + single
              + ", "
              + quoted(TEXTS)
              + ")";
      case 8 ->
          one("startswith~", "endsWith", "stringContains~")
              + "("
              + single
              + ", "
              + quoted(TEXTS)
              + ")";
      case 9 -> "length(" + single + ")" + one(" == ", " != ", " > ", " <= ") + random.nextInt(4);
      case 10 -> "substring(" + single + ", " + (random.nextInt(5) - 2) + ") == " + quoted(TEXTS);
      case 11 ->
          "substring(%s, %d, %d) : %s"
              .formatted(single, random.nextInt(3), random.nextInt(5) - 2, quoted(PATTERNS));
      case 12 -> "indexOf(" + single + ", \"b\"" + one("", ", 1") + ")" + one(" == ", " != ") + "1";
      case 13 ->
          number + one(" + ", " - ", " * ") + one("1", "2") + one(" == ", " > ") + one(NUMBERS);
      case 14 -> number + one(" / ", " % ") + one("2", "0") + one(" == ", " != ", " < ") + "1";
      case 15 -> number + " - " + one(NUMBER_FIELDS) + one(" == ", " != ", " >= ") + one(NUMBERS);
      case 16 -> one("cidrMatch", "cidrmatch") + "(source.ip, \"10.0.0.0/8\", \"1.2.3.0/24\")";
      case 21 ->
          one("startsWith", "endsWith~", "stringContains", "stringContains~")
              + "(%s, user.name)".formatted(single);
      case 17 -> "concat(" + single + ", \"-\", user.name) == " + one("\"a-ab\"", "\"ab-a\"");
      case 18 -> "number(" + single + ")" + one(" == ", " != ", " < ") + one(NUMBERS);
      case 19 -> one("true", "false", "process.interactive", "process.interactive == true");
      case 20 -> number + " in (" + one(NUMBERS) + ", " + one(NUMBERS) + ")";
      default -> "string(" + number + ")" + one(" == ", " != ") + quoted(NUMBERS);
    };
  }

  /** An event; every field can be missing, and those of tests on all values can have several. */
  Map<String, List<String>> event() {
    Map<String, List<String>> event = new LinkedHashMap<>();
    put(event, "event.category", 2, () -> one("process", "file", "network"));
    put(event, "process.name", 1, () -> one(TEXTS));
    put(event, "user.name", 1, () -> one("a", "ab"));
    put(event, "file.name", 3, () -> one(TEXTS));
    put(event, "host.id", 1, () -> one("a", "b"));
    put(event, "process.command_line", 1, () -> one(TEXTS));
    put(event, "process.pid", 1, () -> one("0", "1", "7", "-2", "10"));
    put(event, "file.size", 1, () -> one("1", "7", "10"));
    put(event, "process.interactive", 1, () -> one("true", "false"));
    put(event, "source.ip", 1, () -> one("10.1.2.3", "1.2.3.4", "1.2.4.4", "none"));
    return event;
  }

  private void put(
      Map<String, List<String>> event, String field, int most, Supplier<String> value) {
    int count = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(most);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(value.get());
    }
    if (count > 0) {
      event.put(field, values);
    }
  }

  private String list(List<String> values) {
    return random.nextBoolean()
        ? "(" + quoted(values) + ")"
        : "(" + quoted(values) + ", " + quoted(values) + ")";
  }

  private String quoted(List<String> values) {
    return '"' + one(values) + '"';
  }

  private String one(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String one(String... values) {
    return values[random.nextInt(values.length)];
  }

  /** As a document of its own millisecond. */
  static String json(Map<String, List<String>> event, int millis) {
    return event.entrySet().stream()
        .map(
            field ->
                "\"%s\":[%s]"
                    .formatted(
                        field.getKey(),
                        field.getValue().stream()
                            .map(value -> isNumber(field.getKey()) ? value : text(value))
                            .collect(Collectors.joining(","))))
        .collect(
            Collectors.joining(
                ",", "{\"@timestamp\":\"%s\",".formatted(FIRST.plusMillis(millis)), "}"));
  }

  private static String text(String value) {
    return '"' + value.replace("\\", "\\\\") + '"';
  }

  private static boolean isNumber(String field) {
    return NUMBER_FIELDS.contains(field);
  }
}
