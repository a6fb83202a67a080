package dev.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/facts.md is generated from the code: what a rule can use, and nothing else. */
class FactsTableTest {

  private static final Path DOCUMENT = Path.of("docs", "facts.md");
  private static final String REGENERATE =
      "docs/facts.md is generated from the code: mvn test -Dtest=FactsTableTest -Dweir.docs.write=true";

  private static final String TEMPLATE =
      """
      # Facts and fields

      What a rule can use: for detection engineers who write rules, and for developers who read events in Java. In Java,
      `processName` is `getProcessName()`. For example:

          $connection : NetworkEvent(hostOsType.has("linux"), destinationIp.cidrMatch("169.254.169.254"))

      This page is generated: `mvn test -Dtest=FactsTableTest -Dweir.docs.write=true`. Do not edit it here.

      ## Facts

      [Facts](glossary.md#fact) are in the package `dev.weir.event`. All of them have all the fields below.

      | fact | what it is | further properties |
      |---|---|---|
      | `ProcessEvent` | an event whose `event.category` has `process`: EQL's `process where` | |
      | `NetworkEvent` | an event whose `event.category` has `network`: EQL's `network where` | |
      | `OtherEvent` | an event of neither category | |
      | `AnyEvent` | an event of any category, besides its other facts: EQL's `any where` | |
      | `CrossHostEvent` | an event of any category and host, besides its other facts, for rules that join events of several hosts | |
      | `PrincipalEvent` | an event that concerns a [principal](glossary.md#principal) of a cloud, besides its other facts | `principal`: an instance's id, or another identity; a key `String` |
      | `Suspect` | an event that met the first step of a detection and waits for the next one; a rule inserts it | `detection`: the name of the detection, `event`: the original event, `sequence()`: all events of a sequence so far |

      An event with both categories becomes two facts, first the connection, then the process. So it can complete the
      sequence of an earlier event and then start a new one, but it is never joined with itself. A `Suspect` has the fields
      and the principal of its event. It also has the time of its event, unless the rule gives it another time. `new
      Suspect("name", $suspect, $event)` adds an event to a sequence, and has the time of the first one. After each
      event, all facts except suspects are deleted.

      A document becomes an `AnyEvent` only if a rule uses this type. It is one fact, whatever its categories, so a rule on
      `AnyEvent(eventCategory.has("process"))` fires once for it. [Imported rules](import.md) use it.

      So is a `CrossHostEvent`. All of them have one clock, the newest time of any host, and one lane: an event that comes
      later than the [lateness](glossary.md#lateness) after those of other hosts is late. Join it only with other
      `CrossHostEvent`s and their suspects.

      A document becomes a `PrincipalEvent` only if a rule uses this type, once for each
      [principal](stolen-credentials.md#what-is-joined-by-what) that it concerns. It has the clock of its principal, not of
      its host, so join it only with other `PrincipalEvent`s and their suspects.

      ## Fields

      `Values` holds zero, one or several values. A `String` is a [key](glossary.md#key) for joins: the single value, or null
      if there is none or more than one. The last column is the longest value, in UTF-16 units (for most text: characters).
      A longer value counts as missing. A field with this limit is a *keyword field*.

      | ECS field | in a rule | type | meaning | limit |
      |---|---|---|---|---|
      %s

      For any other field of the document, use `field("any.dotted.name")`, which gives `Values`.

      ## What `Values` can do

      A test is true if any of the values passes it. A missing field, null and `[]` have no value, so every test is false for
      them. `""` is a value.

      | in a rule | true if | EQL |
      |---|---|---|
      | `eventType.has("start")` | a value equals the text, case-sensitively | `event.type == "start"` |
      | `eventAction.has("exec", "fork")` | a value equals one of the texts, case-sensitively | `event.action in ("exec", "fork")` |
      | `destinationPort.has(80, 8080)` | a value is a number and equals one of the numbers | `destination.port in (80, 8080)` |
      | `destinationPort.above(1023)` | a value is a number and greater; also `atLeast`, `below` and `atMost` | `destination.port > 1023`, `>=`, `<`, `<=` |
      | `processName.like("curl", "python*")` | a whole value matches a pattern: `*` is any text, `?` is one character; for the letters A to Z, upper and lower case are the same | `process.name : ("curl", "python*")` |
      | `processName.likeExact("Curl", "python*")` | the same, but case-sensitively | `process.name like ("Curl", "python*")` |
      | `processName.regex("python3?", "perl5[0-9.]*")` | a whole value matches a regular expression of [RE2](https://github.com/google/re2/wiki/Syntax), case-sensitively; a dot also matches line breaks | `process.name regex (…)` |
      | `processName.regexIgnoreCase("python3?")` | the same; for the letters A to Z, upper and lower case are the same | `process.name regex~ (…)` |
      | `destinationIp.cidrMatch("169.254.169.254", "10.0.0.0/8")` | a value is an address in one of the blocks; `::ffff:10.0.0.1` is `10.0.0.1` | `cidrMatch(destination.ip, …)` |
      | `processCommandLine.mentionsAddress("169.254.169.254")` | a value contains the address in any notation: `2852039166`, `0xa9.254.0251.254`, `[::ffff:a9fe:a9fe]` | |
      | `processParentExecutable.present` | there is a value | `process.parent.executable != null` |
      | `processExecutable.endsWith(processName)` | a value ends with a value of another field; also `startsWith` and `contains` | `endsWith(process.executable, process.name)` |
      | `hostIp.count() > 1` | the comparison holds for the number of values | |
      | `processArgs.at(1).has("-c")` | the test is true for the value at this position, counted from 0 | |
      | `userName.first() == "root"` | the comparison holds for the first value; `first()` is null if there is none | |
      | `userName.only() == "root"` | the comparison holds for the only value; `only()` is null if there is none or more than one | |
      | `processStart.timeOr(timestamp) < $other.timestamp` | the comparison holds for the only value, read as a time in milliseconds since 1970. If the field has no value, several values, or one that is not a time, the argument is compared instead | |

      These functions give `Values`, on which you can call any test. A missing field gives no value:

      | in a rule | each value becomes | EQL |
      |---|---|---|
      | `processName.length().above(20)` | its length, in UTF-16 units | `length(process.name) > 20` |
      | `processName.substring(0, 3).has("tmp")` | the part between two positions, or from one position to the end; negative positions count from the end | `substring(process.name, 0, 3) == "tmp"` |
      | `processName.indexOf("x", 0).has(1)` | the first position of the text from a position on; no value if there is none | `indexOf(process.name, "x", 0) == 1` |
      | `processName.between("home/", "/", false)` | the part between two texts; with `true`, up to the last such text | `between(process.name, "home/", "/")` |
      | `userName.concat("@", hostName)` | the first value with the others appended | `concat(user.name, "@", host.name)` |
      | `processName.lower()` | the letters A to Z in lower case | |
      | `processPid.calculate("+", 1).has(8)` | the result of `+`, `-`, `*`, `/` or `%%` with a number or a field; whole numbers divide to whole numbers | `process.pid + 1 == 8` |

      ## What every fact can do

      | in a rule | what it gives |
      |---|---|
      | `fromIndex("logs-endpoint.events.*")` | whether it belongs in an index with such a name. The name is made of `data_stream.type`, `data_stream.dataset` and `data_stream.namespace`; without these, of `event.dataset` or `agent.type`. A document without any of them belongs in all |
      | `key("user.name")` | the single value of any field; null if there is none, or more than one |
      | `precedes($other)` | whether it comes before another event: by time, then `event.sequence`, then arrival |
      | `this after[0s, 1s] $other` | whether it is 0 to 1 seconds later than another event, limits included. The other time operators of Drools, such as `before`, also compare `timestamp` |
      | `toString()` | the type of the fact and the event's id |
      """;

