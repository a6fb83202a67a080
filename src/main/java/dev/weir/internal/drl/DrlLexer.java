package dev.weir.internal.drl;

import java.util.ArrayList;
import java.util.List;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.runtime.CommonToken;
import org.antlr.runtime.RecognitionException;
import org.antlr.runtime.Token;
import org.drools.drl.parser.lang.DRL6Lexer;

/** Drools' own lexer. Reads any text, also of files that do not parse. */
final class DrlLexer {

  private DrlLexer() {}

  static List<DrlToken> withComments(String text) {
    DRL6Lexer lexer =
        new DRL6Lexer(new ANTLRStringStream(text)) {
          @Override
          public void reportError(RecognitionException e) {
            // such as a quotation mark without its other: the parser reports it
          }
        };
    List<DrlToken> tokens = new ArrayList<>();
    for (Token one = lexer.nextToken(); one.getType() != Token.EOF; one = lexer.nextToken()) {
      String word = one.getText();
      if (one.getType() != DRL6Lexer.WS && !word.isBlank()) {
        tokens.add(new DrlToken(word, ((CommonToken) one).getStartIndex()));
      }
    }
    return tokens;
  }

  static List<DrlToken> tokens(String text) {
    return withComments(text).stream().filter(token -> !token.isComment()).toList();
  }
}
