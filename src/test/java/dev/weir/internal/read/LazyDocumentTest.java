package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.EcsField;
import dev.weir.event.Event;
import dev.weir.event.Values;
import dev.weir.testkit.Damage;
import dev.weir.testkit.HostileStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Skimming beside reading whole: what it is sure of is what reading finds. */
class LazyDocumentTest {

  private static final String TIME = "'@timestamp':'2025-01-27T10:00:00.123Z'";

  /** What may stand around a document in a buffer. */
  private static final byte[] AROUND = "\"}{\"a\\\n[\"".getBytes(UTF_8);

  private final EventReader reader = new EventReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'event':{'category':['process'],'sequence':7},'host':{'id':'h'}",
        "'event.category':'network','host':{'id':'h','os':{'type':'linux'}}",
        "'event':{'category':['process','network'],'type':['start',null,'end']}",
        "'process':{'args':['a','b c',''],'pid':42,'parent':{'executable':'/bin/sh'}}",
        "'process':{'command_line':'say \\'\\u00e4\\' \\\\ \\n','name':'\u00e4\ud83d\ude00'}",
        "'process':{'name':null,'args':[],'parent':null,'Ext':{'ancestry':['x']}}",
        "'a':[{'b':[1.5e3,-0,true,false,null]},'}]\\\\\\''],'process':{'interactive':false}",
        "'event':{'sequence':-3,'category':'x'},'destination':{'ip':'::1','port':80}",
        "'event':{'sequence':123456789012345678901,'severity':1.25}",
        "'message':'%s','process':{'name':'%s','command_line':'%s'}",
        "'_source':'none','user':{'name':'root'}"
      })
  void whatIsUsualIsSkimmed(String fields) {
    String text = fields.replace("%s", "x".repeat(2_000));
    byte[] json = json("{" + TIME + ", " + text + " }");

    assertThat(check(json)).isTrue();
  }

  @Test
  void aTextAndAnArrayOfTheSameSpellingAreNotMistakenForEachOther() {
    for (String action : List.of("'[1]'", "[1]", "'[1]'", "['a']", "['a','b']", "['a']", "'a'")) {
      byte[] json = json("{" + TIME + ",'event':{'action':" + action + "},'host':{'id':'h'}}");

      assertThat(check(json)).as(action).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'event':{'category':'process'}}",
        "{'@timestamp':'2025-01-27'}",
        "{'@timestamp':1737972000123}",
        "{'@timestamp':'2025-01-27T10:00:00Z','host':{'id':['a','b']}}",
        "{'@timestamp':'2025-01-27T10:00:00Z','host':{'id':'a'},'host.id':'b'}",
        "{'@timestamp':'2025-01-27T10:00:00Z','event':{'category':'a'},'event':{'kind':'b'}}",
        "{'@timestamp':'2025-01-27T10:00:00Z','event':[{'category':'a'}]}",
        "{'@timestamp':'2025-01-27T10:00:00Z','\\u0065vent':{'category':'a'}}",
        "{'@timestamp':'2025-01-27T10:00:00Z'}x",
        "{'@timestamp':'2025-01-27T10:00:00Z'",
        "{'@timestamp':'2025-01-27T10:00:00Z',}",
        "{'@timestamp':'2025-01-27T10:00:00Z' 'a':1}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a' 1}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':tru}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':01}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':1.}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':-}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':1e+}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':'x}",
        "{'@timestamp':'2025-01-27T10:00:00Z','a':[}",
        "['@timestamp']",
        "",
        "   "
      })
  void whatIsUnusualIsToBeReadWhole(String text) {
    assertThat(skim(json(text), fact -> false)).as(text).isNull();
  }

  @Test
  void ofASearchHitTheSourceCounts() {
    byte[] json =
        json(
            "{'_id':'1','@timestamp':'decoy','host':{'id':'decoy'},'_source':{"
                + TIME
                + ",'host':{'id':'h'},'event':{'category':'network'}},'event':{'category':'x'}}");

    Reading.Unwanted unwanted = skim(json, fact -> false);

    assertThat(unwanted).isNotNull();
    assertThat(unwanted.hostKey()).isEqualTo("h");
    assertThat(unwanted.network()).isTrue();
    assertThat(check(json)).isTrue();
  }

  @Test
  void whatSomeoneWantsIsToBeReadWhole() {
    byte[] json = json("{" + TIME + ",'event':{'category':['process','network']}}");
    List<String> asked = new ArrayList<>();

    assertThat(skim(json, fact -> asked.add(fact.getClass().getSimpleName()))).isNull();
    assertThat(skim(json, fact -> !asked.add(fact.getClass().getSimpleName()))).isNotNull();

    assertThat(asked).containsExactly("NetworkEvent", "NetworkEvent", "ProcessEvent");
  }

  @Test
  void aKeyWithSeveralValuesIsToldToWhoAskedForIt() {
    byte[] json = json("{" + TIME + ",'process':{'parent':{'entity_id':['a','b']}}}");

    assertThat(skim(json, fact -> false)).isNotNull();
    assertThat(skim(json, fact -> fact.getProcessParentEntityId() != null)).isNull();
  }

  @Test
  void partsThatNobodyAsksForMayBeBrokenUnnoticed() {
    byte[] json = json("{" + TIME + ",'process':{'name' 'curl',,},'host':{'id':'h'}}");

    assertThat(skim(json, fact -> false)).isNotNull();
    assertThat(skim(json, fact -> fact.getProcessName().isPresent())).isNull();
    assertThat(reader.read(json)).isInstanceOf(Reading.Rejected.class);
  }

  @Test
  void fieldsWithoutAnAccessorAreFoundToo() {
    byte[] json = json("{" + TIME + ",'labels':{'x.y':['1','2']}}");
    List<Values> found = new ArrayList<>();

    skim(json, fact -> !found.add(fact.field("labels.x.y")));

    assertThat(found).containsExactly(Values.of("1", "2"));
  }

  @Test
  void aFieldOfTooManyValuesIsToBeReadWhole() {
    String values = "1,".repeat(EventReader.MAX_VALUES) + "1";
    byte[] json = json("{" + TIME + ",'x':[" + values + "]}");

    assertThat(skim(json, fact -> fact.field("x").has("2"))).isNull();
    Reading.Accepted read = (Reading.Accepted) reader.read(json);
    assertThatThrownBy(() -> read.facts().get(0).field("x"))
        .hasMessageContaining("over 100000 values");
  }

  @Test
  void aSourceInASourceIsAFieldLikeAnother() {
    byte[] json =
        json(
            "{'_source':{" + TIME + ",'x':{'y':'yes'},'_source':{'x':{'y':'no'}}},'x':{'y':'no'}}");
    List<Values> found = new ArrayList<>();

    skim(json, fact -> !found.add(fact.field("x.y")));

    assertThat(reader.read(json))
        .isInstanceOfSatisfying(
            Reading.Accepted.class, read -> found.add(read.facts().get(0).field("x.y")));
    assertThat(found).isNotEmpty().containsOnly(Values.of("yes"));
  }

  @Test
  void namesWithoutEndKeepTheMemoryFree() {
    StringBuilder head = new StringBuilder("{" + TIME);
    byte[] longName = new byte[1 << 20];
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    for (int i = 0; i < 200; i++) {
      Arrays.fill(longName, (byte) ('a' + i % 26));
      head.append(",'a").append(i).append("':0");
      skim(json(head + ",'" + new String(longName, UTF_8) + "':0}"), fact -> false);
    }
    runtime.gc();

    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(50 << 20);
  }

  @Test
  void skimmingAgreesWithReadingOnHostileStreams() {
    int skimmed = 0;
    for (long seed = 1; seed <= 5; seed++) {
      for (String line : HostileStreams.stream(seed, 400)) {
        skimmed += check(line.getBytes(UTF_8)) ? 1 : 0;
      }
    }
    assertThat(skimmed).isGreaterThan(500);
  }

  @Test
  void skimmingAgreesWithReadingOnDamagedDocuments() {
    SplittableRandom random = new SplittableRandom(23);
    byte[] whole =
        json(
            "{'_id':[1],"
                + TIME
                + ",'event':{'id':'e\\u0031','sequence':7,'category':['process',null],'action':'x'},"
                + "'host':{'id':'h\u00e4','os':{'type':'linux','a':[{'b':'c]'}]}},"
                + "'process':{'name':'curl','pid':42,'args':['-s','\\\\'],'parent':{'name':'sh'}}}");
    int skimmed = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] json = whole.clone();
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        json = Damage.to(json, random);
      }
      skimmed += check(json) ? 1 : 0;
    }
    assertThat(skimmed).as("documents that are skimmed").isBetween(500, 25_000);
  }

  /** Whether it was skimmed, asking for nothing; and what is found, asking for everything. */
  private boolean check(byte[] json) {
    Reading read = reader.read(json.clone());
    Reading.Unwanted nothing = skim(json, fact -> false);
    if (nothing != null) {
      agree(nothing, read, json);
    }
    Map<EcsField, Values> found = new EnumMap<>(EcsField.class);
    Reading.Unwanted everything =
        skim(
            json,
            fact -> {
              for (EcsField field : EcsField.values()) {
                found.put(field, fact.document().values(field));
              }
              return false;
            });
    if (everything != null && read instanceof Reading.Accepted accepted) {
      agree(everything, read, json);
      for (EcsField field : EcsField.values()) {
        assertThat(found.get(field))
            .as("%s of %s", field, new String(json, UTF_8))
            .isEqualTo(accepted.facts().get(0).document().values(field));
      }
    }
    return nothing != null;
  }

  private static void agree(Reading.Unwanted skimmed, Reading read, byte[] json) {
    String text = new String(json, UTF_8);
    assertThat(read).as(text).isNotInstanceOf(Reading.Ignored.class);
    if (read instanceof Reading.Accepted accepted) {
      Event fact = accepted.facts().get(0);
      Values category = fact.getEventCategory();
      assertThat(skimmed)
          .as(text)
          .isEqualTo(
              new Reading.Unwanted(
                  fact.hostKey(),
                  fact.getTimestamp(),
                  category.has("network"),
                  category.has("process")));
    }
  }

  /** Skims it in place, with other bytes around it. */
  private Reading.@Nullable Unwanted skim(byte[] json, Predicate<Event> wanted) {
    byte[] buffer = new byte[AROUND.length + json.length + 1 + AROUND.length];
    System.arraycopy(AROUND, 0, buffer, 0, AROUND.length);
    int to = AROUND.length + json.length;
    System.arraycopy(json, 0, buffer, AROUND.length, json.length);
    buffer[to] = '\n';
    System.arraycopy(AROUND, 0, buffer, to + 1, AROUND.length);
    return reader.skim(buffer, AROUND.length, to, 1, wanted);
  }

  private static byte[] json(String text) {
    return text.replace("\\'", "\\\"").replace('\'', '"').getBytes(UTF_8);
  }
}
