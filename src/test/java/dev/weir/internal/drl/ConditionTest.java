package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.drl.Condition.FieldTest;
import dev.weir.internal.drl.Condition.Kind;
import dev.weir.internal.drl.Expression.Text;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  @Test
  void alternativesAreDividedDownToSingleValues() {
    String text = "processName.like(\"a\",\n   \"b\")\n || !(processPid.has(\"1\") && x > 2)";

    Condition condition = parse(text);

    assertThat(condition.kind()).isEqualTo(Kind.ANY);
    assertThat(condition.parts().get(0).kind()).isEqualTo(Kind.LIST);
    assertThat(condition.parts().get(1).kind()).isEqualTo(Kind.NOT);
    assertThat(condition.tests())
        .extracting(Condition::text)
        .containsExactly(
            "processName.like(\"a\")", "processName.like(\"b\")", "processPid.has(\"1\")", "x > 2");
    assertThat(condition.tests())
        .allSatisfy(
            test -> {
              String there = text.substring(test.offset());
              assertThat(there).matches("(?s)(\"a\"|\"b\"|processPid|x > 2).*");
              assertThat(there.substring(0, test.length()))
                  .isIn("\"a\"", "\"b\"", "processPid.has(\"1\")", "x > 2");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a && b || c ; true",
        "a || b && c ; true",
        "(a && b) || c ; false",
        "a && (b || c) ; false",
        "a || b || c ; false",
        "a && b && c ; false",
        "x.like(\"a && b\") || y ; false",
        "a[0 && 1] || y ; false",
      })
  void operatorsMixedWithoutParenthesesAreFound(String text, boolean mixed) {
    Condition condition = parse(text);
    assertThat(condition.mixed()).isEqualTo(mixed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "processName.present | | processName | present",
        "processName.isPresent() | | processName | present",
        "$suspect.hostName.present | $suspect | hostName | present",
        "field(\"a.b\").present | | a.b | present",
        "$s.field( \"a.b\" ) . isPresent( ) | $s | a.b | present",
      })
  void presenceIsAFieldTest(String text, String of, String field, String method) {
    Condition condition = parse(text);
    String binding = of == null ? "" : of;
    assertThat(condition.test()).isEqualTo(new FieldTest(binding, field, method, List.of()));
  }

  @Test
  void valuesAreUnquotedAndKnowTheirPlaces() {
    Condition condition = parse("  $s.field(\"x.y\").like(\"a\\\"b\", \"/c,d/*\")");
    assertThat(condition.test())
        .isEqualTo(
            new FieldTest(
                "$s",
                "x.y",
                "like",
                List.of(new Text("a\"b", 23, 29), new Text("/c,d/*", 31, 39))));
  }

  @Test
  void aListMayBeThousandsLongAndAValueToo() {
    String value = "\"/opt/" + "x".repeat(20_000) + "*\"";
    String list = String.join(",\n ", Collections.nCopies(9_999, "\"/opt/a*\""));

    Condition condition = parse("processName.like(" + value + ", " + list + ")");

    assertThat(condition.kind()).isEqualTo(Kind.LIST);
    assertThat(condition.parts()).hasSize(10_000);
  }

  @Test
  void escapesAreWhatTheyAreInJava() {
    Condition condition = parse("x.like(\"C:\\\\a\\tb\", \"\\u0041\")");
    assertThat(condition.tests())
        .extracting(one -> one.test().values().get(0).value())
        .containsExactly("C:\\a\tb", "A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.present == true",
        "a.like(\"x\").b",
        "a.like(\"x\"",
        "a.like()",
        "this after[0s, 1s] $suspect",
        "hostId == $suspect.hostId",
        "precedes($newer)",
        "processName.first() matches \"a|b\"",
        "processName.like($pattern)",
        "x != \"a || b\"",
        "(",
        "a.like(\"",
      })
  void otherExpressionIsOnePlainTest(String text) {
    Condition condition = parse(text);
    assertThat(condition.kind()).isEqualTo(Kind.TEST);
    assertThat(condition.test()).isNull();
    assertThat(condition.tests()).containsExactly(condition);
  }

  private static Condition parse(String text) {
    return Condition.of(ExpressionParser.parse(DrlLexer.tokens(text)), text);
  }
}
