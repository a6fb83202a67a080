package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LinesTest {

  private static final String MARK = "\ufeff";

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("", List.of()),
        Arguments.of("a", List.of("a")),
        Arguments.of("a\n", List.of("a")),
        Arguments.of("a\nb", List.of("a", "b")),
        Arguments.of("a\r\nb\r\n", List.of("a", "b")),
        Arguments.of("a\r", List.of("a")),
        Arguments.of("a\rb\n", List.of("a\rb")),
        Arguments.of("a\r\r\n", List.of("a\r")),
        Arguments.of("\n", List.of("")),
        Arguments.of("\r\n", List.of("")),
        Arguments.of("\n\r\n\na\n\n", List.of("", "", "", "a", "")),
        Arguments.of(" a \n", List.of(" a ")),
        Arguments.of(MARK + "a\n" + MARK + "b", List.of("a", MARK + "b")),
        Arguments.of(MARK + "\r\na", List.of("", "a")),
        Arguments.of(MARK, List.of("")),
        Arguments.of("\u00e4\u2028\u0085\f\u000b\n", List.of("\u00e4\u2028\u0085\f\u000b")));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textIsCutAtItsLineFeeds(String text, List<String> lines) throws IOException {
    assertThat(read(new ByteArrayInputStream(text.getBytes(UTF_8)))).isEqualTo(lines);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void linesAreTheSameFromAStreamThatGivesOneByteAtATime(String text, List<String> lines)
      throws IOException {
    assertThat(read(dripping(text.getBytes(UTF_8)))).isEqualTo(lines);
  }

  @Test
  void halfAByteOrderMarkBelongsToTheLine() throws IOException {
    byte[] half = {(byte) 0xef, (byte) 0xbb, '\n'};

    assertThat(new Lines(dripping(half), 9).next()).isEqualTo(Arrays.copyOf(half, 2));
  }

  @Test
  void linesOfABlockStayWhereTheyAre() throws IOException {
    byte[] block = ("a\r\n" + MARK + "b\n\t \nrest").getBytes(UTF_8);
    Lines lines = Lines.of(block, block.length - "rest".length(), 100, 0);

    assertThat(lines.isReady()).isTrue();
    assertThat(lines.step()).isTrue();
    assertThat(lines.holder()).isSameAs(block);
    assertThat(lines.isBlank()).isFalse();
    assertThat(lines.consumed()).isEqualTo(3);
    assertThat(lines.next()).isEqualTo((MARK + "b").getBytes(UTF_8));
    assertThat(lines.step()).isTrue();
    assertThat(lines.isBlank()).isTrue();
    assertThat(lines.isReady()).isFalse();
    assertThat(lines.step()).isFalse();
  }

  @Test
  void aMarkInsideAStreamBelongsToTheLine() throws IOException {
    byte[] block = (MARK + "a\n").getBytes(UTF_8);

    assertThat(Lines.of(block, block.length, 100, 7).next()).startsWith(MARK.getBytes(UTF_8));
    Lines lines = new Lines(new ByteArrayInputStream(block), 100, 7);
    assertThat(lines.next()).startsWith(MARK.getBytes(UTF_8));
    assertThat(lines.consumed()).isEqualTo(7 + block.length);
  }

  @Test
  void numberAndPositionAreThoseOfTheLastLine() throws IOException {
    byte[] text = (MARK + "ab\r\n\n\u00e4").getBytes(UTF_8);
    Lines lines = new Lines(new ByteArrayInputStream(text), 100);
    assertThat(lines.number()).isZero();
    assertThat(lines.consumed()).isZero();

    lines.next();
    assertThat(lines.number()).isEqualTo(1);
    assertThat(lines.consumed()).isEqualTo(7);

    lines.next();
    assertThat(lines.number()).isEqualTo(2);
    assertThat(lines.consumed()).isEqualTo(8);

    lines.next();
    assertThat(lines.number()).isEqualTo(3);
    assertThat(lines.consumed()).isEqualTo(text.length);

    assertThat(lines.next()).isNull();
    assertThat(lines.next()).isNull();
    assertThat(lines.number()).isEqualTo(3);
    assertThat(lines.consumed()).isEqualTo(text.length);
  }

  @Test
  void lineOfExactlyTheLimitIsWhole() throws IOException {
    Lines lines = new Lines(dripping("12345\n123456\nx".getBytes(UTF_8)), 5);

    assertThat(lines.next()).asString(UTF_8).isEqualTo("12345");
    assertThat(lines.next()).asString(UTF_8).isEqualTo("123456");
    assertThat(lines.next()).asString(UTF_8).isEqualTo("x");
    assertThat(lines.consumed()).isEqualTo(14);
  }

  @Test
  void longestLineCannotFillTheMemory() throws IOException {
    long longest = 300L << 20;
    Lines lines = new Lines(letters(longest, "\nnext"), 1 << 20);

    assertThat(lines.next()).hasSize((1 << 20) + 1);
    assertThat(lines.consumed()).isEqualTo(longest + 1);
    assertThat(lines.next()).asString(UTF_8).isEqualTo("next");
    assertThat(lines.number()).isEqualTo(2);
  }

  @Test
  void lastLineOverTheLimitNeedsNoEnd() throws IOException {
    Lines lines = new Lines(letters(200_000, ""), 100_000);

    assertThat(lines.next()).hasSize(100_001);
    assertThat(lines.next()).isNull();
  }

  @Test
  void linesLongerThanTheBufferAreWholeUpToTheLimit() throws IOException {
    String line = "x".repeat(200_001) + "y";
    byte[] text = (line + "\r\n" + line + "\nz").getBytes(UTF_8);

    assertThat(read(new ByteArrayInputStream(text))).containsExactly(line, line, "z");
  }

  @Test
  void linesAgreeWithSplittingTheText() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder("x");
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append("ab\n\r".charAt(random.nextInt(4)));
      }
      List<String> expected = new ArrayList<>(List.of(text.toString().split("\n", -1)));
      if (expected.get(expected.size() - 1).isEmpty()) {
        expected.remove(expected.size() - 1);
      }
      expected.replaceAll(
          line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);

      assertThat(read(inPieces(text.toString().getBytes(UTF_8), random)))
          .as("%s", text.toString().replace("\n", "\\n").replace("\r", "\\r"))
          .isEqualTo(expected);
    }
  }

  private static List<String> read(InputStream in) throws IOException {
    Lines lines = new Lines(in, 1 << 20);
    List<String> all = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      all.add(new String(line, UTF_8));
      assertThat(lines.number()).isEqualTo(all.size());
    }
    return all;
  }

  private static InputStream dripping(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, 1));
      }
    };
  }

  private static InputStream inPieces(byte[] bytes, SplittableRandom random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, random.nextInt(1, 8)));
      }
    };
  }

  /** So many letters and then a text, without holding them. */
  private static InputStream letters(long count, String then) {
    InputStream rest = new ByteArrayInputStream(then.getBytes(UTF_8));
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
          return rest.read(into, from, length);
        }
        int some = (int) Math.min(left, length);
        Arrays.fill(into, from, from + some, (byte) 'x');
        left -= some;
        return some;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "'12345\r\nx', 1, 12345",
    "'12345\r\nx', 99, 12345",
    "'\ufeff12345\nx', 1, 12345",
    "'\ufeff12345\nx', 99, 12345",
    "'123456\r\nx', 1, 123456",
    "'123456\r\nx', 99, 123456",
    "'\ufeff123456789\nx', 1, 123456",
    "'\ufeff123456\rx\nx', 1, 123456"
  })
  void aLineIsCutBehindTheLimitWhicheverPiecesTheStreamComesIn(String text, int piece, String line)
      throws IOException {
    Lines lines =
        new Lines(
            new ByteArrayInputStream(text.getBytes(UTF_8)) {
              @Override
              public int read(byte[] into, int from, int n) {
                return super.read(into, from, Math.min(n, piece));
              }
            },
            5);
    assertThat(lines.next()).asString(UTF_8).isEqualTo(line);
    assertThat(lines.next()).asString(UTF_8).isEqualTo("x");
  }
}
