package dev.weir.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  private static final String KELVIN = "\u212a";
  private static final String LONG_S = "\u017f";
  private static final String DOTLESS_I = "\u0131";
  private static final String DOTTED_CAPITAL_I = "\u0130";
  private static final String EMOJI = "\ud83d\ude00";

  // Presence and equality

  @Test
  void hasComparesWholeValuesCaseSensitively() {
    Values values = Values.of("fork", "exec", "");

    assertThat(values.has("exec")).isTrue();
    assertThat(values.has("")).isTrue();
    assertThat(values.has("Exec")).isFalse();
    assertThat(values.has("exe")).isFalse();
    assertThat(values.has("*")).isFalse();
  }

  @Test
  void missingFieldMeetsNothing() {
    assertThat(Values.NONE.isPresent()).isFalse();
    assertThat(Values.NONE.has("")).isFalse();
    assertThat(Values.NONE.like("*", "")).isFalse();
    assertThat(Values.NONE.cidrMatch("0.0.0.0/0", "::/0")).isFalse();
    assertThat(Values.NONE.first()).isNull();
    assertThat(Values.NONE.only()).isNull();
    assertThat(Values.NONE.count()).isZero();
    assertThat(Values.of()).isSameAs(Values.NONE);
  }

  @Test
  void emptyTextIsAValue() {
    Values empty = Values.of("");

    assertThat(empty.isPresent()).isTrue();
    assertThat(empty.only()).isEmpty();
    assertThat(empty.like("")).isTrue();
    assertThat(empty.like("*")).isTrue();
    assertThat(empty.like("?")).isFalse();
  }

  @Test
  void firstIsTheFirstAndOnlyIsTheOnly() {
    assertThat(Values.of("a", "b").first()).isEqualTo("a");
    assertThat(Values.of("a", "b").only()).isNull();
    assertThat(Values.of("a").first()).isEqualTo("a");
    assertThat(Values.of("a").only()).isEqualTo("a");
    assertThat(Values.of("a", "a").only()).isNull();
  }

  @Test
  void valuesDoNotChangeWithTheArrayTheyWereMadeOf() {
    String[] array = {"a"};
    Values values = Values.of(array);

    array[0] = "b";

    assertThat(values.list()).containsExactly("a");
  }

  @Test
  void equalityIsThatOfTheTextsInTheirOrder() {
    assertThat(Values.of("a", "b")).isEqualTo(Values.of("a", "b"));
    assertThat(Values.of("a", "b")).hasSameHashCodeAs(Values.of("a", "b"));
    assertThat(Values.of("a", "b")).isNotEqualTo(Values.of("b", "a"));
    assertThat(Values.of("a")).isNotEqualTo(Values.NONE);
  }

  @Test
  void oneValueReadsAsItselfAndSeveralAsAList() {
    assertThat(Values.of("a")).hasToString("a");
    assertThat(Values.of("a", "b")).hasToString("[a, b]");
    assertThat(Values.NONE).hasToString("[]");
  }

  // Patterns

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "curl, curl, true",
        "curl, CURL, true",
        "CuRl, cUrL, true",
        "curl, curl2, false",
        "curl, xcurl, false",
        "python*, python, true",
        "python*, python3.12, true",
        "python*, xpython, false",
        "*.254, 169.254, true",
        "*.254, 169.2540, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "a*a, a, false",
        "a*a, aa, true",
        "a**, a, true",
        "a?, a, false",
        "a?, ab, true",
        "a?, abc, false",
        "?*, \"\", false",
        "/etc/rc*.d/*, /etc/rc3.d/S01x, true",
        "/etc/rc*.d/*, /etc/rc.d/a/b, true",
        "/etc/rc*.d/*, /etc/rc/a/b.d/x, true",
        "/etc/rc*.d/*, /etc/rc3.dx, false",
        "a.c, abc, false",
        "[ab], a, false",
        "a\\*, a\\b, true",
      })
  void patternMatchesTheWholeValue(String pattern, String value, boolean matches) {
    assertThat(Values.of(value).like(pattern)).isEqualTo(matches);
  }

  @Test
  void prefixMatchesWholeValueOnly() {
    assertThat(Values.of("/usr/tmp/x").like("/tmp/*")).isFalse();
    assertThat(Values.of("/tmp/x").like("/tmp/*")).isTrue();
    assertThat(Values.of("/tmp").like("/tmp/*")).isFalse();
  }

  @Test
  void onlyAsciiLettersFold() {
    assertThat(Values.of(KELVIN).like("k")).isFalse();
    assertThat(Values.of("k").like(KELVIN)).isFalse();
    assertThat(Values.of("php" + KELVIN).like("phpk", "phpk*", "*hpk", "ph?k")).isFalse();
    assertThat(Values.of(LONG_S + "ocat").like("socat", "socat*", "*socat")).isFalse();
    assertThat(Values.of(DOTLESS_I).like("i", "I")).isFalse();
    assertThat(Values.of(DOTTED_CAPITAL_I).like("i", "I", "i?", "?i")).isFalse();
    assertThat(Values.of("\u00c4").like("\u00e4")).isFalse();
    assertThat(Values.of("[").like("{")).isFalse();
    assertThat(Values.of("@").like("`")).isFalse();
    assertThat(Values.of("AZ").like("az")).isTrue();
    assertThat(Values.of(KELVIN).like(KELVIN)).isTrue();
  }

  @Test
  void starRunsOverLineBreaksAndSlashes() {
    String text = "x\n/\r\n\u2028\u0085169.254.169.254\n/y";

    assertThat(Values.of(text).like("*169.254.169.254*")).isTrue();
    assertThat(Values.of(text).like("x*y")).isTrue();
    assertThat(Values.of(text).like("x*")).isTrue();
  }

  @Test
  void questionMarkIsExactlyOneCodePoint() {
    assertThat(Values.of(EMOJI).like("?")).isTrue();
    assertThat(Values.of(EMOJI).like("??")).isFalse();
    assertThat(Values.of("\n").like("?")).isTrue();
    assertThat(Values.of("/").like("?")).isTrue();
    assertThat(Values.of("a" + EMOJI + "b").like("a?b")).isTrue();
    assertThat(Values.of("a" + EMOJI + EMOJI + "b").like("a?b")).isFalse();
  }

  @Test
  void anyValueMayMatchAnyPattern() {
    Values values = Values.of("bash", "curl");

    assertThat(values.like("wget", "curl")).isTrue();
    assertThat(values.like("wget", "nc")).isFalse();
    assertThat(values.like()).isFalse();
  }

  @Test
  void oneOfManyPrefixesDecidesThoughOthersSortBetween() {
    Values value = Values.of("/opt/b/c");

    assertThat(value.like("/opt/a*", "/opt/*", "/opt/b/b*", "/opt/b/d*")).isTrue();
    assertThat(value.like("/opt/a*", "/opt/b/b*", "/opt/b/d*", "/opt/b/c/*")).isFalse();
  }

  @Test
  void manyStarsTakeNoExponentialTime() {
    String pattern = "*a".repeat(60) + "*b";

    assertThat(Values.of("a".repeat(20_000)).like(pattern)).isFalse();
    assertThat(Values.of("a".repeat(20_000) + "b").like(pattern)).isTrue();
  }

  @Test
  void patternSetsAgreeWithARegularExpression() {
    SplittableRandom random = new SplittableRandom(41);
    int matched = 0;
    for (int round = 0; round < 20_000; round++) {
      String[] patterns = new String[random.nextInt(1, 6)];
      Arrays.setAll(patterns, i -> text(random, 5, 3));
      String value = text(random, 6, 0);
      Pattern regex =
          Pattern.compile(
              Arrays.stream(patterns).map(ValuesTest::regex).collect(joining("|")),
              Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
      boolean expected = regex.matcher(value).matches();

      assertThat(Values.of(value).like(patterns))
          .as("%s like %s", value, List.of(patterns))
          .isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).as("matches among the rounds").isBetween(2_000, 18_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'python3\\.[0-9]+', python3.11, true",
    "'python3\\.[0-9]+', python3.11x, false",
    "python, python3, false",
    "Curl, curl, false",
    "(?i)Curl, curl, true",
    "curl|wget, wget, true",
    "a.b, 'a\nb', true",
  })
  void expressionMatchesTheWholeValue(String expression, String value, boolean matches) {
    assertThat(Values.of("x", value).regex("y", expression)).isEqualTo(matches);
    assertThat(Values.NONE.regex("", ".*")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a", "(a)\\1", "(?=a)", "*"})
  void whatIsNoExpressionIsAnErrorOfTheRule(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.of("a").regex(expression))
        .withMessageContaining(expression);
  }

  /** A text of a few letters that are easily confused; wildcards as often as their weight says. */
  private static String text(SplittableRandom random, int longest, int wildcards) {
    String letters = "aAkK" + KELVIN + "s" + LONG_S + "\n/" + EMOJI;
    int[] alphabet = letters.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(longest + 1); length > 0; length--) {
      int at = random.nextInt(alphabet.length + 2 * wildcards);
      if (at < alphabet.length) {
        text.appendCodePoint(alphabet[at]);
      } else {
        text.append(at % 2 == 0 ? '*' : '?');
      }
    }
    return text.toString();
  }

  /** Without UNICODE_CASE, Java folds ASCII letters only: just what {@code :} does. */
  private static String regex(String pattern) {
    return pattern
        .codePoints()
        .mapToObj(Character::toString)
        .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
        .collect(joining("", "(?:", ")"));
  }

  // Addresses

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, 169.254.169.254, true",
    "169.254.169.253, 169.254.169.254, false",
    "169.254.169.254, 169.254.0.0/16, true",
    "169.255.0.0, 169.254.0.0/16, false",
    "172.16.0.0, 172.16.0.0/12, true",
    "172.31.255.255, 172.16.0.0/12, true",
    "172.32.0.0, 172.16.0.0/12, false",
    "172.15.255.255, 172.16.0.0/12, false",
    "172.20.1.1, 172.31.9.9/12, true",
    "255.255.255.255, 0.0.0.0/0, true",
    "128.0.0.0, 0.0.0.0/1, false",
    "127.255.255.255, 0.0.0.0/1, true",
    "10.0.0.1, 10.0.0.0/31, true",
    "10.0.0.2, 10.0.0.0/31, false",
    "::1, 0.0.0.0/0, false",
    "10.0.0.1, ::/0, false",
    "fd00:ec2::254, ::/0, true",
    "fd00:ec2::254, fd00:ec2::254, true",
    "FD00:0EC2:0:0:0:0:0:254, fd00:ec2::254, true",
    "fd00:ec2::23, fd00:ec2::/32, true",
    "fd00:ec3::23, fd00:ec2::/32, false",
    "fd00:ec3::23, fd00:ec2::/31, true",
    "::ffff:169.254.169.254, 169.254.169.254, true",
    "::FFFF:a9fe:A9FE, 169.254.169.254, true",
    "0:0:0:0:0:ffff:169.254.169.254, 169.254.0.0/16, true",
    "169.254.169.254, ::ffff:a9fe:a9fe, true",
    "::169.254.169.254, 169.254.169.254, false",
    "::a9fe:a9fe, 169.254.169.254, false",
    "64:ff9b::169.254.169.254, 169.254.169.254, false",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, true",
  })
  void addressesAreComparedNotTexts(String value, String block, boolean inside) {
    assertThat(Values.of(value).cidrMatch(block)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "metadata.google.internal",
        "1",
        "1.2.3",
        "169.254.43518",
        "2852039166",
        "0xa9fea9fe",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.256",
        "1.2.3.04",
        "01.2.3.4",
        "1.2.3.00",
        "1.2.3.0004",
        "1.2.3.-4",
        "+1.2.3.4",
        "1.2.3.4/32",
        "\uff11.2.3.4",
        "\u0661.2.3.4",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        "1::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "::12345",
        "::g",
        "::1%lo",
        "::1/128",
        "[::1]",
        "::ffff:1.2.3",
        "::ffff:1.2.3.256",
        "::ffff:1.2.3.4.5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1.2.3.4::",
        "::\uff11",
      })
  void whatIsNoAddressIsInNoBlock(String value) {
    assertThat(Values.of(value).cidrMatch("0.0.0.0/0", "::/0")).isFalse();
  }

  /** Whoever asks for a name here is told that it is the address of the metadata service. */
  @Test
  void valueIsNeverLookedUpAsAName(@TempDir Path folder) throws Exception {
    Path hosts =
        Files.writeString(
            folder.resolve("hosts"),
            NAMES.stream().map(name -> "169.254.169.254 " + name + "\n").collect(joining()));
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                LookUp.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String looked = new String(java.getInputStream().readAllBytes(), UTF_8);

    assertThat(looked.lines()).containsExactly("localhost is known", "matched: []");
    assertThat(java.waitFor()).isZero();
  }

  private static final List<String> NAMES =
      List.of("localhost", "metadata", ".1:2", ".:1", "..:a", "a.b:c", "fe.ed", "dead", ".");

  /** Its own process, for the names that a JVM knows are settled when it starts. */
  static final class LookUp {
    public static void main(String[] args) throws Exception {
      InetAddress known = InetAddress.getByName("localhost");
      System.out.println("localhost is " + (known.getAddress()[0] == (byte) 169 ? "known" : known));
      System.out.println(
          "matched: "
              + NAMES.stream()
                  .filter(name -> Values.of(name).cidrMatch("0.0.0.0/0", "::/0"))
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "10.0.0.010/8",
        "::/129",
        "::1::/64",
        "/8",
      })
  void whatIsNoBlockIsAnErrorOfTheRule(String block) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.of("10.0.0.1").cidrMatch(block))
        .withMessageContaining(block);
  }

  @Test
  void anyAddressMayBeInAnyBlock() {
    Values values = Values.of("nonsense", "10.0.0.1", "fd00:ec2::254");

    assertThat(values.cidrMatch("192.168.0.0/16", "fd00:ec2::/32")).isTrue();
    assertThat(values.cidrMatch("192.168.0.0/16", "fd00:ec3::/32")).isFalse();
    assertThat(values.cidrMatch()).isFalse();
  }

  @Test
  void blocksAgreeWithArithmetic() {
    SplittableRandom random = new SplittableRandom(43);
    int inside = 0;
    for (int round = 0; round < 10_000; round++) {
      int bits = random.nextBoolean() ? 32 : 128;
      int prefix = random.nextInt(bits + 1);
      BigInteger block = number(random, bits);
      BigInteger value = block.flipBit(random.nextInt(bits));
      // the top bits stay, so no address is an IPv4-mapped one
      block = bits == 128 ? block.setBit(127) : block;
      value = bits == 128 ? value.setBit(127) : value;
      boolean expected = block.xor(value).shiftRight(bits - prefix).signum() == 0;

      assertThat(Values.of(address(value, bits)).cidrMatch(address(block, bits) + "/" + prefix))
          .as("%s in %s/%d", address(value, bits), address(block, bits), prefix)
          .isEqualTo(expected);
      inside += expected ? 1 : 0;
    }
    assertThat(inside).as("addresses inside their block").isBetween(2_000, 8_000);
  }

  private static BigInteger number(SplittableRandom random, int bits) {
    byte[] bytes = new byte[bits / 8];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes);
  }

  private static String address(BigInteger number, int bits) {
    boolean v4 = bits == 32;
    int part = v4 ? 8 : 16;
    StringBuilder text = new StringBuilder();
    for (int shift = bits - part; shift >= 0; shift -= part) {
      int value = number.shiftRight(shift).intValue() & (v4 ? 0xff : 0xffff);
      text.append(v4 ? Integer.toString(value) : Integer.toHexString(value));
      text.append(shift == 0 ? "" : v4 ? "." : ":");
    }
    return text.toString();
  }

  // Addresses in texts

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "http://169.254.169.254/latest, true",
        "169.254.169.254, true",
        "x=169.254.169.254:80, true",
        "a@169.254.169.254, true",
        "http://169.254.169.254.nip.io/, true",
        "--resolve=a:80:169.254.169.254, true",
        "http://2852039166/, true",
        "http://0xA9FEA9FE/, true",
        "http://0XA9.254.0251.0xfe, true",
        "http://025177524776, true",
        "http://000000251.254.169.254, true",
        "http://169.254.43518, true",
        "http://169.16689662, true",
        "http://%31%36%39.254.169.254, true",
        "http://169%2e254%2E169%2e254, true",
        "\u2460\u2465\u2468.254.169.254, true",
        "169\u3002254\uff61169\u3002254, true",
        "http://[::ffff:169.254.169.254]/, true",
        "http://[::FFFF:A9FE:A9FE]:80/, true",
        "0:0:0:0:0:ffff:a9fe:a9fe, true",
        "http://[fd00:ec2::254]/, true",
        "fd00:ec2::254%eth0, true",
        "169.254.169.25, false",
        "169.254.169.2540, false",
        "1169.254.169.254, false",
        "x169.254.169.254, false",
        "1.169.254.169.254, true",
        "169.254.169, false",
        "169.254.169.x, false",
        "169.254.169.256, false",
        "169.254.169.-254, false",
        "2852039165, false",
        "x2852039166, false",
        "28520391660, false",
        "28520391662852039166, false",
        "0x, false",
        "0xg, false",
        "089.254.169.254, false",
        "fd00:ec2::255, false",
        "::, false",
        "a::b::c, false",
        "12:34:56, false",
        "%, false",
        "%3, false",
        "http://%zz, false",
        "\"\", false",
      })
  void anAddressIsFoundHoweverItIsWritten(String text, boolean found) {
    assertThat(Values.of("x", text).mentionsAddress("169.254.169.254", "fd00:ec2::254"))
        .isEqualTo(found);
  }

  /** What a program may write for an address is that address, and for no other one. */
  @Test
  void everyFormOfAnAddressIsFound() {
    SplittableRandom random = new SplittableRandom(47);
    for (int i = 0; i < 20_000; i++) {
      long address = random.nextLong(1L << 32);
      int parts = random.nextInt(1, 5);
      StringBuilder text = new StringBuilder("curl http://");
      for (int part = 0; part < parts - 1; part++) {
        text.append(number(random, address >> (24 - 8 * part) & 0xff)).append('.');
      }
      long rest = address & ((1L << (8 * (5 - parts))) - 1);
      text.append(number(random, rest)).append(random.nextBoolean() ? "/latest" : ":80");

      Values line = Values.of(text.toString());
      assertThat(line.mentionsAddress(dotted(address)))
          .as("%s in %s", dotted(address), text)
          .isTrue();
      assertThat(line.mentionsAddress(dotted(address ^ 1))).as("%s", text).isFalse();
    }
  }

  @Test
  void aBlockIsFoundByAnyOfItsAddresses() {
    assertThat(Values.of("ping 10.1.2.3").mentionsAddress("10.0.0.0/8")).isTrue();
    assertThat(Values.of("ping 11.1.2.3").mentionsAddress("10.0.0.0/8")).isFalse();
    assertThat(Values.NONE.mentionsAddress("10.0.0.0/8")).isFalse();
    Values text = Values.of("x");
    assertThatIllegalArgumentException().isThrownBy(() -> text.mentionsAddress("10.0.0.0/33"));
  }

  private static String number(SplittableRandom random, long number) {
    return switch (random.nextInt(4)) {
      case 0 -> "0x" + Long.toHexString(number);
      case 1 -> "0X0" + Long.toHexString(number).toUpperCase(java.util.Locale.ROOT);
      case 2 -> "0" + Long.toOctalString(number);
      default -> Long.toString(number);
    };
  }

  private static String dotted(long address) {
    return (address >> 24 & 0xff)
        + "."
        + (address >> 16 & 0xff)
        + "."
        + (address >> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  /** As in {@code like($s.userName.first())}, if the event has no user. */
  @Test
  void aMissingPatternOrBlockMatchesNothing() {
    String missing = Values.NONE.first();

    assertThat(Values.of("a").like(missing)).isFalse();
    assertThat(Values.of("a").like(missing, "a")).isTrue();
    assertThat(Values.of("a").has(missing)).isFalse();
    assertThat(Values.of("10.0.0.1").cidrMatch(missing)).isFalse();
    assertThat(Values.of("10.0.0.1").cidrMatch(missing, "10.0.0.0/8")).isTrue();
    assertThat(Values.of("at 10.0.0.1").mentionsAddress(missing)).isFalse();
  }

  // Times

  @ParameterizedTest
  @CsvSource({
    "2025-01-27T10:00:00.000Z, 1737972000000",
    "2025-01-27T10:00:00.1239999Z, 1737972000123",
    "2025-01-27T11:00:00+01:00, 1737972000000",
    "2025-01-27, 7",
    "yesterday, 7",
    "1737972000000, 7",
    "+999999999-12-31T23:59:59Z, 7",
    "-999999999-01-01T00:00:00Z, 7",
    "+200000000-01-01T00:00:00Z, 7",
  })
  void aTimeIsReadOrElseTheOtherCounts(String text, long millis) {
    assertThat(Values.of(text).timeOr(7)).isEqualTo(millis);
    assertThat(Values.of(text, text).timeOr(7)).isEqualTo(7);
    assertThat(Values.NONE.timeOr(7)).isEqualTo(7);
  }
}
