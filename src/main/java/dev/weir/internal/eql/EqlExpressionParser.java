package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.And;
import dev.weir.internal.eql.EqlExpression.Arithmetic;
import dev.weir.internal.eql.EqlExpression.Call;
import dev.weir.internal.eql.EqlExpression.Compare;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlExpression.Match;
import dev.weir.internal.eql.EqlExpression.Not;
import dev.weir.internal.eql.EqlExpression.Null;
import dev.weir.internal.eql.EqlExpression.Or;
import dev.weir.internal.eql.EqlExpression.Text;
import dev.weir.internal.eql.EqlExpression.Truth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses conditions and values by recursive descent. {@code not} binds closest, then {@code and},
 * then {@code or}.
 */
final class EqlExpressionParser {

  private static final int MAX_DEPTH = 100;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private static final Set<String> RESERVED =
      Set.of(
          "and",
          "or",
          "not",
          "in",
          "like",
          "regex",
          "where",
          "by",
          "with",
          "until",
          "sequence",
          "sample",
          "maxspan",
          "any");

  private final EqlTokens tokens;
  private int depth;

  EqlExpressionParser(EqlTokens tokens) {
    this.tokens = tokens;
  }

  EqlExpression condition() throws EqlException {
    int start = tokens.next().start();
    List<EqlExpression> parts = new ArrayList<>(List.of(conjunction()));
    while (tokens.takeWord("or")) {
      parts.add(conjunction());
    }
    return parts.size() == 1 ? parts.get(0) : new Or(List.copyOf(parts), start);
  }

  private EqlExpression conjunction() throws EqlException {
    int start = tokens.next().start();
    List<EqlExpression> parts = new ArrayList<>(List.of(negation()));
    while (tokens.takeWord("and")) {
      parts.add(negation());
    }
    return parts.size() == 1 ? parts.get(0) : new And(List.copyOf(parts), start);
  }

  private EqlExpression negation() throws EqlException {
    int start = tokens.next().start();
    if (!tokens.takeWord("not")) {
      return predicate();
    }
    enter();
    EqlExpression part = negation();
    depth--;
    return new Not(part, start);
  }

  private EqlExpression predicate() throws EqlException {
    int start = tokens.next().start();
    EqlExpression left = sum();
    EqlToken next = tokens.next();
    if (next.kind() == EqlToken.Kind.SYMBOL && COMPARISONS.contains(next.text())) {
      tokens.take();
      return new Compare(left, next.text(), sum(), start);
    }
    if (tokens.takeSymbol(":")) {
      return new Match(left, ":", true, listOrOne(), start);
    }
    boolean negated = next.isWord("not") && tokens.second().isWord("in");
    if (negated) {
      tokens.take();
    }
    if (tokens.takeWord("in")) {
      boolean ignoreCase = tokens.takeSymbol("~");
      Match match = new Match(left, "in", ignoreCase, list(), start);
      return negated ? new Not(match, start) : match;
    }
    if (next.isWord("like") || next.isWord("regex")) {
      tokens.take();
      return new Match(left, next.text(), tokens.takeSymbol("~"), listOrOne(), start);
    }
    return left;
  }

  private List<EqlExpression> listOrOne() throws EqlException {
    return tokens.next().isSymbol("(") ? list() : List.of(sum());
  }

  private List<EqlExpression> list() throws EqlException {
    tokens.expectSymbol("(");
    List<EqlExpression> values = new ArrayList<>();
    do {
      values.add(sum());
    } while (tokens.takeSymbol(","));
    if (!tokens.takeSymbol(")")) {
      throw tokens.expected("`,` or `)`");
    }
    return List.copyOf(values);
  }

  private EqlExpression sum() throws EqlException {
    EqlExpression left = product();
    while (tokens.next().isSymbol("+") || tokens.next().isSymbol("-")) {
      String operator = tokens.take().text();
      left = new Arithmetic(left, operator, product(), left.start());
    }
    return left;
  }

