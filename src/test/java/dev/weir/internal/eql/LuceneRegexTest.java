package dev.weir.internal.eql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.event.Values;
import dev.weir.internal.eql.EqlExpression.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuceneRegexTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "abc abc true",
        "abc xabc false",
        "a|b b true",
        "(ab)+c ababc true",
        "a.c a/c true",
        "a*? `` true",
        "a+? `` true", // an optional a+, where RE2 has a+ that takes little
        "^a$ ^a$ true",
        "^a$ a false",
        "\"a.c\"x a.cx true",
        "\"a.c\"x abcx false",
        "a@c abbbc true",
        "[a-c]{2,3} abc true",
        "[a-c]{2} abc false",
        "[^/]+ a/b false",
        "[\\]x.&&y]+ ].x&y true",
        "[a\\-c]+ a-c true",
        "[a\\-c]+ b false",
        "\\d+\\.\\w 12.a true",
        "a\\*b a*b true",
      })
  void matchesWhatLuceneMatches(String regex, String value, boolean wanted) throws EqlException {
    assertThat(Values.of(value).regex(translated(regex))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "a#b `the operator # of Lucene in a regular expression`",
        "a&b `the operator & of Lucene in a regular expression`",
        "~a `the operator ~ of Lucene in a regular expression`",
        "<1-5> `the operator < of Lucene in a regular expression`",
        "(a `an opening parenthesis without a closing one in a regular expression`",
        "a) `a closing parenthesis without an opening one`",
        "[a `brackets without an end in a regular expression`",
        "a{1001} `a repetition of over 1000 times in a regular expression`",
        "a{x} `a malformed repetition in a regular expression`",
        "a\\ `a backslash at the end of a regular expression`",
        "\"a `a quotation without an end in a regular expression`",
      })
  void refusesTheRestByName(String regex, String reason) {
    assertThat(error(regex)).isEqualTo(reason);
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(error("(".repeat(10_000) + "a")).contains("nested over");
  }

  @Test
  void ignoresTheCaseOfTheLettersAToZOnly() {
    assertThat(Values.of("KSa").regexIgnoreCase("ksA")).isTrue();
    assertThat(Values.of("\u212a").regexIgnoreCase("k")).as("the Kelvin sign").isFalse();
    assertThat(Values.of("\u017f").regexIgnoreCase("s")).as("the long s").isFalse();
    assertThat(Values.of("\u212a").regexIgnoreCase("[^k]")).isTrue();
  }

  @Test
  void aQuotedTextMatchesItselfOnly() {
    String text = "a.*+?()[]{}|^$\\\"#@&~<>_- \u20ac\ud83d\ude00";
    assertThat(Values.of(text).regex(LuceneRegex.quote(text))).isTrue();
    assertThat(Values.of(text + "x").regex(LuceneRegex.quote(text))).isFalse();
  }

  private static String translated(String regex) throws EqlException {
    EqlQuery query = EqlQuery.parse("any where true");
    return LuceneRegex.toRe2(query, new Text(regex, 0));
  }

  private static String error(String regex) {
    return catchThrowableOfType(EqlException.class, () -> translated(regex)).reason();
  }
}
