package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.And;
import dev.weir.internal.eql.EqlExpression.Call;
import dev.weir.internal.eql.EqlExpression.Compare;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlExpression.Match;
import dev.weir.internal.eql.EqlExpression.Not;
import dev.weir.internal.eql.EqlExpression.Null;
import dev.weir.internal.eql.EqlExpression.Or;
import dev.weir.internal.eql.EqlExpression.Text;
import dev.weir.internal.eql.EqlExpression.Truth;
import dev.weir.internal.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes conditions as DRL. A negation moves inwards, down to single tests, because Elasticsearch
 * does so too, and what a negated test means for a missing field depends on the test.
 */
public final class ConditionWriter {

  private static final Map<String, String> FLIPPED =
      Map.of("==", "==", "!=", "!=", "<", ">", "<=", ">=", ">", "<", ">=", "<=");

  private static final Map<String, String> OPPOSITE =
      Map.of("==", "!=", "!=", "==", "<", ">=", "<=", ">", ">", "<=", ">=", "<");

  private static final Map<String, String> ORDER =
      Map.of("<", "below", "<=", "atMost", ">", "above", ">=", "atLeast");

  private static final Set<String> TESTS =
      Set.of("startswith", "endswith", "stringcontains", "cidrmatch");

  private final EqlQuery query;
  private final OperandWriter operands;

  /** A writer of the conditions of one query. */
  public ConditionWriter(EqlQuery query) {
    this.query = query;
    this.operands = new OperandWriter(query);
  }

  /** The conditions that must all hold; none if every event meets it. */
  public List<String> conditions(EqlExpression condition) throws EqlException {
    Drl whole = write(condition, false);
    if (whole.equals(Drl.FALSE)) {
      throw query.error(condition.start(), "a condition that no event can meet", "");
    }
    return whole.conjuncts();
  }

  private Drl write(EqlExpression condition, boolean negated) throws EqlException {
    if (condition instanceof Not not) {
      return write(not.part(), !negated);
    } else if (condition instanceof And and) {
      return negated ? Drl.any(all(and.parts(), true)) : Drl.all(all(and.parts(), false));
    } else if (condition instanceof Or or) {
      return negated ? Drl.all(all(or.parts(), true)) : Drl.any(all(or.parts(), false));
    } else if (condition instanceof Compare compare) {
      return compare(compare, negated);
    } else if (condition instanceof Match match) {
      return match(match, negated);
    } else if (condition instanceof Call call && isTest(call)) {
      return test(call, negated);
    } else if (condition instanceof Truth truth) {
      return truth.value() == negated ? Drl.FALSE : Drl.TRUE;
    } else if (condition instanceof Field) {
      return tested(condition, "has(\"true\")", negated);
    }
    throw query.error(condition.start(), "a value where a condition is expected", "");
  }

  private List<Drl> all(List<EqlExpression> parts, boolean negated) throws EqlException {
    List<Drl> all = new ArrayList<>();
    for (EqlExpression part : parts) {
      all.add(write(part, negated));
    }
    return all;
  }

  /** A negated test is true for a missing field, but not for a missing result of a function. */
  private Drl tested(EqlExpression value, String test, boolean negated) throws EqlException {
    return tested(value, test, negated, value instanceof Field);
  }

  private Drl tested(EqlExpression value, String test, boolean negated, boolean keepsMissing)
      throws EqlException {
    String values = operands.write(value);
    if (!negated) {
      return Drl.test(values + "." + test);
    }
    Drl not = Drl.test("!" + values + "." + test);
    return keepsMissing ? not : Drl.all(List.of(Drl.test(values + ".present"), not));
  }

  private Drl compare(Compare written, boolean negated) throws EqlException {
    boolean flip = OperandWriter.isLiteral(written.left());
    EqlExpression left = flip ? written.right() : written.left();
    EqlExpression right = flip ? written.left() : written.right();
    if (OperandWriter.isLiteral(left)) {
      throw query.error(written.start(), "a comparison of two constants", "");
    }
    if (!OperandWriter.isLiteral(right)) {
      throw query.error(
          right.start(),
          "a comparison with a field or a function",
          "Elasticsearch refuses it, too: compare with a constant");
    }
    if (isCondition(left)) {
      throw query.error(left.start(), "a comparison of a condition", "");
    }
    String symbol = written.operator();
    String asked = flip ? FLIPPED.getOrDefault(symbol, symbol) : symbol;
    String operator = negated ? OPPOSITE.getOrDefault(asked, asked) : asked;
    if (ORDER.containsKey(operator)) {
      return Drl.test(operands.write(left) + "." + order(operator, right));
    }
    boolean not = operator.equals("!=");
    return right instanceof Null
        ? Drl.test((not ? "" : "!") + operands.write(left) + ".present")
        : tested(left, equal(left, right), not);
  }

  private String equal(EqlExpression left, EqlExpression right) throws EqlException {
    boolean address = right instanceof Text text && areAddresses(left, List.of(text.value()));
    return (address ? "cidrMatch(" : "has(") + operands.literal(right) + ")";
  }

