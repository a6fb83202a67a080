package dev.weir.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.event.Event;
import dev.weir.testkit.Damage;
import dev.weir.testkit.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reader beside Jackson's tree: the same documents, and in them the same values. */
class EventReaderFuzzTest {

  private static final JsonMapper TREE =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(EventReader.MAX_NESTING)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper TREE_WITHOUT_DUPLICATES =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  /** With accessors and without, keywords and not. */
  private static final List<String> FIELDS =
      List.of(
          "event.id",
          "event.category",
          "host.id",
          "process.name",
          "process.pid",
          "process.command_line",
          "process.parent.entity_id",
          "destination.ip",
          "labels.x",
          "a");

  private static final List<String> DOCUMENTS =
      List.of(
          "{'@timestamp':'2025-01-27T10:00:00.123456Z','event':{'id':'e1','sequence':7,"
              + "'category':['process','network']},'host':{'id':'h','os':{'type':'linux'}},"
              + "'process':{'name':'curl','pid':42,'command_line':'curl \\'\\u00e4\\n','args':[],"
              + "'parent':{'entity_id':'p'}},'destination.ip':'169.254.169.254'}",
          "{'_id':'x','event.id':'decoy','_source':{'@timestamp':1737972000123,'event.id':'e2',"
              + "'process':[{'name':['a',null,['b']]},{'pid':-1.5e3}],'labels':{'x':true}},"
              + "'host':{'id':'decoy'},'sort':[1,[2]]}",
          "{ \"@timestamp\" : \"2025-01-27\" ,\r\n 'process.parent':{'entity_id':'\ud83d\ude00'},"
              + "'a':[{},[],null,false,0,''],'labels.x':{'y':'z'},'host':{'id':null} }");

  @FuzzTest
  void anyBytesReadAsTheTreeReadsThem(byte[] json) {
    check(json);
  }

  @Test
  void damagedDocumentsReadAsTheTreeReadsThem() {
    SplittableRandom random = new SplittableRandom(17);
    List<byte[]> documents =
        DOCUMENTS.stream()
            .map(text -> text.replace("\\'", "\\\"").replace('\'', '"').getBytes(UTF_8))
            .toList();
    documents.forEach(document -> assertThat(check(document)).isTrue());
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] json = documents.get(random.nextInt(documents.size()));
      for (int times = random.nextInt(1, 4); times > 0; times--) {
        json = Damage.to(json, random);
      }
      accepted += check(json) ? 1 : 0;
    }
    assertThat(accepted).as("documents still whole").isBetween(1_000, 19_000);
  }

  /** Whether it was an event with a time. */
  private static boolean check(byte[] json) {
    Optional<JsonNode> tree = tree(json);

    Reading reading = new EventReader().read(json.clone());

    assertThat(!(reading instanceof Reading.Rejected))
        .as(() -> reading + " of " + new String(json, UTF_8))
        .isEqualTo(tree.isPresent());
    if (!(reading instanceof Reading.Accepted accepted)) {
      return false;
    }
    if (withoutDuplicates(json)) {
      compare(accepted.facts().get(0), tree.orElseThrow());
    }
    return true;
  }

  private static void compare(Event event, JsonNode root) {
    JsonNode source = root.path("_source").isObject() ? root.path("_source") : root;
    for (String field : FIELDS) {
      List<String> expected = Reference.values(source, field);
      if (!field.endsWith("command_line")) {
        expected.removeIf(value -> value.length() > 1024);
      }
      List<String> found = event.field(field).list();
      if (!found.equals(expected)) { // numbers, mostly
        assertThat(found)
            .as("%s of %s", field, root)
            .usingElementComparator((a, b) -> same(a, b) ? 0 : 1)
            .containsExactlyElementsOf(expected);
      }
    }
    assertThat(TREE.readTree(event.document().json())).isEqualTo(source);
    assertThat(event.document().size()).isGreaterThanOrEqualTo(event.document().json().length);
  }

  /** A number is told as the document spells it, which the tree forgets. */
  private static boolean same(String text, String expected) {
    if (text.equals(expected)) {
      return true;
    }
    try {
      return Double.parseDouble(text) == Double.parseDouble(expected);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Optional<JsonNode> tree(byte[] json) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      JsonNode tree = TREE.readTree(json);
      boolean nul = new String(json, UTF_8).indexOf('\0') >= 0;
      return Optional.of(tree).filter(node -> node.isObject() && !nul);
    } catch (CharacterCodingException | JacksonException e) {
      return Optional.empty();
    }
  }

  private static boolean withoutDuplicates(byte[] json) {
    try {
      TREE_WITHOUT_DUPLICATES.readTree(json);
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }
}
