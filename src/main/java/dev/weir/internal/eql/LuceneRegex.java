package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.Text;

/**
 * Translates regular expressions of Lucene, in which {@code # @ & < > ~ "} are operators and {@code
 * ^ $} are plain characters, to those of RE2. Both match whole values.
 */
final class LuceneRegex {

  private static final int MAX_DEPTH = 50;

  private static final int MAX_REPEAT = 1_000;

  private final EqlQuery query;
  private final Text text;
  private final String regex;
  private int at;
  private int depth;

  private LuceneRegex(EqlQuery query, Text text) {
    this.query = query;
    this.text = text;
    this.regex = text.value();
  }

  static String toRe2(EqlQuery query, Text text) throws EqlException {
    LuceneRegex translation = new LuceneRegex(query, text);
    String union = translation.union();
    if (translation.at < translation.regex.length()) {
      throw translation.error("a closing parenthesis without an opening one");
    }
    return union;
  }

  /** A text that an expression takes literally. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints().forEach(c -> quoted.append(quote(c)));
    return quoted.toString();
  }

  private static String quote(int c) {
    String one = Character.toString(c);
    return c < 128 && !Character.isLetterOrDigit(c) && c > ' ' && c != '_' ? "\\" + one : one;
  }

  private String union() throws EqlException {
    if (++depth > MAX_DEPTH) {
      throw error("a regular expression nested over " + MAX_DEPTH + " levels");
    }
    StringBuilder union = new StringBuilder(sequence());
    while (take('|')) {
      union.append('|').append(sequence());
    }
    depth--;
    return union.toString();
  }

  private String sequence() throws EqlException {
    StringBuilder sequence = new StringBuilder();
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      sequence.append(repeated());
    }
    return sequence.toString();
  }

  private String repeated() throws EqlException {
    String part = atom();
    boolean again = false;
    while (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
      String quantifier = quantifier();
      // in RE2, a second quantifier would mean something else
      part = (again ? "(?:" + part + ")" : part) + quantifier;
      again = true;
    }
    return part;
  }

  private String quantifier() throws EqlException {
    char first = regex.charAt(at);
    if (first != '{') {
      at++;
      return String.valueOf(first);
    }
    int end = regex.indexOf('}', at);
    String bounds = end < 0 ? "" : regex.substring(at + 1, end);
    if (!bounds.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      throw error("a malformed repetition in a regular expression");
    }
    String[] parts = bounds.split(",", -1);
    int least = Integer.parseInt(parts[0]);
    int most = parts.length < 2 || parts[1].isEmpty() ? least : Integer.parseInt(parts[1]);
    if (most > MAX_REPEAT || least > most) {
      throw error("a repetition of over " + MAX_REPEAT + " times in a regular expression");
    }
    at = end + 1;
    return "{" + bounds + "}";
  }

  private String atom() throws EqlException {
    char c = regex.charAt(at);
    return switch (c) {
      case '(' -> group();
      case '[' -> characters();
      case '"' -> quotation();
      case '\\' -> escaped();
      case '.', '@' -> {
        at++;
        yield c == '.' ? "." : "(?:.*)";
      }
      case '#', '&', '~', '<' ->
          throw error("the operator " + c + " of Lucene in a regular expression");
      case '*', '+', '?', '{' ->
          throw error("a quantifier without anything before it in a regular expression");
      default -> {
        int point = regex.codePointAt(at);
        at += Character.charCount(point);
        yield quote(point);
      }
    };
  }

  private String group() throws EqlException {
    at++;
    String group = union();
    if (!take(')')) {
      throw error("an opening parenthesis without a closing one in a regular expression");
    }
    return "(?:" + group + ")";
  }

  private String quotation() throws EqlException {
    int end = regex.indexOf('"', at + 1);
    if (end < 0) {
      throw error("a quotation without an end in a regular expression");
    }
    String quoted = regex.substring(at + 1, end);
    at = end + 1;
    return "(?:" + quote(quoted) + ")";
  }

  /** An escape outside of brackets: a class of characters, or a plain character. */
  private String escaped() throws EqlException {
    if (at + 1 >= regex.length()) {
      throw error("a backslash at the end of a regular expression");
    }
    int point = regex.codePointAt(at + 1);
    at += 1 + Character.charCount(point);
    return switch (point) {
      case 'd' -> "[0-9]";
      case 'D' -> "[^0-9]";
      case 's' -> "[ \\t\\n\\r]";
      case 'S' -> "[^ \\t\\n\\r]";
      case 'w' -> "[A-Za-z0-9_]";
      case 'W' -> "[^A-Za-z0-9_]";
      default -> quote(point);
    };
  }

  private String characters() throws EqlException {
    int start = at++;
    StringBuilder set = new StringBuilder(take('^') ? "[^" : "[");
    do {
      set.append(character(start));
      if (at + 1 < regex.length() && regex.charAt(at) == '-' && regex.charAt(at + 1) != ']') {
        at++;
        set.append('-').append(character(start));
      }
    } while (at < regex.length() && regex.charAt(at) != ']');
    if (!take(']')) {
      throw error("brackets without an end in a regular expression");
    }
    return set.append(']').toString();
  }

  private String character(int start) throws EqlException {
    boolean escape = take('\\');
    if (at >= regex.length()) {
      at = start;
      throw error("brackets without an end in a regular expression");
    }
    int point = regex.codePointAt(at);
    at += Character.charCount(point);
    return switch (escape ? point : 0) {
      case 'd' -> "0-9";
      case 's' -> " \\t\\n\\r";
      case 'w' -> "A-Za-z0-9_";
      case 'D', 'S', 'W' -> throw error("a negated class in brackets in a regular expression");
      default -> quote(point);
    };
  }

  private boolean take(char wanted) {
    if (at < regex.length() && regex.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private EqlException error(String reason) {
    return query.error(text.start(), reason, "at character " + (at + 1) + " of " + regex);
  }
}