  private EqlExpression product() throws EqlException {
    EqlExpression left = signed();
    while (tokens.next().isSymbol("*")
        || tokens.next().isSymbol("/")
        || tokens.next().isSymbol("%")) {
      String operator = tokens.take().text();
      left = new Arithmetic(left, operator, signed(), left.start());
    }
    return left;
  }

  private EqlExpression signed() throws EqlException {
    int start = tokens.next().start();
    if (tokens.takeSymbol("+")) {
      enter();
      EqlExpression operand = signed();
      depth--;
      return operand;
    }
    if (tokens.takeSymbol("-")) {
      enter();
      EqlExpression operand = signed();
      depth--;
      return operand instanceof EqlExpression.Numeral number
          ? new EqlExpression.Numeral(number.value().negate(), start)
          : new Arithmetic(new EqlExpression.Numeral(BigDecimal.ZERO, start), "-", operand, start);
    }
    return value();
  }

  private EqlExpression value() throws EqlException {
    EqlToken next = tokens.next();
    if (tokens.takeSymbol("(")) {
      enter();
      EqlExpression inner = condition();
      depth--;
      tokens.expectSymbol(")");
      return inner;
    }
    switch (next.kind()) {
      case STRING -> {
        tokens.take();
        return new Text(next.text(), next.start());
      }
      case NUMBER -> {
        return number();
      }
      default -> {
        if (next.isWord("true") || next.isWord("false")) {
          tokens.take();
          return new Truth(next.text().equals("true"), next.start());
        }
        if (next.isWord("null")) {
          tokens.take();
          return new Null(next.start());
        }
        boolean call =
            tokens.second().isSymbol("(")
                || (tokens.second().isSymbol("~") && next.end() == tokens.second().start());
        return next.kind() == EqlToken.Kind.WORD && !RESERVED.contains(next.text()) && call
            ? call()
            : field();
      }
    }
  }

  private EqlExpression number() throws EqlException {
    EqlToken number = tokens.next();
    try {
      EqlExpression value =
          new EqlExpression.Numeral(new BigDecimal(number.text()), number.start());
      tokens.take();
      return value;
    } catch (NumberFormatException e) {
      throw tokens.error("a malformed number: " + number.described(), "");
    }
  }

  private Call call() throws EqlException {
    EqlToken name = tokens.take();
    boolean ignoreCase = tokens.takeSymbol("~");
    tokens.expectSymbol("(");
    enter();
    List<EqlExpression> arguments = new ArrayList<>();
    if (!tokens.next().isSymbol(")")) {
      do {
        arguments.add(condition());
      } while (tokens.takeSymbol(","));
    }
    depth--;
    if (!tokens.takeSymbol(")")) {
      throw tokens.expected("`,` or `)`");
    }
    return new Call(name.text(), ignoreCase, List.copyOf(arguments), name.start());
  }

  Field field() throws EqlException {
    int start = tokens.next().start();
    boolean optional = tokens.takeSymbol("?");
    StringBuilder name = new StringBuilder(part());
    while (tokens.takeSymbol(".")) {
      name.append('.').append(part());
    }
    if (tokens.next().isSymbol("[") && tokens.second().kind() == EqlToken.Kind.NUMBER) {
      throw tokens.error("a position in an array", "Weir, as Elasticsearch, tests all values");
    }
    return new Field(name.toString(), optional, start);
  }

  private String part() throws EqlException {
    EqlToken part = tokens.next();
    if (!part.isName() || (part.kind() == EqlToken.Kind.WORD && RESERVED.contains(part.text()))) {
      throw tokens.expected("a field or a value");
    }
    return tokens.take().text();
  }

  private void enter() throws EqlException {
    if (++depth > MAX_DEPTH) {
      throw tokens.error("nested over " + MAX_DEPTH + " levels", "");
    }
  }
}
