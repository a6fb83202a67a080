package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFinderTest {

  /** Half of all addresses of either kind, so that both answers are frequent. */
  private static final List<CidrBlock> HALF = CidrBlock.all("0.0.0.0/1", "::/1");

  private static final List<CidrBlock> METADATA = CidrBlock.all("169.254.169.254", "fd00:ec2::254");

  /** What addresses are made of, in every notation, and what can stand beside them. */
  private static final List<String> PIECES =
      List.of(
          ":",
          ":",
          ":",
          "::",
          ".",
          ".",
          "0",
          "1",
          "9",
          "a",
          "F",
          "x",
          "0x",
          "00",
          "fd00",
          "254",
          "169",
          "256",
          "65536",
          "4294967295",
          "2852039166",
          "0xa9fea9fe",
          "a9fe",
          "ffff",
          "0377",
          "1.2.3.4",
          "169.254.169.254",
          "::ffff:",
          "fd00:ec2::254",
          "[",
          "]",
          "%",
          "%lo",
          "%31",
          "%3A",
          "%2e",
          "%e9",
          "%",
          "/",
          " ",
          "_",
          "g",
          "-",
          "\n",
          "\uff11",
          "\uff1a",
          "\uff0e",
          "\u3002",
          "\uff61",
          "\u2460",
          "\u00b2",
          "\u0661",
          "\u24d0",
          "\uff21",
          "\u212a",
          "\u33c2",
          "\ud835\udfcf",
          "\ud800",
          "\udc00",
          "\ufdfa",
          "\u00e9",
          "\u0301",
          "\u0316",
          "\u0327",
          "\u031b",
          "\u20dd",
          "\uff9e",
          "\u0344",
          "\u05b0",
          "\u1d44e",
          "\ud835\udc4e",
          "\u200d");

  @Test
  void findsWhatThePlainSearchFinds() {
    SplittableRandom random = new SplittableRandom(61);
    int found = 0;
    for (int round = 0; round < 250_000; round++) {
      String text = text(random, random.nextInt(1, 14));
      found += compare(text, HALF) ? 1 : 0;
      if (round % 16 == 0) {
        compare(text, METADATA);
      }
    }
    assertThat(found).as("texts with an address").isBetween(60_000, 200_000);
  }

  @Test
  void findsWhatThePlainSearchFindsInLongRuns() {
    SplittableRandom random = new SplittableRandom(67);
    for (int round = 0; round < 2_000; round++) {
      String run = text(random, random.nextInt(1, 4)).repeat(random.nextInt(1, 60));
      compare(text(random, 3) + run + text(random, 4), HALF);
    }
  }

  @Test
  void parsesWhatTheJdkParses() {
    String[] pieces = {
      "0",
      "1",
      "00",
      "0001",
      "ffff",
      "FFFF",
      "fffff",
      "12",
      "256",
      "010",
      "::",
      ":",
      ":",
      ":",
      ".",
      "1:",
      "2:3:",
      "0:0:0:0:",
      ":1.2.3.4",
      "ffff:",
      "255.255.255.255",
      "000",
      "g",
      "%",
      " "
    };
    SplittableRandom random = new SplittableRandom(73);
    int addresses = 0;
    for (int round = 0; round < 300_000; round++) {
      String text =
          IntStream.range(0, random.nextInt(1, 10))
              .mapToObj(i -> pieces[random.nextInt(pieces.length - (i == 5 ? 0 : 3))])
              .collect(Collectors.joining());
      byte[] expected = PlainAddressFinder.parse(text);
      assertThat(CidrBlock.parse(text)).as(text).isEqualTo(expected);
      addresses += expected == null ? 0 : 1;
    }
    assertThat(addresses).as("addresses").isBetween(10_000, 100_000);
  }

  @Test
  void readsOneCharacterAfterAnotherAsTheNormalFormHasThem() {
    List<String> others =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .mapToObj(Character::toString)
            .flatMap(c -> Stream.of("a" + c + "\u0301.2", c + "\u0301.2"))
            .filter(text -> !AsciiText.of(text).equals(normal(text)))
            .toList();

    assertThat(others).isEmpty();
  }

  @Test
  void marksComposeAsInTheNormalForm() {
    int[] marks =
        IntStream.rangeClosed(0x300, 0x1e94a)
            .filter(c -> Character.getType(c) >= Character.NON_SPACING_MARK)
            .filter(c -> Character.getType(c) <= Character.COMBINING_SPACING_MARK)
            .toArray();
    SplittableRandom random = new SplittableRandom(71);
    int composed = 0;
    for (int round = 0; round < 100_000; round++) {
      int length = random.nextInt(1, 12);
      StringBuilder text = new StringBuilder().append("aAcoUs1>:".charAt(random.nextInt(9)));
      for (int i = 0; i < length; i++) {
        // most of them from where most compose with letters
        text.appendCodePoint(marks[random.nextInt(random.nextInt(8) > 0 ? 112 : marks.length)]);
      }
      String normal = normal(text.toString());
      assertThat(AsciiText.of(text.toString())).as("%s", hex(text)).isEqualTo(normal);
      composed += normal.charAt(0) == ' ' ? 1 : 0;
    }
    assertThat(composed).as("composed letters").isBetween(10_000, 50_000);
  }

  @Test
  void normalFormIsNeverHeldWhole() {
    String text = "\ufdfa".repeat(1 << 20) + "2852039166";

    assertThat(AsciiText.of(text)).isEqualTo(normal("\ufdfa") + "2852039166");
  }

  /** 5 s at 128 KiB, and 58 s at 512 KiB. */
  @ParameterizedTest
  @ValueSource(strings = {"1:", "0:", ":::1", "1:1.", "%31%3a", "\uff11\uff1a", "a:\u0301\u0316"})
  void searchOfAMebibyteEnds(String part) {
    String text = part.repeat((1 << 20) / part.length());

    assertThat(AddressFinder.anyIn(text, METADATA)).isFalse();
    assertThat(AddressFinder.anyIn(text + "; fd00:ec2::254", METADATA)).isTrue();
    assertThat(AddressFinder.anyIn("169.254.43518 " + text, METADATA)).isTrue();
  }

  @Test
  void marksOnALetterAreManyAndItStillEnds() {
    String text = "a" + "\u0301\u0316".repeat(1 << 20);

    assertThat(AsciiText.of(text)).isEqualTo(" ");
    assertThat(AsciiText.of("a" + "\u0316".repeat(1 << 20) + "\u0301.1")).isEqualTo(" .1");
    assertThat(AsciiText.of("1" + "\u0316".repeat(1 << 20) + "\u0301.1")).isEqualTo("1 .1");
  }

  private static boolean compare(String text, List<CidrBlock> blocks) {
    boolean expected = PlainAddressFinder.anyIn(text, blocks);
    assertThat(AddressFinder.anyIn(text, blocks)).as("%s", hex(text)).isEqualTo(expected);
    return expected;
  }

  private static String text(SplittableRandom random, int pieces) {
    return IntStream.range(0, pieces)
        .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
        .collect(Collectors.joining());
  }

  /** The normal form, with one space for what is not ASCII. */
  private static String normal(String text) {
    StringBuilder ascii = new StringBuilder();
    for (char c : Normalizer.normalize(text, Normalizer.Form.NFKC).toCharArray()) {
      char plain = c == '\u3002' ? '.' : c < 128 ? c : ' ';
      if (plain != ' ' || ascii.isEmpty() || ascii.charAt(ascii.length() - 1) != ' ') {
        ascii.append(plain);
      }
    }
    return ascii.toString();
  }

  private static String hex(CharSequence text) {
    return text.chars()
        .mapToObj(c -> c > ' ' && c < 127 ? Character.toString(c) : "\\u%04x".formatted(c))
        .collect(Collectors.joining());
  }
}
