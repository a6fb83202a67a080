package dev.weir.internal.eql;

/**
 * A word, symbol or literal of a query.
 *
 * @param kind what it is
 * @param text a word, symbol or number as written, or a decoded string
 * @param start the offset of its first character
 * @param end the offset after its last character
 */
record EqlToken(Kind kind, String text, int start, int end) {

  enum Kind {
    WORD,
    /** A word in backticks, which is never a keyword. */
    QUOTED_WORD,
    STRING,
    NUMBER,
    SYMBOL,
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_WORD;
  }

  /** As an error message names it. */
  String described() {
    return switch (kind) {
      case END -> "the end of the query";
      case STRING -> "a string";
      default -> "`" + text + "`";
    };
  }
}
