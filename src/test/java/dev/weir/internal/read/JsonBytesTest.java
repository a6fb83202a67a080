package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Steps over parts of JSON beside Jackson, at every distance from the end of the array. */
class JsonBytesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[[],{},[{}]]",
        "{'a':'}','b':['{',']',1,true],'c':{'d':null}}",
        "['\\'','\\\\','\\\\\\'}','\\u007d']",
        "['a long text without anything to look at in it, and then some','}']",
        "{'C:\\\\Windows\\\\':['\\\\\\\\server\\\\share\\\\',{'x':'|'}],'|':'^_^'}",
        "['\u00e4\u00fb\u00fd\u00db','\ud83d\ude00']",
        "{'a':1,'b':[2,3,{'c':[4,[5,[6,[7,[8]]]]]}],'d':'e'}"
      })
  void containersEndWhereJacksonSays(String text) {
    byte[] json = text.replace('\'', '"').getBytes(UTF_8);
    int end = end(json);
    for (int spare = 0; spare < 20; spare++) {
      byte[] buffer = Arrays.copyOf(json, json.length + spare);

      assertThat(JsonBytes.container(buffer, 1, buffer.length))
          .as("%s and %d more", text, spare)
          .isEqualTo(end);
    }
    for (int cut = 1; cut < json.length; cut++) {
      byte[] short_ = Arrays.copyOf(json, cut);
      assertThatThrownBy(() -> JsonBytes.container(short_, 1, short_.length))
          .as("the first %d of %s", cut, text)
          .isInstanceOf(JsonBytes.Unusual.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3,4,5,6,7,8,9\n", "[[[\n", "[{'a\\\\b':1,'c'\n"})
  void containerIsNotSearchedForPastTheLimit(String line) {
    byte[] block = (line + "]".repeat(100)).replace('\'', '"').getBytes(UTF_8);

    assertThatThrownBy(() -> JsonBytes.container(block, 1, line.length()))
        .isInstanceOf(JsonBytes.Unusual.class);
    assertThat(JsonBytes.container(block, 1, block.length)).isGreaterThan(line.length());
  }

  @Test
  void containersMadeAtRandomEndWhereJacksonSays() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      value(text, random, 5);
      byte[] json = ("[" + text + "]").getBytes(UTF_8);

      assertThat(JsonBytes.container(Arrays.copyOf(json, json.length + 9), 1, json.length + 9))
          .as(text.toString())
          .isEqualTo(end(json));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "12.5", "1e5", "1E-5", "-0.0e+10", "true", "false", "null"})
  void literalsEndBehindTheirLastCharacter(String text) {
    byte[] json = (text + ",").getBytes(UTF_8);

    assertThat(JsonBytes.literal(json, 0)).isEqualTo(text.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "+1", ".5", "1.", "1e", "1e+", "tru", "nul", "nil", "x", "", "'"})
  void whatIsNoLiteralIsUnusual(String text) {
    byte[] json = (text + ",").getBytes(UTF_8);

    assertThatThrownBy(() -> JsonBytes.literal(json, 0)).isInstanceOf(JsonBytes.Unusual.class);
  }

  @Test
  void everyByteBeyondAsciiIsFoundWhereverItStands() {
    for (int length = 0; length < 30; length++) {
      byte[] bytes = new byte[length];
      assertThat(JsonBytes.isAscii(bytes, 0, length)).isTrue();
      for (int at = 0; at < length; at++) {
        bytes[at] = (byte) 0x80;
        assertThat(JsonBytes.isAscii(bytes, 0, length)).as("%d of %d", at, length).isFalse();
        assertThat(JsonBytes.isAscii(bytes, at + 1, length)).isTrue();
        assertThat(JsonBytes.isAscii(bytes, 0, at)).isTrue();
        bytes[at] = 0;
      }
    }
  }

  @Test
  void theNextLineFeedIsFoundWhereverItStands() {
    for (int length = 0; length < 30; length++) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) 0x0b);
      assertThat(JsonBytes.lineFeed(bytes, 0, length)).isEqualTo(length);
      for (int at = length - 1; at >= 0; at--) {
        bytes[at] = '\n';
        assertThat(JsonBytes.lineFeed(bytes, 0, length)).isEqualTo(at);
        assertThat(JsonBytes.lineFeed(bytes, 0, at)).isEqualTo(at);
      }
    }
  }

  private static int end(byte[] json) {
    try (JsonParser parser = JsonWalker.parser(json, 0)) {
      parser.nextToken();
      parser.skipChildren();
      assertThat(parser.currentToken()).isIn(JsonToken.END_OBJECT, JsonToken.END_ARRAY);
      return (int) parser.currentTokenLocation().getByteOffset() + 1;
    }
  }

  private static void value(StringBuilder text, SplittableRandom random, int depth) {
    switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text.append(random.nextInt(100_000));
      case 1 -> text.append("null");
      case 2, 3 -> string(text, random);
      case 4 -> {
        text.append('[');
        for (int i = random.nextInt(4); i > 0; i--) {
          value(text, random, depth - 1);
          text.append(i > 1 ? "," : "");
        }
        text.append(']');
      }
      default -> {
        text.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
          string(text, random);
          text.append(':');
          value(text, random, depth - 1);
          text.append(i > 1 ? "," : "");
        }
        text.append('}');
      }
    }
  }

  private static void string(StringBuilder text, SplittableRandom random) {
    text.append('"');
    for (int i = random.nextInt(20); i > 0; i--) {
      String[] parts = {"a", "b", " ", "{", "}", "[", "]", "|", "\\\"", "\\\\", "\\n", "\u00e4"};
      text.append(parts[random.nextInt(parts.length)]);
    }
    text.append('"');
  }
}
