package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.Malformed;
import dev.weir.event.NetworkEvent;
import dev.weir.event.OtherEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Values;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

  private static final String TIME = "\"@timestamp\":\"2025-01-27T10:00:00Z\"";

  private final EventReader reader = new EventReader();

  // Fields

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'process':{'parent':{'entity_id':'p'}}",
        "'process.parent.entity_id':'p'",
        "'process.parent':{'entity_id':'p'}",
        "'process':{'parent.entity_id':'p'}",
        "'process':[{'parent':[[{'entity_id':['p']}]]}]",
        "'process':{'name':'x'},'process.parent':{'name':'y'},'process.parent.entity_id':'p'",
        "'process':null,'process.parent':{'entity_id':[null,'p',null]}",
        "'process':{'parent':'text'},'process.parent.entity_id':'p'",
        "'process':{'parent':{'entity_id':{'deeper':'x'}}},'process.parent.entity_id':'p'",
        "'\\u0070rocess':{'par\\u0065nt':{'entity\\u005fid':'\\u0070'}}",
        "'process\\u002eparent':{'entity_id':'p'}",
        " \t'process' \n : \r\n { 'parent' : { 'entity_id' : 'p' } } ",
      })
  void keysMayBeNestedOrDotted(String fields) {
    Event event = event(fields);

    assertThat(event.getProcessParentEntityId()).isEqualTo("p");
    assertThat(event.field("process.parent.entity_id").list()).containsExactly("p");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'process':{'name':null}",
        "'process':{'name':[]}",
        "'process':{'name':[null,[]]}",
        "'process':{'name':{}}",
        "'process':{'name':{'x':'curl'}}",
        "'process':'curl'",
        "'process':{'Name':'curl'}",
        "'process.name.':'curl'",
        "'.process.name':'curl'",
        "'process..name':'curl'",
        "'process':{'':{'name':'curl'}}",
        "'name':'curl'",
        "'x':{'process':{'name':'curl'}}",
        "'process':[['curl']]",
      })
  void fieldWithoutAValueIsMissing(String fields) {
    assertThat(event(fields).getProcessName()).isEqualTo(Values.NONE);
    assertThat(event(fields).field("process.name")).isEqualTo(Values.NONE);
  }

  @Test
  void moreValuesThanAnyEventHasAreMalformed() {
    String args = "\"a\",".repeat(EventReader.MAX_VALUES) + "\"a\"";
    byte[] json =
        ("{\"process\":{\"args\":[" + args + "]}}")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(((Reading.Rejected) new EventReader().read(json)).fault().kind())
        .isEqualTo(Malformed.Kind.TOO_MANY_VALUES);
  }

  /**
   * A few names of each document fill one place of the parser's table of names, which all share.
   */
  @Test
  void documentIsNotRejectedForTheNamesOfOthers() {
    List<String> colliding = colliding();
    for (int i = 0; i < colliding.size(); i += 50) {
      String names = String.join("\":1,\"", colliding.subList(i, i + 50));
      assertThat(reader.read(("{\"" + names + "\":1," + TIME + "}").getBytes(UTF_8)))
          .as("document %d", i / 50)
          .isInstanceOf(Reading.Accepted.class);
    }
  }

  /** Jackson refuses some of them, and breaks with others. */
  @ParameterizedTest
  @ValueSource(ints = {600, 1_200, 20_000})
  void documentIsReadWhoseNamesCollide(int number) {
    List<String> names =
        number > 1_200
            ? IntStream.range(0, number).mapToObj(EventReaderTest::pairs).toList()
            : colliding().subList(0, number);
    String members = String.join("\":1,\"", names);
    String json = "{\"" + members + "\":\"\u00e4\",\"process\":{\"name\":\"\u00e4\"}," + TIME + "}";

    for (int round = 0; round < 3; round++) {
      Reading.Accepted read = (Reading.Accepted) reader.read(json.getBytes(UTF_8));
      assertThat(read.facts().get(0).getProcessName().only()).isEqualTo("\u00e4");
      assertThat(read.facts().get(0).field(names.get(7)).only()).isEqualTo("1");
    }
  }

  private static String pairs(int number) {
    return IntStream.range(0, 17)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  /** Names with the same hash in Jackson's table, whatever its seed. */
  private static List<String> colliding() {
    return IntStream.range(0, 26 * 26 * 26 * 26)
        .mapToObj(EventReaderTest::colliding)
        .filter(name -> name.chars().allMatch(c -> c >= '#' && c < '\\'))
        .limit(1_200)
        .toList();
  }

  private static String colliding(int number) {
    int first = 0;
    for (int i = 0, rest = number; i < 4; i++, rest /= 26) {
      first = first << 8 | 'A' + rest % 26;
    }
    int mixed = first + (first >>> 15);
    mixed ^= mixed >>> 9;
    int second = (0x1234_5678 - mixed) * 0x3e0f_83e1; // the inverse of 33
    byte[] name = ByteBuffer.allocate(8).putInt(first).putInt(second).array();
    return new String(name, ISO_8859_1);
  }

  @Test
  void valuesOfAFieldAreGatheredInTheDocumentsOrder() {
    Event event =
        event(
            "'process.name':'a','process':[{'name':['b',['c']]},{'pid':1},{'name':'d'}],"
                + "'process.name':'e'");

    assertThat(event.getProcessName().list()).containsExactly("a", "b", "c", "d", "e");
    assertThat(event.field("process.name")).isEqualTo(event.getProcessName());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "7, 7",
        "-0, -0",
        "1.50, 1.50",
        "1E+3, 1E+3",
        "true, true",
        "false, false",
        "123456789012345678901234567890, 123456789012345678901234567890",
        "1e999999999999, 1e999999999999",
        "'7', 7",
        "'', \"\"",
      })
  void numbersAndBooleansReadAsTheyStand(String json, String text) {
    assertThat(event("'process':{'pid':" + json + "}").getProcessPid().list())
        .containsExactly(text);
    assertThat(event("'process.pid':[" + json + " ]").getProcessPid().list()).containsExactly(text);
    assertThat(event("'process.pid': " + json + "\n").getProcessPid().list()).containsExactly(text);
  }

  @Test
  void escapesInValuesAreUndone() {
    Event event = event("'process.args':['a\\n\\t\\\"\\\\\\/\\u00e4','\\ud83d\\ude00','\\u0000']");

    assertThat(event.getProcessArgs().list())
        .containsExactly("a\n\t\"\\/\u00e4", "\ud83d\ude00", "\0");
  }

  @Test
  void textsBeyondAsciiAreReadWhereverTheyStand() {
    Event event =
        event("'\u00e4\ud83d\ude00':'\u20ac','process':{'name':'\u00e9\ud83d\ude00\u212a'}");

    assertThat(event.getProcessName().only()).isEqualTo("\u00e9\ud83d\ude00\u212a");
    assertThat(event.field("\u00e4\ud83d\ude00").only()).isEqualTo("\u20ac");
  }

  @Test
  void anyFieldCanBeAskedFor() {
    Event event =
        event("'process':{'Ext':{'code_signature':[{'status':'a'},{'status':'b'}]}},'labels':1");

    assertThat(event.field("process.Ext.code_signature.status").list()).containsExactly("a", "b");
    assertThat(event.field("labels").list()).containsExactly("1");
    assertThat(event.field("process.Ext.code_signature")).isEqualTo(Values.NONE);
    assertThat(event.field("")).isEqualTo(Values.NONE);
    assertThat(event.field(".")).isEqualTo(Values.NONE);
  }

  @Test
  void keywordOverItsLimitIsMissing() {
    String within = "x".repeat(1024);
    String over = "x".repeat(1025);
    String emojiOver = "\ud83d\ude00".repeat(512) + "x";

    assertThat(event("'process.name':'" + within + "'").getProcessName().only()).isEqualTo(within);
    assertThat(event("'process.name':'" + over + "'").getProcessName()).isEqualTo(Values.NONE);
    assertThat(event("'process.name':'" + emojiOver + "'").getProcessName().isPresent()).isFalse();
    assertThat(event("'process.name':['" + over + "','a']").getProcessName().only()).isEqualTo("a");
    assertThat(event("'x.y':'" + over + "'").field("x.y").isPresent()).isFalse();
    assertThat(event("'x.y':'" + within + "'").field("x.y").isPresent()).isTrue();
  }

  @Test
  void keywordIsMeasuredWithoutItsEscapes() {
    String within = "\\u0041".repeat(1024);

    assertThat(event("'process.name':'" + within + "'").getProcessName().isPresent()).isTrue();
    assertThat(event("'process.name':'" + within + "B'").getProcessName().isPresent()).isFalse();
  }

  @Test
  void commandLineMayBeOfAnyLength() {
    String line = "x".repeat(100_000);

    Event event =
        event("'process':{'command_line':'" + line + "','parent.command_line':'" + line + "'}");

    assertThat(event.getProcessCommandLine().only()).isEqualTo(line);
    assertThat(event.getProcessParentCommandLine().only()).isEqualTo(line);
    assertThat(event.field("process.entry_leader.command_line").isPresent()).isFalse();
  }

  // Search hits

  @Test
  void fieldsOfASearchHitAreThoseOfItsSource() {
    String source = "{" + TIME + ",\"host\":{\"id\":\"h\"},\"x\":{\"y\":1}}";
    String hit =
        "{\"_id\":\"1\",\"host\":{\"id\":\"before\"},\"event.id\":\"before\",\"_source\" : "
            + source
            + " ,\"host.id\":\"after\",\"x\":{\"y\":2},\"sort\":[1],\"event\":{\"id\":\"after\"}}";

    Event event = only(hit);

    assertThat(event.getHostId()).isEqualTo("h");
    assertThat(event.getEventId()).isEqualTo(Values.NONE);
    assertThat(event.field("x.y").list()).containsExactly("1");
    assertThat(event.document().json()).asString(UTF_8).isEqualTo(source);
    // the whole line is held, not the source alone
    assertThat(event.document().size()).isGreaterThan(source.length());
  }

  @Test
  void textBeyondAsciiBeforeASourceDoesNotShiftIt() {
    String source = "{" + TIME + ",\"event\":{\"id\":\"\u00e4\"}}";

    Event event = only("{\"\u20ac\":\"\ud83d\ude00\",\"_source\":" + source + "}");

    assertThat(event.getEventId().only()).isEqualTo("\u00e4");
    assertThat(event.document().json()).asString(UTF_8).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'text'", "null", "7", "[{'event.id':'inner'}]"})
  void sourceThatIsNoObjectWrapsNothing(String source) {
    assertThat(event("'_source':" + source + ",'event.id':'outer'").getEventId().only())
        .isEqualTo("outer");
  }

  @Test
  void sourceFurtherInWrapsNothing() {
    Event event = event("'event.id':'outer','x':{'_source':{'event.id':'inner'}}");

    assertThat(event.getEventId().only()).isEqualTo("outer");
  }

  @Test
  void documentIsTheWholeObjectWithoutWhatSurroundsIt() {
    String object = "{" + TIME + " , \"a\" : [ ] }";
    Document document = only(" \t" + object + "\r\n").document();

    assertThat(document.json()).asString(UTF_8).isEqualTo(object);
    assertThat(document.size()).isGreaterThanOrEqualTo(object.length());
  }

  @Test
  void byteOrderMarkDoesNotShiftTheFields() {
    Document document = only("\ufeff{" + TIME + ",\"event\":{\"id\":\"\\u0065\"}}").document();

    assertThat(document.values(EcsField.EVENT_ID).only()).isEqualTo("e");
    assertThat(document.json()[0]).isEqualTo((byte) '{');
  }

  // Facts

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'process', ProcessEvent",
        "['file';'process'], ProcessEvent",
        "'network', NetworkEvent",
        "['Network'], OtherEvent",
        "'processes', OtherEvent",
        "[], OtherEvent",
        "null, OtherEvent",
      })
  void categoryDecidesTheKindOfFact(String category, String kind) {
    Event event = event("'event':{'category':" + category.replace(';', ',') + "}");

    assertThat(event.getClass().getSimpleName()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"['process','network']", "['network','process','process']"})
  void eventOfBothCategoriesIsTheConnectionAndThenTheProcess(String category) {
    List<Event> facts = accepted("'event.category':" + category).facts();

    assertThat(facts).extracting(Object::getClass).isEqualTo(both());
    assertThat(facts.get(0).precedes(facts.get(1))).isTrue();
    assertThat(facts.get(0).document()).isSameAs(facts.get(1).document());
  }

  private static List<Class<?>> both() {
    return List.of(NetworkEvent.class, ProcessEvent.class);
  }

  @Test
  void factsAreNumberedInTheOrderInWhichTheyAreRead() {
    List<Long> arrivals = new ArrayList<>();
    for (String category : List.of("'x'", "['network','process']", "'process'")) {
      accepted("'event.category':" + category)
          .facts()
          .forEach(fact -> arrivals.add(fact.order().arrival()));
      read("no event");
    }

    assertThat(arrivals).hasSize(4).doesNotHaveDuplicates().isSorted();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "7, 7",
        "'7', 7",
        "[7], 7",
        "-7, -7",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, none",
        "7.0, none",
        "'x', none",
        "'', none",
        "true, none",
        "null, none",
        "[7;8], none",
      })
  void sequenceIsAWholeNumberOrMissing(String json, Long sequence) {
    Event event =
        only(("{" + TIME + ",'event.sequence':" + json.replace(';', ',') + "}").replace('\'', '"'));

    assertThat(event.order().sequence()).isEqualTo(sequence);
  }

  @Test
  void joinKeysOfSeveralValuesAreNamed() {
    Reading.Accepted reading =
        accepted(
            "'process':{'entity_id':['a','b'],'parent':{'entity_id':['a','a']},"
                + "'entry_leader':{'entity_id':['a']}}");

    assertThat(reading.ambiguousKeys())
        .containsExactlyInAnyOrder("process.entity_id", "process.parent.entity_id");
    assertThat(reading.facts().get(0).getProcessParentEntityId()).isNull();
    assertThat(accepted("'process.entity_id':['a',null]").ambiguousKeys()).isEmpty();
  }

  @Test
  void eventOfSeveralHostsTakesNoPart() {
    assertThat(read("{" + TIME + ",\"host\":{\"id\":[\"a\",\"b\"]}}"))
        .isEqualTo(new Reading.Ignored(Reading.Reason.SEVERAL_HOSTS));
    assertThat(event("'host':{'id':['a']}").getHostId()).isEqualTo("a");
    assertThat(event("'host':{'id':''}").getHostId()).isEmpty();
    assertThat(event("'host':{}").getHostId()).isNull();
  }

  @Test
  void documentOfAMapReadsBack() {
    byte[] json =
        EventReader.toJson(
            Map.of("@timestamp", 1000, "event", Map.of("id", "a\"\n\u00e4", "type", List.of("x"))));

    Event event = ((Reading.Accepted) reader.read(json)).facts().get(0);

    assertThat(event).isInstanceOf(OtherEvent.class).hasToString("OtherEvent a\"\n\u00e4");
    assertThat(event.getTimestamp()).isEqualTo(1000);
    assertThat(event.getEventType().list()).containsExactly("x");
  }

  // Malformed

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1",
        "{\"a\":[1}",
        "{\"a\":\"x",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":NaN}",
        "{\"a\":True}",
        "{\"a\":truex}",
        "{'a':1}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{/**/}",
        "// x\n{}",
        "{}x",
        "{}]",
        "\ud83d\ude00",
        "{\"a\":\"\0\"}",
        "{}\0",
        "\0{}",
      })
  void whatIsNotJsonSaysWhy(String text) {
    assertMalformed(read(text), Malformed.Kind.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\r\n",
        "null",
        "true",
        "42",
        "\"{}\"",
        "[]",
        "[{}]",
        "{}{}",
        "{} 1",
        "{}[]",
        "{}\n\"x\""
      })
  void whatIsNotOneObjectSaysWhatWasFound(String text) {
    assertMalformed(read(text), Malformed.Kind.NOT_AN_OBJECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // a continuation without a start
        "c3", // a start without a continuation
        "c328",
        "c080", // overlong NUL
        "c1bf", // overlong
        "e09fbf", // overlong
        "f08fbfbf", // overlong
        "eda080", // a high surrogate alone
        "edb080", // a low surrogate alone
        "eda0bdedb880", // a pair as CESU-8 has it
        "f4908080", // over U+10FFFF
        "f8888080", // five bytes
        "ff",
        "e282", // cut short
      })
  void whatIsNotUtf8IsSaidToBeSo(String hex) {
    byte[] inValue = around("{\"a\":\"", hex, "\"}");
    byte[] inName = around("{\"", hex, "\":1}");
    byte[] afterwards = around("{}", hex, "");

    assertThat(List.of(inValue, inName, afterwards))
        .allSatisfy(json -> assertMalformed(reader.read(json), Malformed.Kind.NOT_UTF8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsAreNotGuessed(String charset) throws Exception {
    assertMalformed(reader.read(("{" + TIME + "}").getBytes(charset)), Malformed.Kind.NOT_JSON);
  }

  @Test
  void reasonIsOneShortLine() {
    String text = "{\"a\":" + "x".repeat(5_000) + "\n\r\u0007";

    Malformed reading = ((Reading.Rejected) read(text)).fault();

    assertThat(reading.reason()).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "["})
  void nestingIsBounded(String opening) {
    // the document's own braces are one level
    String within = nested(opening, EventReader.MAX_NESTING - 1);
    String over = nested(opening, EventReader.MAX_NESTING);

    assertThat(event("'x':" + within.replace('"', '\'') + ",'event.id':'e'").getEventId().only())
        .isEqualTo("e");
    assertMalformed(read("{" + TIME + ",\"x\":" + over + "}"), Malformed.Kind.TOO_DEEP);
    assertMalformed(read("{" + TIME + ",\"host\":" + over + "}"), Malformed.Kind.TOO_DEEP);
  }

  private static String nested(String opening, int levels) {
    String closing = opening.equals("[") ? "]" : "}";
    return opening.repeat(levels - 1)
        + (closing.equals("]") ? "[]" : "{}")
        + closing.repeat(levels - 1);
  }

  @Test
  void lengthIsBounded() {
    byte[] document = Arrays.copyOf(("{" + TIME + "}").getBytes(UTF_8), EventReader.MAX_LINE);
    Arrays.fill(document, TIME.length() + 2, document.length, (byte) ' ');

    assertThat(reader.read(document)).isInstanceOf(Reading.Accepted.class);

    byte[] over = Arrays.copyOf(document, document.length + 1);
    assertMalformed(reader.read(over), Malformed.Kind.TOO_LONG);
    assertThat(((Reading.Rejected) EventReader.tooLong()).fault().reason()).contains("16777216");
  }

  @Test
  void oneValueMayFillTheWholeDocument() {
    String text = "x".repeat(EventReader.MAX_LINE - 200);

    Event event = event("'process.command_line':'" + text + "'");

    assertThat(event.getProcessCommandLine().only()).hasSize(text.length());
  }

  @Test
  void faultOfOneDocumentLeavesNothingForTheNext() {
    read("{\"event\":{\"id\":\"old\"},\"host\":{\"id\":\"old\"");

    assertThat(event("'x':1").getEventId()).isEqualTo(Values.NONE);
  }

  @Test
  void documentKeepsItsFieldsWhileOthersAreRead() {
    Event first = event("'event.id':'first'");
    Event second = event("'x':[1,2,3],'event.id':'second'");

    assertThat(first.getEventId().only()).isEqualTo("first");
    assertThat(second.getEventId().only()).isEqualTo("second");
  }

  // Times

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'2025-01-27T10:00:00Z', 2025-01-27T10:00:00Z",
        "'2025-01-27T10:00:00.1Z', 2025-01-27T10:00:00.100Z",
        "'2025-01-27T10:00:00.12Z', 2025-01-27T10:00:00.120Z",
        "'2025-01-27T10:00:00.123Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.1239Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.12399Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.123999Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.1239999Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.12399999Z', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.999999999Z', 2025-01-27T10:00:00.999Z",
        "'2025-01-27T10:00:00.000999999Z', 2025-01-27T10:00:00Z",
        "'2025-01-27T10:00:00.123', 2025-01-27T10:00:00.123Z",
        "'2025-01-27T10:00:00.123456+01:00', 2025-01-27T09:00:00.123Z",
        "'2025-01-27T10:00:00+0130', 2025-01-27T08:30:00Z",
        "'2025-01-27T00:30:00-05', 2025-01-27T05:30:00Z",
        "'2025-01-27T10:00:00+00:00', 2025-01-27T10:00:00Z",
        "'2025-01-27T10:00Z', 2025-01-27T10:00:00Z",
        "'2025-01-27T10:00', 2025-01-27T10:00:00Z",
        "'2025-01-27T10', 2025-01-27T10:00:00Z",
        "'2025-01-27', 2025-01-27T00:00:00Z",
        "['2025-01-27'], 2025-01-27T00:00:00Z",
        "'2024-02-29T23:59:59.999Z', 2024-02-29T23:59:59.999Z",
        "'2000-02-29T00:00:00Z', 2000-02-29T00:00:00Z",
        "'1969-12-31T23:59:59.9999Z', 1969-12-31T23:59:59.999Z",
        "'1969-12-31T23:59:59.000001Z', 1969-12-31T23:59:59Z",
        "'1969-12-31T23:59:59.000001+00:00', 1969-12-31T23:59:59Z",
        "'0000-01-01T00:00:00Z', 0000-01-01T00:00:00Z",
        "'9999-12-31T23:59:59.999999999Z', 9999-12-31T23:59:59.999Z",
        "1737972000123, 2025-01-27T10:00:00.123Z",
        "'1737972000123', 2025-01-27T10:00:00.123Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "0, 1970-01-01T00:00:00Z",
      })
  void timeIsCutToMilliseconds(String json, String time) {
    assertThat(timestamp(json)).isEqualTo(Instant.parse(time).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "' '",
        "'yesterday'",
        "'2025-02-30T10:00:00Z'",
        "'2025-02-29T10:00:00Z'",
        "'2100-02-29T10:00:00Z'",
        "'2025-04-31'",
        "'2025-13-01T10:00:00Z'",
        "'2025-00-01T10:00:00Z'",
        "'2025-01-00T10:00:00Z'",
        "'2025-01-27T24:00:00Z'",
        "'2025-01-27T10:60:00Z'",
        "'2025-01-27T10:00:60Z'",
        "'2025-01-27T10:00:00.Z'",
        "'2025-01-27T10:00:00.0000000001Z'",
        "'2025-01-27T10:00:00.12x4Z'",
        "'2025-01-27T1\u0660:00:00Z'",
        "'2025-01-27 10:00:00Z'",
        "'2025-01-27t10:00:00Z'",
        "'2025-01-27T10:00:00ZX'",
        "'2025-01-27T10:00:00z'",
        "'2025-01-27T10:00:00+19:00'",
        "'2025-1-27T10:00:00Z'",
        "'27/01/2025'",
        "'+1737972000123'",
        "'-'",
        "1737972000.5",
        "true",
        "null",
        "[]",
        "{}",
        "['2025-01-27','2025-01-27']",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999999",
        "'+999999999-12-31T23:59:59Z'",
        "'+200000000-01-01T00:00:00Z'",
        "'-200000000-01-01T00:00:00Z'",
      })
  void eventWithoutAUsableTimeTakesNoPart(String json) {
    assertThat(read(("{'@timestamp':" + json + "}").replace('\'', '"')))
        .isEqualTo(new Reading.Ignored(Reading.Reason.NO_TIMESTAMP));
  }

  @Test
  void eventWithoutATimeTakesNoPart() {
    assertThat(read("{}")).isEqualTo(new Reading.Ignored(Reading.Reason.NO_TIMESTAMP));
    assertThat(read("{\"x\":{" + TIME + "}}"))
        .isEqualTo(new Reading.Ignored(Reading.Reason.NO_TIMESTAMP));
  }

  @Test
  void everyMillisecondReadsAsInstantDoes() {
    SplittableRandom random = new SplittableRandom(13);
    long from = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    long to = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    for (int round = 0; round < 5_000; round++) {
      Instant instant =
          Instant.ofEpochMilli(random.nextLong(from, to)).plusNanos(random.nextInt(1_000_000));

      assertThat(timestamp("'" + instant + "'"))
          .as("%s", instant)
          .isEqualTo(instant.toEpochMilli());
    }
  }

  private long timestamp(String json) {
    return only(("{'@timestamp':" + json + "}").replace('\'', '"')).getTimestamp();
  }

  // Help

  /** An event with these fields, in single quotes, and a time. */
  private Event event(String fields) {
    return accepted(fields).facts().get(0);
  }

  private Reading.Accepted accepted(String fields) {
    Reading reading = read("{" + TIME + "," + fields.replace('\'', '"') + "}");
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return (Reading.Accepted) reading;
  }

  private Event only(String json) {
    Reading reading = read(json);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    List<Event> facts = ((Reading.Accepted) reading).facts();
    assertThat(facts).hasSize(1);
    return facts.get(0);
  }

  private Reading read(String json) {
    return reader.read(json.getBytes(UTF_8));
  }

  private static byte[] around(String before, String hex, String after) {
    String middle = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    return (before + middle + after).getBytes(ISO_8859_1);
  }

  private static void assertMalformed(Reading reading, Malformed.Kind kind) {
    assertThat(reading).isInstanceOf(Reading.Rejected.class);
    Malformed malformed = ((Reading.Rejected) reading).fault();
    assertThat(malformed.kind()).isEqualTo(kind);
    assertThat(malformed.reason()).isNotBlank().doesNotContain("\n", "\r");
  }
}
