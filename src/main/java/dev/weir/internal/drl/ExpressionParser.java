package dev.weir.internal.drl;

import com.github.javaparser.utils.StringEscapeUtils;
import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Creation;
import dev.weir.internal.drl.Expression.Group;
import dev.weir.internal.drl.Expression.Literal;
import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Other;
import dev.weir.internal.drl.Expression.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.drools.drl.parser.impl.Operator.BuiltInOperator;
import org.jspecify.annotations.Nullable;

/**
 * Parses conditions, and finds the expressions in Java code. Drools' parser leaves both as text,
 * and its parser of expressions keeps no offsets; so this one works on the tokens of Drools' lexer.
 * It accepts every text: what it does not know becomes an {@link Other}.
 */
final class ExpressionParser {

  private static final int WORD_PRECEDENCE = 7;

  private static final Map<String, Integer> PRECEDENCE = precedence();

  /** Operators that are words, such as {@code after}. */
  private static final Set<String> WORDS =
      Arrays.stream(BuiltInOperator.values())
          .map(BuiltInOperator::getSymbol)
          .filter(symbol -> Character.isLetter(symbol.charAt(0)))
          .collect(Collectors.toUnmodifiableSet());

  private final List<DrlToken> tokens;
  private int at;
  private boolean closed;

  private ExpressionParser(List<DrlToken> tokens) {
    this.tokens = tokens;
  }

  /** All of some tokens, of which there is at least one, as one expression. */
  static Expression parse(List<DrlToken> tokens) {
    return new ExpressionParser(tokens).upTo("");
  }

  /** The code up to a symbol, or to the end: one expression, or several as an {@link Other}. */
  private Expression upTo(String... ends) {
    int from = at;
    List<Expression> parts = new ArrayList<>();
    boolean single = true;
    while (at < tokens.size() && !Arrays.asList(ends).contains(tokens.get(at).text())) {
      Expression part = operation(1);
      if (part != null) {
        parts.add(part);
      } else {
        single &= tokens.get(at).is(";");
        at++;
      }
    }
    return single && parts.size() == 1 ? parts.get(0) : other(parts, from);
  }

  /** Operands with operators that bind at least so tightly between; null if there is no operand. */
  private @Nullable Expression operation(int least) {
    int from = at;
    Expression left = operand();
    while (left != null) {
      int before = at;
      boolean negated = skip("not");
      DrlToken operator = peek();
      if (operator == null || precedence(operator) < least) {
        at = before;
        return left;
      }
      at++;
      List<String> range = operator.isWord() && skip("[") ? range() : List.of();
      List<Expression> operands = new ArrayList<>(List.of(left));
      if (operator.is("in") && skip("(")) {
        operands.addAll(arguments(")"));
      } else {
        Expression right = operation(precedence(operator) + 1);
        if (right == null) {
          return other(operands, from);
        }
        operands.add(right);
      }
      left =
          new Operation(
              operator.text(), negated, range, List.copyOf(operands), left.start(), lastEnd());
    }
    return null;
  }

  private @Nullable Expression operand() {
    int from = at;
    DrlToken token = peek();
    if (token == null) {
      return null;
    }
    if (token.is("!") || token.is("-")) {
      at++;
      Expression operand = operand();
      if (operand == null) {
        return other(List.of(), from);
      }
      return operand instanceof Literal number && token.is("-")
          ? new Literal("-" + number.text(), token.start(), lastEnd())
          : new Operation(
              token.text(), false, List.of(), List.of(operand), token.start(), lastEnd());
    }
    Expression operand = primary(token);
    while (operand != null && peek() != null) {
      Expression longer = suffix(operand, from);
      if (longer == null) {
        return operand;
      }
      operand = longer;
    }
    return operand;
  }

