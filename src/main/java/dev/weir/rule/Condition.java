package dev.weir.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern asks of a fact, taken apart where it says {@code &&}, {@code ||} and {@code !},
 * and where a test lists several values, of which one is enough.
 *
 * @param kind how its parts make it up
 * @param text as the author wrote it, without comments, on one line
 * @param offset where it begins in its file
 * @param length how much of its file it is
 * @param parts what it is made of; empty for a single test
 * @param test the test of a field, where it is one in Weir's own terms
 * @param mixed whether it says {@code &&} beside {@code ||} without parentheses
 */
public record Condition(
    Kind kind,
    String text,
    int offset,
    int length,
    List<Condition> parts,
    @Nullable FieldTest test,
    boolean mixed) {

  /** How the parts of a condition make it up. */
  public enum Kind {
    /** All parts must hold. */
    ALL,
    /** One part must hold. */
    ANY,
    /** The one part must not hold. */
    NOT,
    /** A test that lists several values; each part is the test with one of them. */
    LIST,
    /** A test with no parts. */
    TEST
  }

  /**
   * A test of a field's values, as in {@code processName.like("curl")}.
   *
   * @param of the binding whose field it is, as in {@code $suspect}; empty for the fact itself
   * @param field the accessor, as in {@code processName}, or the dotted name given to {@code field}
   * @param method {@code has}, {@code like}, {@code cidrMatch} or {@code present}
   * @param values what the field is tested for, in the order written
   */
  public record FieldTest(String of, String field, String method, List<Value> values) {}

  /**
   * A value in a test.
   *
   * @param text what it is
   * @param offset where its quotation mark stands in its file
   */
  public record Value(String text, int offset) {}

  private static final String LITERAL = "\"(?:[^\"\\\\]++|\\\\.)*+\"";

  /** All of a test but the values, which may be thousands: too many for one expression. */
  private static final Pattern FIELD_TEST =
      Pattern.compile(
          "(?:(\\$?\\w+)\\s*\\.\\s*)??(?:(\\w+)|field\\s*\\(\\s*("
              + LITERAL
              + ")\\s*\\))\\s*\\.\\s*(?:(present|isPresent\\s*\\(\\s*\\))"
              + "|(has|like|cidrMatch)\\s*\\()");

  private static final Pattern VALUE = Pattern.compile("\\s*(" + LITERAL + ")\\s*,?");

  private static final Pattern END = Pattern.compile("\\s*\\)");

  /** Takes an expression apart. */
  static Condition parse(String expression, int offset) {
    int lead = expression.length() - expression.stripLeading().length();
    String text = expression.strip();
    int start = offset + lead;
    List<Integer> cuts = cuts(text, "||");
    if (!cuts.isEmpty()) {
      List<String> pieces = pieces(text, cuts);
      boolean mixed = pieces.stream().anyMatch(piece -> !cuts(piece, "&&").isEmpty());
      return new Condition(
          Kind.ANY, oneLine(text), start, text.length(), parse(pieces, start), null, mixed);
    }
    cuts = cuts(text, "&&");
    if (!cuts.isEmpty()) {
      List<Condition> parts = parse(pieces(text, cuts), start);
      return new Condition(Kind.ALL, oneLine(text), start, text.length(), parts, null, false);
    }
    if (text.startsWith("!") && !text.startsWith("!=")) {
      Condition negated = parse(text.substring(1), start + 1);
      return new Condition(
          Kind.NOT, oneLine(text), start, text.length(), List.of(negated), null, false);
    }
    if (text.startsWith("(") && text.endsWith(")") && closing(text, 0) == text.length() - 1) {
      return parse(text.substring(1, text.length() - 1), start + 1);
    }
    return test(text, start);
  }

  /**
   * The tests it comes down to.
   *
   * @return itself, if it has no parts, else those of its parts, in the order written
   */
  public List<Condition> tests() {
    return parts.isEmpty()
        ? List.of(this)
        : parts.stream().flatMap(part -> part.tests().stream()).toList();
  }

  private static Condition test(String text, int offset) {
    Condition plain =
        new Condition(Kind.TEST, oneLine(text), offset, text.length(), List.of(), null, false);
    Matcher matcher = FIELD_TEST.matcher(text);
    if (!matcher.lookingAt()) {
      return plain;
    }
    String of = matcher.group(1) == null ? "" : matcher.group(1);
    String dotted = matcher.group(3);
    String field = dotted == null ? matcher.group(2) : unquote(dotted);
    String method = matcher.group(4) == null ? matcher.group(5) : "present";
    List<Value> values = new ArrayList<>();
    List<Condition> parts = new ArrayList<>();
    int end = matcher.end();
    if (matcher.group(4) == null) {
      String head = text.substring(0, matcher.end());
      Matcher quoted = VALUE.matcher(text).region(end, text.length());
      while (quoted.lookingAt()) {
        int at = offset + quoted.start(1);
        Value value = new Value(unquote(quoted.group(1)), at);
        values.add(value);
        FieldTest one = new FieldTest(of, field, method, List.of(value));
        String words = oneLine(head + quoted.group(1) + ")");
        int length = quoted.group(1).length();
        parts.add(new Condition(Kind.TEST, words, at, length, List.of(), one, false));
        quoted.region(quoted.end(), text.length());
      }
      Matcher closed = END.matcher(text).region(quoted.regionStart(), text.length());
      if (values.isEmpty() || !closed.matches()) {
        return plain;
      }
    } else if (end < text.length()) {
      return plain;
    }
    FieldTest test = new FieldTest(of, field, method, values);
    return values.size() > 1
        ? new Condition(Kind.LIST, oneLine(text), offset, text.length(), parts, test, false)
        : new Condition(Kind.TEST, oneLine(text), offset, text.length(), List.of(), test, false);
  }

  /** Pieces that stand one after the other, with an operator of two characters between. */
  private static List<Condition> parse(List<String> pieces, int offset) {
    List<Condition> parts = new ArrayList<>();
    int from = 0;
    for (String piece : pieces) {
      parts.add(parse(piece, offset + from));
      from += piece.length() + 2;
    }
    return parts;
  }

  private static List<String> pieces(String text, List<Integer> cuts) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      pieces.add(text.substring(from, cut));
      from = cut + 2;
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  /** Where an operator stands outside of parentheses and texts. */
  private static List<Integer> cuts(String text, String operator) {
    List<Integer> cuts = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        i = closing(text, i) + 1;
      } else if (c == '"' || c == '\'') {
        i = endOfText(text, i) + 1;
      } else if (text.startsWith(operator, i)) {
        cuts.add(i);
        i += operator.length();
      } else {
        i++;
      }
    }
    return cuts;
  }

  /** Where the bracket that opens at a place is closed; the last place if it never is. */
  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfText(text, i);
      } else if (c == '(' || c == '[') {
        depth++;
      } else if ((c == ')' || c == ']') && --depth == 0) {
        return i;
      }
    }
    return text.length() - 1;
  }

  private static int endOfText(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i;
      }
    }
    return text.length() - 1;
  }

  private static String unquote(String literal) {
    String escaped = literal.substring(1, literal.length() - 1);
    try {
      return escaped.translateEscapes();
    } catch (IllegalArgumentException e) {
      return escaped.replaceAll("\\\\(.)", "$1"); // such as a letter by its number
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\(\\s*\\R\\s*", "(").replaceAll("\\s*\\R\\s*", " ");
  }
}
