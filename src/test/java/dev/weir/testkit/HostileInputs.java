package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Values;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.read.Reading;
import dev.weir.internal.text.SafeText;
import dev.weir.rule.RuleMetadata;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Inputs made to be slow, for each condition of the core and for reading. Each is a function from
 * an approximate size in bytes to a trial, which is true if it gave the right answer.
 */
public final class HostileInputs {

  private static final String METADATA = "169.254.169.254";
  private static final int MOST_VALUES = 100_000;

  private HostileInputs() {}

  /** The inputs by name. */
  public static Map<String, IntFunction<BooleanSupplier>> all() {
    Map<String, IntFunction<BooleanSupplier>> all = new LinkedHashMap<>();
    conditions(all);
    addresses(all);
    documents(all);
    lines(all);
    return all;
  }

  private static void conditions(Map<String, IntFunction<BooleanSupplier>> all) {
    all.put(
        "has, values that differ at their end",
        ofValues(1_000, v -> !v.has("a".repeat(999) + "a")));
    all.put("has, one long value", ofText("a", v -> !v.has("a".repeat(v.first().length()) + "b")));
    all.put("like, many stars", ofText("a", v -> !v.like("*a*a*a*a*a*a*a*a*b")));
    all.put("like, a star and a long part", ofText("a", v -> !v.like("x*", "*aaaaaaaaaaaaaaab*")));
    all.put("like, question marks", ofText("a", v -> !v.like("*?a?a?a?a?a?a?b*c")));
    all.put("like, many values", ofValues(4, v -> !v.like("*a*a*a", "?b*", "c", "d*", "*1*")));
    all.put("regex, nested repeats", ofText("a", v -> !v.regex("(a+)+b", "(a|aa)+b$|(.*a){12}c")));
    all.put("regex, many values", ofValues(20, v -> !v.regex("(a*)*1")));
    all.put("cidrMatch, one long value", ofText("1:", v -> !v.cidrMatch("0.0.0.0/0", "::/0")));
    all.put("cidrMatch, zeros", ofText("0", v -> !v.cidrMatch("0.0.0.0/0", "::/0")));
    all.put("cidrMatch, many values", ofValues(8, v -> !v.cidrMatch(METADATA, "fd00:ec2::254")));
    all.put("timeOr, digits", ofText("2", v -> v.timeOr(7) == 7));
    all.put("timeOr, a fraction", ofText("2025-01-27T10:00:00.", "1", "Z", v -> v.timeOr(7) == 7));
    all.put("safe text", ofText("\u0007\u202e", v -> SafeText.oneLine(v.first()).endsWith("202e")));
  }

