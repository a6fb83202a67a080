package dev.weir.internal.eql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tokens of a query, taken one by one. */
final class EqlTokens {

  private static final Set<String> KEYWORDS =
      Set.of(
          ("and or not in like regex where by with until sequence sample maxspan runs any true false"
                  + " null")
              .split(" ", -1));

  private final String query;
  private final List<EqlToken> tokens;
  private int at;

  EqlTokens(String query) throws EqlException {
    this.query = query;
    this.tokens = EqlLexer.tokens(query);
  }

  EqlToken next() {
    return tokens.get(at);
  }

  /** The token after the next one. */
  EqlToken second() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  EqlToken take() {
    EqlToken token = next();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean takeWord(String word) {
    return next().isWord(word) && take() != null;
  }

  boolean takeSymbol(String symbol) {
    return next().isSymbol(symbol) && take() != null;
  }

  void expectWord(String word) throws EqlException {
    if (!takeWord(word)) {
      throw expected("`" + word + "`");
    }
  }

  void expectSymbol(String symbol) throws EqlException {
    if (!takeSymbol(symbol)) {
      throw expected("`" + symbol + "`");
    }
  }

  void expectEnd() throws EqlException {
    if (next().kind() != EqlToken.Kind.END) {
      throw expected("and, or, or the end of the query");
    }
  }

  /** An error at the next token, which should have been something else. */
  EqlException expected(String what) {
    return error("expected " + what + ", found " + next().described(), hint());
  }

  EqlException error(String reason, String hint) {
    return new EqlException(query, next().start(), reason, hint);
  }

  EqlException error(int offset, String reason, String hint) {
    return new EqlException(query, offset, reason, hint);
  }

  private String hint() {
    EqlToken found = next();
    String word = found.text().toLowerCase(Locale.ROOT);
    if (found.kind() == EqlToken.Kind.WORD
        && KEYWORDS.contains(word)
        && !word.equals(found.text())) {
      return "keywords are in lower case: " + word;
    }
    return switch (found.kind() == EqlToken.Kind.SYMBOL ? found.text() : "") {
      case "=" -> "compare with ==";
      case "&&" -> "write and";
      case "||" -> "write or";
      default -> "";
    };
  }
}
