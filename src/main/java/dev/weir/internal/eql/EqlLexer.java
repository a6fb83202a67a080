package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Splits a query into tokens. Linear in the query. */
final class EqlLexer {

  /** The longest first. */
  private static final List<String> SYMBOLS =
      Stream.of("== != <= >= && || ( ) [ ] { } , . : ? ! < > = + - * / % | ~ ;".split(" "))
          .toList();

  private static final String RAW = "\"\"\"";

  private final String query;
  private final List<EqlToken> tokens = new ArrayList<>();
  private int at;

  private EqlLexer(String query) {
    this.query = query;
  }

  static List<EqlToken> tokens(String query) throws EqlException {
    return new EqlLexer(query).read();
  }

  private List<EqlToken> read() throws EqlException {
    while (skipBlanks()) {
      int start = at;
      char c = query.charAt(at);
      if (c == '"') {
        String value = query.startsWith(RAW, at) ? raw() : string();
        tokens.add(new EqlToken(Kind.STRING, value, start, at));
      } else if (c == '\'') {
        throw error(at, "a string in single quotes", "write it in double quotes");
      } else if (c == '`') {
        tokens.add(new EqlToken(Kind.QUOTED_WORD, quotedWord(), start, at));
      } else if (isDigit(c)) {
        number();
        tokens.add(new EqlToken(Kind.NUMBER, query.substring(start, at), start, at));
      } else if (isWordStart(c)) {
        while (at < query.length() && isWordPart(query.charAt(at))) {
          at++;
        }
        tokens.add(new EqlToken(Kind.WORD, query.substring(start, at), start, at));
      } else {
        String symbol =
            SYMBOLS.stream()
                .filter(one -> query.startsWith(one, start))
                .findFirst()
                .orElseThrow(() -> error(start, "an unexpected character", ""));
        at += symbol.length();
        tokens.add(new EqlToken(Kind.SYMBOL, symbol, start, at));
      }
    }
    tokens.add(new EqlToken(Kind.END, "", query.length(), query.length()));
    return tokens;
  }

  /** Moves past blanks and comments; returns whether anything is left. */
  private boolean skipBlanks() throws EqlException {
    while (at < query.length()) {
      if (Character.isWhitespace(query.charAt(at))) {
        at++;
      } else if (query.startsWith("//", at)) {
        int end = query.indexOf('\n', at);
        at = end < 0 ? query.length() : end;
      } else if (query.startsWith("/*", at)) {
        int end = query.indexOf("*/", at + 2);
        if (end < 0) {
          throw error(at, "a comment without an end", "close it with */");
        }
        at = end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  private String raw() throws EqlException {
    int start = at;
    int end = query.indexOf(RAW, start + RAW.length());
    if (end < 0) {
      throw error(start, "a string without an end", "close it with three quotation marks");
    }
    // one or two more quotation marks belong to the text
    for (int more = 0; more < 2 && query.startsWith(RAW, end + 1); more++) {
      end++;
    }
    at = end + RAW.length();
    return query.substring(start + RAW.length(), end);
  }

  private String string() throws EqlException {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      } else if (c == '\n' || c == '\r') {
        break;
      } else if (c == '\\') {
        escape(value);
      } else {
        value.append(c);
        at++;
      }
    }
    throw error(start, "a string without an end on its line", "close it with a quotation mark");
  }

  private void escape(StringBuilder value) throws EqlException {
    int start = at;
    char escaped = at + 1 < query.length() ? query.charAt(at + 1) : '\n';
    at += 2;
    switch (escaped) {
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case '"', '\'', '\\' -> value.append(escaped);
      case 'u' -> value.appendCodePoint(codePoint(start));
      default ->
          throw error(start, "an unknown escape in a string", "write \\\\ for one backslash");
    }
  }

  /** The hexadecimal digits in braces of an escape that began at an offset. */
  private int codePoint(int start) throws EqlException {
    int end = query.indexOf('}', at);
    if (at < query.length() && query.charAt(at) == '{' && end > at + 1 && end - at <= 9) {
      try {
        int point = Integer.parseInt(query.substring(at + 1, end), 16);
        if (Character.isValidCodePoint(point) && (point < 0xd800 || point > 0xdfff)) {
          at = end + 1;
          return point;
        }
      } catch (NumberFormatException e) {
        // as wrong as any other
      }
    }
    throw error(start, "a malformed escape of a character", "write it as \\u{201c}");
  }

  private String quotedWord() throws EqlException {
    int end = query.indexOf('`', at + 1);
    if (end < 0 || query.substring(at, end).indexOf('\n') >= 0) {
      throw error(at, "a name without an end", "close it with a backtick");
    }
    String name = query.substring(at + 1, end);
    if (name.isEmpty()) {
      throw error(at, "an empty name", "");
    }
    at = end + 1;
    return name;
  }

  private void number() throws EqlException {
    int start = at;
    digits();
    if (at + 1 < query.length() && query.charAt(at) == '.' && isDigit(query.charAt(at + 1))) {
      at++;
      digits();
    }
    if (at < query.length() && (query.charAt(at) == 'e' || query.charAt(at) == 'E')) {
      int sign = at + 1 < query.length() && "+-".indexOf(query.charAt(at + 1)) >= 0 ? 2 : 1;
      if (at + sign < query.length() && isDigit(query.charAt(at + sign))) {
        at += sign;
        digits();
      }
    }
    if (at - start > 40) {
      throw error(start, "a number with too many digits", "");
    }
    // the unit of a span follows its number at once
    while (at < query.length() && isWordPart(query.charAt(at))) {
      at++;
    }
  }

  private void digits() {
    while (at < query.length() && isDigit(query.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || isDigit(c);
  }

  private EqlException error(int offset, String reason, String hint) {
    return new EqlException(query, offset, reason, hint);
  }
}
