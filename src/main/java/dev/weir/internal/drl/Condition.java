package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Member;
import dev.weir.internal.drl.Expression.Operation;
import dev.weir.internal.drl.Expression.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a pattern, divided at {@code &&}, {@code ||} and {@code !}, and where a test lists
 * several values, of which one is enough.
 *
 * @param kind how its parts make it up
 * @param expression the expression it is; its offsets are those of the condition
 * @param text as the author wrote it, without comments, on one line
 * @param compact its text with single blanks, so that layout makes no difference; a test of a field
 *     is compared as such, so this is its text
 * @param parts the conditions it is made of; empty for a single test
 * @param test the test of a field, where it is one in Weir's own terms
 */
public record Condition(
    Kind kind,
    Expression expression,
    String text,
    String compact,
    List<Condition> parts,
    @Nullable FieldTest test) {

  private static final Set<String> METHODS =
      Set.of("has", "like", "likeExact", "regex", "regexIgnoreCase", "cidrMatch");

  private static final int MAX_WAYS = 256;

  /** How the parts of a condition make it up. */
  public enum Kind {
    ALL,
    ANY,
    /** The one part must not hold. */
    NOT,
    /** A test that lists several values; each part is the test with one of them. */
    LIST,
    /** A test with no parts. */
    TEST
  }

  /** A test of a field's values, as in {@code processName.like("curl")}. */
  public record FieldTest(String of, String field, String method, List<Text> values) {

    /** Whether its values are patterns with wildcards. */
    public boolean isLike() {
      return method.equals("like") || method.equals("likeExact");
    }

    /** Whether its values are regular expressions. */
    public boolean isRegex() {
      return method.equals("regex") || method.equals("regexIgnoreCase");
    }
  }

  private static Condition of(
      Kind kind,
      Expression expression,
      String code,
      List<Condition> parts,
      @Nullable FieldTest test) {
    String text = DrlFile.oneLine(code);
    String compact =
        test != null
            ? text
            : DrlLexer.tokens(text).stream().map(DrlToken::text).collect(Collectors.joining(" "));
    return new Condition(kind, expression, text, compact, parts, test);
  }

  /** The condition that an expression is, of a file's code. */
  static Condition of(Expression enclosed, String code) {
    Expression expression = enclosed.bare();
    String text = code.substring(expression.start(), expression.end());
    if (expression instanceof Operation operation) {
      Kind kind =
          switch (operation.operator()) {
            case "||" -> Kind.ANY;
            case "&&" -> Kind.ALL;
            case "!" -> Kind.NOT;
            default -> Kind.TEST;
          };
      if (kind != Kind.TEST) {
        List<Condition> parts =
            operands(operation, operation.operator()).stream().map(part -> of(part, code)).toList();
        return of(kind, expression, text, parts, null);
      }
    }
    FieldTest test = fieldTest(expression);
    boolean list = test != null && test.values().size() > 1;
    return of(
        list ? Kind.LIST : Kind.TEST,
        expression,
        text,
        list && expression instanceof Call call ? values(call, code) : List.of(),
        test);
  }

  /** The operands of an operator, without parentheses between its several uses. */
  private static List<Expression> operands(Expression expression, String operator) {
    if (!(expression instanceof Operation operation) || !operation.operator().equals(operator)) {
      return List.of(expression);
    }
    return operator.equals("!")
        ? operation.parts()
        : operation.parts().stream().flatMap(part -> operands(part, operator).stream()).toList();
  }

  private static @Nullable FieldTest fieldTest(Expression expression) {
    if (expression instanceof Member member && member.name().equals("present")) {
      return fieldTest(member.owner(), "present", List.of());
    }
    if (!(expression instanceof Call call)) {
      return null;
    }
    if (call.name().equals("isPresent") && call.arguments().isEmpty()) {
      return fieldTest(call.owner(), "present", List.of());
    }
    List<Text> values =
        call.arguments().stream().filter(Text.class::isInstance).map(Text.class::cast).toList();
    return METHODS.contains(call.name())
            && !values.isEmpty()
            && values.size() == call.arguments().size()
        ? fieldTest(call.owner(), call.name(), values)
        : null;
  }

  private static @Nullable FieldTest fieldTest(
      @Nullable Expression owner, String method, List<Text> values) {
    FieldRef field = FieldRef.of(owner);
    return field == null ? null : new FieldTest(field.of(), field.field(), method, values);
  }

  /** A condition for each value of a list. */
  private static List<Condition> values(Call call, String code) {
    String head = code.substring(call.start(), code.indexOf('(', call.nameStart()) + 1);
    List<Condition> parts = new ArrayList<>();
    for (Expression value : call.arguments()) {
      int start = value.start();
      int end = value.end();
      Expression one =
          new Call(call.owner(), call.name(), call.nameStart(), List.of(value), start, end);
      String text = head + code.substring(start, end) + ")";
      parts.add(of(Kind.TEST, one, text, List.of(), fieldTest(one)));
    }
    return List.copyOf(parts);
  }

  public int offset() {
    return expression.start();
  }

  public int length() {
    return expression.end() - expression.start();
  }

  /** The tests it comes down to: itself if it has no parts, in the order written. */
  public List<Condition> tests() {
    return parts.isEmpty()
        ? List.of(this)
        : parts.stream().flatMap(part -> part.tests().stream()).toList();
  }

  /**
   * The ways in which conditions can all hold, up to a limit: each is a list of tests and lists of
   * values, of which all must hold.
   */
  public static List<List<Condition>> alternatives(List<Condition> all) {
    List<List<Condition>> ways = List.of(List.of());
    for (Condition condition : all) {
      List<List<Condition>> arms =
          switch (condition.kind()) {
            case ALL -> alternatives(condition.parts());
            case ANY ->
                condition.parts().stream()
                    .flatMap(part -> alternatives(List.of(part)).stream())
                    .toList();
            default -> List.of(List.of(condition));
          };
      ways =
          ways.stream()
              .flatMap(
                  way ->
                      arms.stream().map(arm -> Stream.concat(way.stream(), arm.stream()).toList()))
              .limit(MAX_WAYS)
              .toList();
    }
    return ways;
  }

  /** Whether it has {@code &&} beside {@code ||} without parentheses. */
  public boolean mixed() {
    return kind == Kind.ANY
        && operands(expression, "||").stream()
            .anyMatch(part -> part instanceof Operation operation && operation.is("&&"));
  }

  /** The operation with two operands that it is, with one of these operators; else null. */
  public @Nullable Operation operation(String... operators) {
    return expression instanceof Operation operation
            && operation.parts().size() == 2
            && !operation.negated()
            && List.of(operators).contains(operation.operator())
        ? operation
        : null;
  }

  @Override
  public int hashCode() {
    return offset(); // that of the whole tree takes long
  }

  @Override
  public String toString() {
    return text;
  }
}