  private @Nullable Expression primary(DrlToken token) {
    int from = at++;
    char first = token.text().charAt(0);
    if (token.isString()) {
      return new Text(unquote(token.text()), token.start(), token.end());
    }
    if (first == '\'' || Character.isDigit(first)) {
      return new Literal(token.text(), token.start(), token.end());
    }
    if (first == '(') {
      Expression inner = upTo(")");
      return skip(")") ? new Group(inner, token.start(), lastEnd()) : other(List.of(inner), from);
    }
    if (first == '[' || first == '{') {
      Expression inner = upTo(first == '[' ? "]" : "}");
      at = Math.min(at + 1, tokens.size());
      return other(List.of(inner), from);
    }
    if (!token.isWord()) {
      at = from;
      return null;
    }
    return switch (token.text()) {
      case "null", "true", "false" -> new Literal(token.text(), token.start(), token.end());
      case "new" -> creation(from);
      default ->
          skip("(") ? call(null, token, from) : new Name(token.text(), token.start(), token.end());
    };
  }

  /** The expression with a property, a call or an index after it; null if none follows. */
  private @Nullable Expression suffix(Expression owner, int from) {
    if (skip("[")) {
      List<Expression> index = arguments("]");
      index.add(0, owner);
      return other(index, from);
    }
    int before = at;
    if (!skip(".") && !skip("!.") && !skip("#")) {
      return null;
    }
    DrlToken name = peek();
    if (name == null || !name.isWord()) {
      at = before;
      return null;
    }
    at++;
    return skip("(")
        ? call(owner, name, from)
        : new Member(owner, name.text(), owner.start(), name.end());
  }

  private Expression call(@Nullable Expression owner, DrlToken method, int from) {
    List<Expression> arguments = arguments(")");
    if (!closed) {
      return other(arguments, from);
    }
    int start = owner == null ? method.start() : owner.start();
    return new Call(owner, method.text(), method.start(), List.copyOf(arguments), start, lastEnd());
  }

  private Expression creation(int from) {
    DrlToken type = peek();
    if (type == null || !type.isWord()) {
      return other(List.of(), from);
    }
    DrlToken last = type;
    do {
      last = tokens.get(at++);
    } while (skip(".") && peek() != null);
    return skip("(")
        ? new Creation(
            last.text(), last.start(), arguments(")"), tokens.get(from).start(), lastEnd())
        : other(List.of(), from);
  }

  /** Expressions with commas between, up to and past a bracket. */
  private List<Expression> arguments(String bracket) {
    List<Expression> arguments = new ArrayList<>();
    while (at < tokens.size() && !tokens.get(at).is(bracket)) {
      arguments.add(upTo(",", bracket));
      skip(",");
    }
    closed = skip(bracket);
    return arguments;
  }

  /** The text up to a closing bracket, cut at commas. */
  private List<String> range() {
    List<String> range = new ArrayList<>(List.of(""));
    while (at < tokens.size() && !skip("]")) {
      int last = range.size() - 1;
      String token = tokens.get(at++).text();
      if (token.equals(",")) {
        range.add("");
      } else {
        range.set(last, range.get(last) + token);
      }
    }
    return List.copyOf(range);
  }

  private Other other(List<Expression> parts, int from) {
    int start = from < tokens.size() ? tokens.get(from).start() : lastEnd();
    return new Other(List.copyOf(parts), start, Math.max(start, lastEnd()));
  }

  private boolean skip(String text) {
    boolean there = at < tokens.size() && tokens.get(at).is(text);
    at += there ? 1 : 0;
    return there;
  }

  private @Nullable DrlToken peek() {
    return at < tokens.size() ? tokens.get(at) : null;
  }

  /** Where the token before the current one ends. */
  private int lastEnd() {
    return at == 0 ? 0 : tokens.get(at - 1).end();
  }

  private static int precedence(DrlToken token) {
    return WORDS.contains(token.text())
        ? WORD_PRECEDENCE
        : PRECEDENCE.getOrDefault(token.text(), 0);
  }

  private static Map<String, Integer> precedence() {
    Map<String, Integer> precedence = new HashMap<>();
    List<String> levels =
        List.of(
            "||", "&&", "|", "^", "&", "== !=", "< > <= >= in instanceof", "<< >>", "+ -", "* / %");
    for (int i = 0; i < levels.size(); i++) {
      for (String operator : levels.get(i).split(" ", -1)) {
        precedence.put(operator, i + 1);
      }
    }
    return Map.copyOf(precedence);
  }

  /** The value of a string, whose escapes are those of Java. */
  static String unquote(String quoted) {
    return StringEscapeUtils.unescapeJava(quoted.substring(1, quoted.length() - 1));
  }
}
