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

/** docs/facts.md is made from the code: what a rule may use, and nothing else. */
class FactsTableTest {

  private static final Path DOCUMENT = Path.of("docs", "facts.md");
  private static final String REGENERATE =
      "docs/facts.md is made from the code: mvn test -Dtest=FactsTableTest -Dweir.docs.write=true";

  private static final String TEMPLATE =
      """
      # What a rule may use

      Made from the code by `mvn test -Dtest=FactsTableTest -Dweir.docs.write=true`; do not edit it here.

      ## Facts

      All are in the package `dev.weir.event`, and all have all the fields below.

      | fact | is | further properties |
      |---|---|---|
      | `ProcessEvent` | an event whose `event.category` has `process`: EQL's `process where` | |
      | `NetworkEvent` | an event whose `event.category` has `network`: EQL's `network where` | |
      | `OtherEvent` | an event of neither category | |
      | `Suspect` | an event that met the first step of a detection and waits for the next; a rule inserts it | `detection`: the name given to it, `event`: the event it was made of |

      An event with both categories is two facts, told one after the other: the connection, then the process. So it ends the
      sequence pending before it, then begins one, and never pairs with itself. A `Suspect` has the fields and the time of its
      event, or a time that the rule gives it. Only suspects outlive the event that is being decided.

      ## Fields

      `Values` holds none, one or several values. A `String` is a key to join on: the one value, or null where there is none
      or more than one. Where the last column has a limit, a value of more UTF-16 units counts as missing.

      | ECS field | in a rule | type | meaning | limit |
      |---|---|---|---|---|
      %s

      Every other field of the document is `field("any.dotted.name")`, which gives `Values`.

      ## What `Values` can do

      Every test asks whether any value meets it. A missing field, null and `[]` have no value and meet none; `""` is a value.

      | in a rule | is true if | EQL |
      |---|---|---|
      | `eventType.has("start")` | a value equals the text, case-sensitively | `event.type == "start"` |
      | `processName.like("curl", "python*")` | a value as a whole matches a pattern: `*` any run, `?` one character, A to Z in either case | `process.name : ("curl", "python*")` |
      | `destinationIp.cidrMatch("169.254.169.254", "10.0.0.0/8")` | a value is an address in one of the blocks; `::ffff:10.0.0.1` is `10.0.0.1` | `cidrMatch(destination.ip, …)` |
      | `processCommandLine.mentionsAddress("169.254.169.254")` | a value has such an address somewhere in it, however it is written: `2852039166`, `0xa9.254.0251.254`, `[::ffff:a9fe:a9fe]` | |
      | `processParentExecutable.present` | there is a value | `process.parent.executable != null` |
      | `hostIp.count() > 1` | there are so many values | |
      | `userName.first() == "root"` | the first value is; `first()` is null where there is none | |
      | `userName.only() == "root"` | the one value is; `only()` is null where there is none or several | |
      | `processStart.timeOr(timestamp) < $other.timestamp` | the one value, as a time in milliseconds since 1970, is; the number given counts where there is none, or no time | |

      ## What every fact can do

      | in a rule | is |
      |---|---|
      | `precedes($other)` | whether it stands before another event: by time, then `event.sequence`, then arrival |
      | `this after[0s, 1s] $other` | Drools' own operators on `timestamp`, in milliseconds |
      | `toString()` | the kind of fact and the event's id |
      """;

  @Test
  void theTableIsThatOfTheCode() throws Exception {
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
                ? "When it happened, in milliseconds since 1970, cut, not rounded"
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
