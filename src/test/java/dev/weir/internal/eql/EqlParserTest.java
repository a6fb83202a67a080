package dev.weir.internal.eql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.internal.eql.EqlExpression.And;
import dev.weir.internal.eql.EqlExpression.Compare;
import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlExpression.Match;
import dev.weir.internal.eql.EqlExpression.Not;
import dev.weir.internal.eql.EqlExpression.Or;
import dev.weir.internal.eql.EqlExpression.Text;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EqlParserTest {

  private static final int MUTATIONS = 10_000;

  private static final String SPICE =
      "()[]{}\"'`\\*?~!=<>:,.|+-/%& \n\tabz019_@;\u0000\u20ac\ud83d";

  @Test
  void everySampleParses() throws EqlException {
    assertThat(SampleQueries.ALL).hasSizeGreaterThanOrEqualTo(50);
    for (String query : SampleQueries.ALL) {
      assertThat(EqlQuery.parse(query).stages()).as(query).isNotEmpty();
    }
  }

  @Test
  void notBindsCloserThanAndThanOr() throws EqlException {
    EqlExpression whole = condition("not a == 1 and b == 2 or c == 3");
    assertThat(whole).isInstanceOf(Or.class);
    EqlExpression first = ((Or) whole).parts().get(0);
    assertThat(first).isInstanceOf(And.class);
    assertThat(((And) first).parts().get(0)).isInstanceOf(Not.class);
    assertThat(((And) first).parts().get(1)).isInstanceOf(Compare.class);
  }

  @Test
  void stringsAreDecoded() throws EqlException {
    assertThat(text("\"a\\\\b\\\"c\\n\\u{201c}\"")).isEqualTo("a\\b\"c\n\u201c");
    assertThat(text("\"\"\"C:\\x\\\"\"\"\"")).isEqualTo("C:\\x\\\"");
    assertThat(text("\"\"\"\"\"\"")).isEmpty();
  }

  @Test
  void commentsAndBackticksAreRead() throws EqlException {
    Compare compare = (Compare) condition("/* a\nb */ `odd-name`.x // c\n == \"d\"");
    assertThat(compare.left()).isEqualTo(new Field("odd-name.x", false, 20));
  }

  @Test
  void tildeIgnoresCase() throws EqlException {
    assertThat(((Match) condition("a in~ (\"b\")")).ignoreCase()).isTrue();
    assertThat(((Match) condition("a in (\"b\")")).ignoreCase()).isFalse();
    assertThat(((Match) condition("a : \"b\"")).ignoreCase()).isTrue();
  }

  @Test
  void sequencesHaveKeysSpanRunsAndUntil() throws EqlException {
    EqlQuery query =
        EqlQuery.parse(
            "sequence by host.id with maxspan=2m [process where true] by a with runs=3"
                + " ![file where true] by ?b until [any where true] by c");
    assertThat(query.kind()).isEqualTo(EqlQuery.Kind.SEQUENCE);
    assertThat(query.maxspan()).isEqualTo(Duration.ofMinutes(2));
    assertThat(query.keys()).extracting(Field::name).containsExactly("host.id");
    assertThat(query.stages()).extracting(EqlQuery.Stage::runs).containsExactly(3, 1);
    assertThat(query.stages()).extracting(EqlQuery.Stage::missing).containsExactly(false, true);
    assertThat(query.stages().get(1).keys().get(0).optional()).isTrue();
    assertThat(query.until()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "process where a = \"b\"|1:17|expected and, or, or the end of the query, found `=`"
            + "|compare with ==",
        "process where a == 1 AND b == 2|1:22|expected and, or, or the end of the query, found"
            + " `AND`|keywords are in lower case: and",
        "process where a == 'b'|1:20|a string in single quotes|write it in double quotes",
        "process where a == \"b|1:20|a string without an end on its line"
            + "|close it with a quotation mark",
        "process where a[0] == 1|1:16|a position in an array"
            + "|Weir, as Elasticsearch, tests all values",
        "process where a in \"b\"|1:20|expected `(`, found a string|##",
        "sequence by a [x where true]|1:10|a sequence of a single event|add another stage",
        "sequence by a with maxspan=5y [x where true]|1:28|expected a span, found `5y`"
            + "|write it as 500ms, 30s, 5m, 1h or 1d",
        "process where \"\\d\" == a|1:16|an unknown escape in a string"
            + "|write \\\\ for one backslash",
      })
  void anErrorNamesPlaceReasonAndHint(String query, String place, String reason, String hint) {
    EqlException error = error(query);
    assertThat(error.line() + ":" + error.column()).isEqualTo(place);
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.hint()).isEqualTo(hint);
  }

  @Test
  void anExcerptHasACaretBelowThePlace() {
    assertThat(error("process where\n  a == 1 or\n  b = 2").excerpt())
        .isEqualTo("  b = 2\n    ^\nhint: compare with ==");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not ", "-", "f("})
  void deepNestingIsRefused(String opening) {
    assertThat(error("process where " + opening.repeat(100_000) + "a").reason())
        .isEqualTo("nested over 100 levels");
  }

  @Test
  void everyTruncationParsesOrNamesAPlace() {
    for (String query : SampleQueries.ALL) {
      for (int length = 0; length < query.length(); length++) {
        parsesOrNamesAPlace(query.substring(0, length));
      }
    }
  }

  @Test
  void everyMutationParsesOrNamesAPlace() {
    Random random = new Random(18);
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder query =
          new StringBuilder(SampleQueries.ALL.get(random.nextInt(SampleQueries.ALL.size())));
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(query.length());
        char other = SPICE.charAt(random.nextInt(SPICE.length()));
        switch (random.nextInt(4)) {
          case 0 -> query.deleteCharAt(at);
          case 1 -> query.insert(at, other);
          case 2 -> query.setCharAt(at, other);
          default -> query.insert(at, query.substring(random.nextInt(at + 1), at));
        }
      }
      parsesOrNamesAPlace(query.toString());
    }
  }

  private static void parsesOrNamesAPlace(String query) {
    try {
      assertThat(EqlQuery.parse(query).source()).isEqualTo(query);
    } catch (EqlException e) {
      long lines = query.chars().filter(c -> c == '\n').count() + 1;
      assertThat(e.line()).as(query).isBetween(1, (int) lines);
      assertThat(e.column()).as(query).isBetween(1, query.length() + 1);
      assertThat(e.reason()).as(query).isNotEmpty();
      assertThat(e.excerpt()).as(query).contains("^");
    }
  }

  private static EqlExpression condition(String text) throws EqlException {
    return EqlQuery.parse("any where " + text).stages().get(0).condition();
  }

  private static String text(String literal) throws EqlException {
    return ((Text) ((Compare) condition("a == " + literal)).right()).value();
  }

  private static EqlException error(String query) {
    return catchThrowableOfType(EqlException.class, () -> EqlQuery.parse(query));
  }
}
