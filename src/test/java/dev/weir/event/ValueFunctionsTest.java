package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFunctionsTest {

  @Test
  void numbersCompareHoweverTheyAreWritten() {
    assertThat(Values.of("443").has(443)).isTrue();
    assertThat(Values.of("4.43e2").has(80, 443)).isTrue();
    assertThat(Values.of("443").has(443.5)).isFalse();
    assertThat(Values.of("-1", "10").above(9)).isTrue();
    assertThat(Values.of("9").above(9)).isFalse();
    assertThat(Values.of("9").atLeast(9)).isTrue();
    assertThat(Values.of("9").below(9)).isFalse();
    assertThat(Values.of("9").atMost(9)).isTrue();
    assertThat(Values.NONE.atMost(9)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "NaN", "Infinity", "0x10", "1d", " 1", "+1", ".5", "1e999999999", "-"})
  void otherTextsAreNoNumbers(String text) {
    assertThat(Values.of(text).atMost(1e300)).isFalse();
    assertThat(Values.of(text).above(-1e300)).isFalse();
  }

  @Test
  void aLongTextIsNoNumber() {
    assertThat(Values.of("1".repeat(1_000_000)).above(0)).isFalse();
  }

  @Test
  void likeExactIsCaseSensitive() {
    assertThat(Values.of("Curl").likeExact("Cur*")).isTrue();
    assertThat(Values.of("curl").likeExact("Cur*", "CURL", "c?r")).isFalse();
    assertThat(Values.of("x", "curl").likeExact("c?rl")).isTrue();
    assertThat(Values.NONE.likeExact("*")).isFalse();
  }

  @Test
  void functionsGiveAValueForEachValue() {
    assertThat(Values.of("ab", "abc").length()).isEqualTo(Values.of("2", "3"));
    assertThat(Values.of("abcd").substring(1, -1)).isEqualTo(Values.of("bc"));
    assertThat(Values.of("abcd").substring(-2)).isEqualTo(Values.of("cd"));
    assertThat(Values.of("ab").substring(5)).isEqualTo(Values.of(""));
    assertThat(Values.of("abab", "x").indexOf("b", 2)).isEqualTo(Values.of("3"));
    assertThat(Values.of("/home/eve/x/").between("home/", "/", false)).isEqualTo(Values.of("eve"));
    assertThat(Values.of("/home/eve/x/").between("home/", "/", true)).isEqualTo(Values.of("eve/x"));
    assertThat(Values.of("/home/eve").between("etc/", "/", false)).isEqualTo(Values.of(""));
    assertThat(Values.of("a").concat("-", Values.of("b"), 1)).isEqualTo(Values.of("a-b1"));
  }

  @Test
  void arithmeticIsThatOfWholeNumbersIfBothAreWhole() {
    assertThat(Values.of("7").calculate("/", 2)).isEqualTo(Values.of("3"));
    assertThat(Values.of("-7").calculate("%", 2)).isEqualTo(Values.of("-1"));
    assertThat(Values.of("7.5").calculate("/", 2)).isEqualTo(Values.of("3.75"));
    assertThat(Values.of("7", "x").calculate("+", Values.of("3"))).isEqualTo(Values.of("10"));
    assertThat(Values.of("7").calculate("/", 0)).isEqualTo(Values.NONE);
    assertThat(Values.of("7").calculate("-", Values.NONE)).isEqualTo(Values.NONE);
  }

  @Test
  void functionsOfAMissingFieldGiveNothing() {
    assertThat(Values.NONE.length()).isEqualTo(Values.NONE);
    assertThat(Values.NONE.concat("x")).isEqualTo(Values.NONE);
    assertThat(Values.of("a").concat(Values.NONE)).isEqualTo(Values.NONE);
  }
}
