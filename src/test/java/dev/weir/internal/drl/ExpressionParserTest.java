package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Creation;
import dev.weir.internal.drl.Expression.Operation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a == 1 ; == ; a, 1",
        "a + b * c < d ; < ; a + b * c, d",
        "a || b && c ; || ; a, b && c",
        "x not in (\"a\", \"b\") ; in ; x, \"a\", \"b\"",
        "x not matches \"a.*\" ; matches ; x, \"a.*\"",
        "x str[startsWith] \"a\" ; str ; x, \"a\"",
        "this not after[0s , 1m30s] $s.event ; after ; this, $s.event",
        "x == -1 ; == ; x, -1",
        "(a || b) && c ; && ; (a || b), c",
      })
  void operatorsBindAsInDrl(String code, String operator, String operands) {
    Expression parsed = parse(code);

    assertThat(parsed).isInstanceOf(Operation.class);
    assertThat(((Operation) parsed).operator()).isEqualTo(operator);
    assertThat(((Operation) parsed).negated()).isEqualTo(code.contains(" not "));
    assertThat(parsed.parts().stream().map(part -> code.substring(part.start(), part.end())))
        .containsExactly(operands.split(", ", -1));
  }

  @Test
  void rangesAreCutAtCommas() {
    assertThat(((Operation) parse("this after[0s , 1m30s] $s")).range())
        .containsExactly("0s", "1m30s");
    assertThat(((Operation) parse("this before[*, -1 s] $s")).range()).containsExactly("*", "-1s");
    assertThat(((Operation) parse("this after $s")).range()).isEmpty();
  }

  @Test
  void callsAndNewObjectsAreFoundAnywhereInJava() {
    Expression code =
        parse(
            "if (a < b) { delete($s); } for (var x : y) alerts.raise(x, new Foo(\"z\")); "
                + "Runnable q = () -> insert(new a.Bar<>()); modify($s) { setX(1), setY(2) } "
                + "String[] t = new String[] {f('\"')};");

    assertThat(code.walk().filter(Call.class::isInstance).map(call -> ((Call) call).name()))
        .contains("delete", "raise", "insert", "modify", "setX", "setY", "f");
    assertThat(code.walk().filter(Creation.class::isInstance).map(one -> ((Creation) one).type()))
        .contains("Foo");
  }

  @Test
  void anyTextIsAcceptedAndEveryPartLiesWithinItsWhole() {
    List<String> words =
        List.of(
            "a", "$b", "\"s\"", "'c'", "1", "(", ")", "[", "]", "{", "}", ".", ",", ";", "&&", "||",
            "!", "==", "<", "-", "not", "in", "after", "new", "null", ":", "#", "@", "->", "//x\n");
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder code = new StringBuilder();
      for (int word = 0; word <= random.nextInt(12); word++) {
        code.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      List<DrlToken> tokens = DrlLexer.tokens(code.toString());
      if (!tokens.isEmpty()) {
        assertWithin(ExpressionParser.parse(tokens), 0, code.length());
      }
    }
  }

  private static void assertWithin(Expression expression, int from, int to) {
    assertThat(expression.start()).isGreaterThanOrEqualTo(from).isLessThanOrEqualTo(to);
    assertThat(expression.end()).isGreaterThanOrEqualTo(expression.start()).isLessThanOrEqualTo(to);
    expression.parts().forEach(part -> assertWithin(part, expression.start(), expression.end()));
  }

  private static Expression parse(String code) {
    return ExpressionParser.parse(DrlLexer.tokens(code));
  }
}
