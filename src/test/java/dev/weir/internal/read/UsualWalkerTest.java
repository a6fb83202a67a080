package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.EcsField;
import dev.weir.testkit.Damage;
import dev.weir.testkit.HostileStreams;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it accepts, Jackson accepts, too, and both find the same. */
class UsualWalkerTest {

  private final FieldTree fields =
      new FieldTree(Arrays.stream(EcsField.values()).map(EcsField::dottedName).toList());
  private final FieldOffsets found = new FieldOffsets();
  private final FieldOffsets expected = new FieldOffsets();
  private final UsualWalker walker = new UsualWalker(fields, found);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {'host':{'id':'h'},'host.id':['a',null,'b',{'c':1}],'x':[[],{}]}\t\r\n",
        "{'process':{'args':['a\\'b','\\\\','\\u00e4\\n"
            + "'],'pid':-1.5e+3,'name':'\u00e4\ud83d\ude00'}}",
        "{'process':[{'name':'a'},{'name':true},null],'event':{'kind':false}}"
      })
  void whatIsUsualIsAccepted(String text) {
    assertThat(agrees(json(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{'a':1}x",
        "{'a':1,}",
        "{'a':[1,]}",
        "{'a':[1 2]}",
        "{'a' 1}",
        "{'a':}",
        "{a:1}",
        "{'a':01}",
        "{'a':1.}",
        "{'a':truex}",
        "{'a':'\\x'}",
        "{'a':'\\u12g4'}",
        "{'a':'\t'}",
        "{'a':'\u0000'}",
        "{'a':'b}",
        "{'a':'b\\",
        "{'a':{'b':[1}]}",
        "{'\\u0061':1}",
        "{'_source':{'host':{'id':'h'}}}"
      })
  void whatMayBeBrokenIsLeftToJackson(String text) {
    assertThat(agrees(json(text))).isFalse();
  }

  @Test
  void deepNestingIsLeftToJackson() {
    assertThat(agrees(json("{'a':" + "[".repeat(48) + "]".repeat(48) + "}"))).isTrue();
    assertThat(agrees(json("{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))).isFalse();
  }

  @Test
  void agreesWithJacksonOnHostileStreams() {
    int usual = 0;
    for (long seed = 1; seed <= 5; seed++) {
      for (String line : HostileStreams.stream(seed, 400)) {
        usual += agrees(line.getBytes(UTF_8)) ? 1 : 0;
      }
    }
    assertThat(usual).isGreaterThan(500);
  }

  @Test
  void agreesWithJacksonOnDamagedDocuments() {
    SplittableRandom random = new SplittableRandom(29);
    byte[] whole =
        json(
            "{'host':{'id':'h\u00e4','os':{'type':'linux','a':[{'b':'c]'}]}},'event':{'sequence':7,"
                + "'id':'e\\u0031','category':['process',null]},'x':[1.5e3,-0,true,false],"
                + "'process':{'name':'curl','pid':42,'args':['-s','\\\\'],'parent':{'name':'sh'}}}");
    int usual = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] json = whole.clone();
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        json = Damage.to(json, random);
      }
      usual += agrees(json) ? 1 : 0;
    }
    assertThat(usual).isBetween(500, 50_000);
  }

  /** Whether it is accepted; if so, Jackson must find the same. */
  private boolean agrees(byte[] json) {
    found.clear();
    JsonWalker.Extent extent;
    try {
      extent = walker.walk(json);
    } catch (JsonBytes.Unusual e) {
      return false;
    }
    if (!new Utf8Check().isValid(json, 0, json.length)) {
      return false; // to be found out before
    }
    expected.clear();
    String text = new String(json, UTF_8);
    assertThat(extent).as(text).isEqualTo(JsonWalker.walk(json, fields, expected));
    for (EcsField field : EcsField.values()) {
      assertThat(found.of(field.slot()))
          .as("%s of %s", field, text)
          .isEqualTo(expected.of(field.slot()));
    }
    return true;
  }

  private static byte[] json(String text) {
    return text.replace("\\'", "\\\"").replace('\'', '"').getBytes(UTF_8);
  }
}