  private static void addresses(Map<String, IntFunction<BooleanSupplier>> all) {
    List<String> parts =
        List.of(
            "1:",
            "1:1:1 ",
            "::",
            ":::1",
            "1.",
            "1.1.1.1.1 ",
            "0",
            "0:",
            "0x",
            "a.",
            "1:1.",
            "%31%3a");
    for (String part : parts) {
      all.put("mentionsAddress, " + part.strip(), mentioning(part));
    }
    all.put("mentionsAddress, full-width", mentioning("\uff11\uff1a"));
    all.put("mentionsAddress, 18-fold", mentioning("\ufdfa"));
    all.put("mentionsAddress, marks", mentioning("\u0301\u0316"));
    all.put(
        "mentionsAddress, all marks",
        mentioning(
            IntStream.rangeClosed(0x300, 0x1abf)
                .filter(c -> Character.getType(c) == Character.NON_SPACING_MARK)
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "a", ""))));
    all.put("mentionsAddress, letters with a mark", mentioning("a\u05b0\u0301"));
  }

  private static IntFunction<BooleanSupplier> mentioning(String part) {
    return ofText("http://a", part, "; curl " + METADATA, v -> v.mentionsAddress(METADATA));
  }

  private static void documents(Map<String, IntFunction<BooleanSupplier>> all) {
    all.put("JSON, one long text", read("{\"process\":{\"name\":\"", "a", "\"}}"));
    all.put("JSON, escapes", read("{\"process\":{\"command_line\":\"", "\\n\\u0041", "\"}}"));
    all.put(
        "JSON, surrogates", read("{\"process\":{\"command_line\":\"", "\\ud83d\\ude00", "\"}}"));
    all.put("JSON, lone surrogates", read("{\"process\":{\"command_line\":\"", "\\ud83d", "\"}}"));
    all.put("JSON, a long number", read("{\"process\":{\"pid\":1", "1", "}}"));
    all.put("JSON, a long fraction", read("{\"process\":{\"pid\":1.", "1", "}}"));
    all.put("JSON, a long name", read("{\"process\":{\"", "a", "\":1}}"));
    all.put("JSON, a long dotted name", read("{\"process", ".parent", "\":1}"));
    all.put("JSON, an escaped name", read("{\"", "\\u0041", "\":1}"));
    all.put("JSON, duplicate members", read("{", "\"process\":{\"name\":\"x\"},", "\"a\":1}"));
    all.put(
        "JSON, a _source many times",
        document("{", "\"_source\":{" + TIME + "},", "\"a\":1}", ACCEPTED));
    all.put("JSON, deep arrays", read("{\"a\":[", "[".repeat(900) + "]".repeat(900) + ",", "1]}"));
    all.put(
        "JSON, deep values",
        read("{\"process\":{\"args\":[", "[".repeat(900) + "]".repeat(900) + ",", "1]}}"));
    all.put(
        "JSON, too deep",
        document("{\"a\":", "[", "", reading -> rejected(reading, "nested over")));
    all.put("JSON, unclosed", document("{\"a\":", "{},[", "", reading -> rejected(reading, "")));
    all.put("JSON, spaces", read("{\"a\"", " ", ":1}"));
    all.put("JSON, many values", jsonValues("\"linux\","));
    all.put("JSON, many escaped values", jsonValues("\"\\u0041\","));
    all.put(
        "JSON, many members",
        size -> {
          String members =
              IntStream.range(0, size / 10)
                  .mapToObj(i -> "\"" + Integer.toString(i + 36_000_000, 36) + "\":1")
                  .collect(Collectors.joining(","));
          return reading(("{" + members + "," + TIME + "}").getBytes(UTF_8), ACCEPTED);
        });
    all.put(
        "JSON, members with colliding names",
        size -> {
          String members =
              IntStream.range(0, size / 40)
                  .mapToObj(i -> "\"" + colliding(i) + "\":1")
                  .collect(Collectors.joining(","));
          return reading(("{" + members + "," + TIME + "}").getBytes(UTF_8), ACCEPTED);
        });
    all.put(
        "field(...), a name of many segments",
        document(
            "{" + TIME + ",\"x\":{",
            "\"a.a\":1,",
            "\"b\":2}}",
            reading -> !event(reading).field("x" + ".a".repeat(500)).isPresent()));
    all.put(
        "field(...), many values",
        document(
            "{" + TIME + ",\"x\":[",
            "\"a-longer-value\",",
            "\"b\"]}",
            reading -> event(reading).field("x").has("b")));
    all.put(
        "host key",
        size -> {
          byte[] json = bytes("{\"host\":{\"id\":\"a\"},\"x\":[", "{},", "1]," + TIME + "}", size);
          return () -> new EventReader().hostKey(json).equals("a");
        });
    all.put(
        "alert",
        document(
            "{" + TIME + ",\"process\":{\"command_line\":\"",
            "\\r\\u202e\\\"",
            "\"}}",
            reading -> Alert.of(rule(), List.of(event(reading))).toJson().length > 100));
  }

  private static void lines(Map<String, IntFunction<BooleanSupplier>> all) {
    all.put("lines, blank", size -> lines(filled(size, "\n"), size));
    all.put("lines, one byte each", size -> lines(filled(size, "{\n"), size / 2));
    all.put("lines, one", size -> lines(filled(size, "{"), 1));
    all.put("lines, in small pieces", size -> lines(filled(size, "{".repeat(5_000) + "\n"), -1));
    for (String broken :
        List.of("{\"a\":[\n", "{\"a\":\"\n", "{\"host\":{\n", "{\"a\":1\n", "{\n")) {
      all.put("broken lines, " + broken.strip(), size -> skimmed(filled(size, broken)));
    }
  }

  private static final String TIME = "\"@timestamp\":\"2025-01-27T10:00:00Z\"";

  private static final Predicate<Reading> ACCEPTED = Reading.Accepted.class::isInstance;

  private static IntFunction<BooleanSupplier> ofText(String part, Predicate<Values> test) {
    return ofText("", part, "", test);
  }

  private static IntFunction<BooleanSupplier> ofText(
      String before, String part, String after, Predicate<Values> test) {
    return size -> {
      Values values = Values.of(before + part.repeat(size / part.getBytes(UTF_8).length) + after);
      return () -> test.test(values);
    };
  }

  private static IntFunction<BooleanSupplier> ofValues(int length, Predicate<Values> test) {
    return size -> {
      String[] texts = new String[Math.min(MOST_VALUES, size / length)];
      Arrays.setAll(texts, i -> "a".repeat(length - 1) + (char) ('b' + i % 25));
      Values values = Values.of(texts);
      return () -> test.test(values);
    };
  }

  /** A document that is read and all its fields decoded. */
  private static IntFunction<BooleanSupplier> read(String before, String part, String after) {
    return document(
        before,
        part,
        after.substring(0, after.length() - 1) + "," + TIME + "}",
        reading -> event(reading).toString().startsWith("OtherEvent") && decoded(event(reading)));
  }

  private static boolean decoded(Event event) {
    event.getProcessName();
    event.getProcessCommandLine();
    event.getProcessPid();
    event.getProcessArgs();
    return true;
  }

  private static IntFunction<BooleanSupplier> jsonValues(String part) {
    return size ->
        read("{\"process\":{\"args\":[", part, "\"x\"]}}")
            .apply(Math.min(size, (MOST_VALUES - 10) * part.length()));
  }

  private static IntFunction<BooleanSupplier> document(
      String before, String part, String after, Predicate<Reading> test) {
    return size -> reading(bytes(before, part, after, size), test);
  }

  /** A document that is read as a stream's is: skimmed, and parsed if that does not settle it. */
  private static BooleanSupplier reading(byte[] json, Predicate<Reading> test) {
    EventReader reader = new EventReader();
    return () -> {
      reader.skim(json, 0, json.length, 1, event -> decoded(event) && false);
      return test.test(reader.read(json));
    };
  }

  private static byte[] bytes(String before, String part, String after, int size) {
    return (before + part.repeat(size / part.getBytes(UTF_8).length) + after).getBytes(UTF_8);
  }

  private static Event event(Reading reading) {
    return ((Reading.Accepted) reading).facts().get(0);
  }

  private static boolean rejected(Reading reading, String why) {
    return ((Reading.Rejected) reading).fault().reason().contains(why);
  }

  /** Names with the same {@link String#hashCode}. */
  private static String colliding(int number) {
    return IntStream.range(0, 17)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  private static RuleMetadata rule() {
    return AlertFixtures.rule("r");
  }

  private static byte[] filled(int size, String part) {
    return part.repeat(Math.max(1, size / part.length())).getBytes(UTF_8);
  }

  private static BooleanSupplier lines(byte[] bytes, int expected) {
    return () -> {
      InputStream in =
          new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
              return super.read(to, from, expected < 0 ? Math.min(length, 700) : length);
            }
          };
      Lines lines = new Lines(in, EventReader.MAX_LINE);
      int count = 0;
      while (step(lines)) {
        lines.isReady();
        count++;
      }
      return expected < 0 ? count > 0 : count == expected;
    };
  }

  /** Broken lines in one block, as in the body of a request. */
  private static BooleanSupplier skimmed(byte[] block) {
    EventReader reader = new EventReader();
    return () -> {
      Lines lines = Lines.of(block, block.length, EventReader.MAX_LINE, 0);
      int unwanted = 0;
      while (step(lines)) {
        Reading reading = reader.skim(lines.holder(), lines.from(), lines.to(), 1, event -> false);
        unwanted += reading == null ? 0 : 1;
      }
      return unwanted == 0;
    };
  }

  private static boolean step(Lines lines) {
    try {
      return lines.step();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