  @Test
  void pageMatchesTheCode() throws Exception {
    String wanted = TEMPLATE.formatted(rows());
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(DOCUMENT).as(REGENERATE).exists();
    assertThat(Files.readString(DOCUMENT)).as(REGENERATE).isEqualTo(wanted);
  }

  private static String rows() {
    return Arrays.stream(EcsField.values())
        .map(FactsTableTest::row)
        .collect(Collectors.joining("\n"));
  }

  private static String row(EcsField field) {
    String property = field.accessor();
    Class<?> type = typeOf(property);
    assertThat(type).as(property).isIn(Values.class, String.class, long.class);
    assertThat(field.isKey()).as(property).isEqualTo(type == String.class);
    assertThat(EcsField.of(field.dottedName())).isSameAs(field);
    return "| `%s` | `%s` | %s | %s | %s |"
        .formatted(
            field.dottedName(),
            property,
            type == String.class ? "key `String`" : "`" + type.getSimpleName() + "`",
            field == EcsField.TIMESTAMP
                ? "When it happened, in milliseconds since 1970, truncated"
                : field.meaning(),
            type != long.class && field.isKeyword()
                ? String.format(Locale.ROOT, "%,d", EcsField.KEYWORD_LIMIT)
                : "");
  }

  private static Class<?> typeOf(String property) {
    String accessor =
        "get" + property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
    try {
      return Event.class.getMethod(accessor).getReturnType();
    } catch (NoSuchMethodException e) {
      throw new AssertionError("no accessor " + accessor + " in Event", e);
    }
  }
}