  /** Whether a field is known to be an address: then addresses are compared, not texts. */
  private static boolean areAddresses(EqlExpression value, List<String> texts) {
    return value instanceof Field field
        && field.name().endsWith(".ip")
        && texts.stream().allMatch(OperandWriter::isBlock);
  }

  private String order(String operator, EqlExpression right) throws EqlException {
    if (right instanceof EqlExpression.Numeral) {
      return ORDER.get(operator) + "(" + operands.literal(right) + ")";
    }
    throw query.error(right.start(), "a comparison by order with something else than a number", "");
  }

  private Drl match(Match match, boolean negated) throws EqlException {
    if (OperandWriter.isLiteral(match.left()) || isCondition(match.left())) {
      throw query.error(match.start(), "a test of something else than a field", "");
    }
    List<String> texts = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (EqlExpression value : match.values()) {
      if (value instanceof Text text) {
        texts.add(text.value());
      } else if (value instanceof EqlExpression.Numeral || value instanceof Truth) {
        boolean isNumber = value instanceof EqlExpression.Numeral;
        if (!match.operator().equals("in") && !match.operator().equals(":")) {
          throw query.error(value.start(), "a pattern that is no string", "");
        }
        if (isNumber) {
          numbers.add(operands.literal(value));
        } else {
          texts.add(String.valueOf(((Truth) value).value()));
        }
      } else {
        throw query.error(value.start(), "a list with something else than constants", "");
      }
    }
    List<Drl> tests = new ArrayList<>();
    if (!texts.isEmpty()) {
      tests.add(tested(match.left(), texts(match, texts), negated));
    }
    if (!numbers.isEmpty()) {
      tests.add(tested(match.left(), "has(" + String.join(", ", numbers) + ")", negated));
    }
    return negated ? Drl.all(tests) : Drl.any(tests);
  }

  private String texts(Match match, List<String> texts) throws EqlException {
    if (Set.of("in", ":").contains(match.operator()) && areAddresses(match.left(), texts)) {
      return "cidrMatch(" + list(texts) + ")";
    }
    return switch (match.operator()) {
      case "in" -> match.ignoreCase() ? Patterns.whole(texts) : "has(" + list(texts) + ")";
      case "regex" -> (match.ignoreCase() ? "regexIgnoreCase(" : "regex(") + regex(match) + ")";
      default -> (match.ignoreCase() ? "like(" : "likeExact(") + list(texts) + ")";
    };
  }

  private String regex(Match match) throws EqlException {
    List<String> expressions = new ArrayList<>();
    for (EqlExpression value : match.values()) {
      expressions.add(LuceneRegex.toRe2(query, (Text) value));
    }
    return list(expressions);
  }

  private static boolean isTest(Call call) {
    return TESTS.contains(call.name().toLowerCase(Locale.ROOT));
  }

  private static boolean isCondition(EqlExpression value) {
    return value instanceof And
        || value instanceof Or
        || value instanceof Not
        || value instanceof Compare
        || value instanceof Match
        || (value instanceof Call call && isTest(call));
  }

  private Drl test(Call call, boolean negated) throws EqlException {
    String name = call.name().toLowerCase(Locale.ROOT);
    if (call.arguments().size() == 2 && !OperandWriter.isLiteral(call.arguments().get(1))) {
      return testOfTwo(call, name, negated);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < call.arguments().size(); i++) {
      if (!(call.arguments().get(i) instanceof Text text)) {
        throw query.error(
            call.arguments().get(i).start(), name + " with something else than constants", "");
      }
      texts.add(text.value());
    }
    if (texts.isEmpty() || (texts.size() > 1 && !name.equals("cidrmatch"))) {
      throw query.error(call.start(), "a wrong number of arguments", "");
    }
    EqlExpression value = call.arguments().get(0);
    if (name.equals("cidrmatch")) {
      operands.checkBlocks(call);
      return tested(value, "cidrMatch(" + list(texts) + ")", negated, false);
    }
    boolean before = !name.equals("startswith");
    boolean after = !name.equals("endswith");
    String test = Patterns.part(texts.get(0), before, after, call.ignoreCase());
    return tested(value, test, negated, false);
  }

  /** A test of two fields. */
  private Drl testOfTwo(Call call, String name, boolean negated) throws EqlException {
    String method =
        switch (name) {
          case "startswith" -> "startsWith";
          case "endswith" -> "endsWith";
          case "stringcontains" -> "contains";
          default ->
              throw query.error(call.start(), "a block of addresses that is no constant", "");
        };
    String left = operands.write(call.arguments().get(0));
    String right = operands.write(call.arguments().get(1));
    String lower = call.ignoreCase() ? ".lower()" : "";
    Drl test = Drl.test(left + lower + "." + method + "(" + right + lower + ")");
    return negated
        ? Drl.all(
            List.of(
                Drl.test(left + ".present"),
                Drl.test(right + ".present"),
                Drl.test("!" + test.text())))
        : test;
  }

  static String list(List<String> texts) {
    return String.join(", ", texts.stream().map(SafeText::literal).toList());
  }
}
