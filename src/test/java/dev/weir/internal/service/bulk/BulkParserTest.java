package dev.weir.internal.service.bulk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.service.bulk.ParseResult.Content;
import dev.weir.internal.service.bulk.ParseResult.Rejection;
import dev.weir.testkit.CollidingNames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and bytes in actions that disturb a JSON parser. */
class BulkParserTest {

  @Test
  void namesThatCollideDisturbNoOtherRequest() {
    List<String> names = CollidingNames.all();
    for (int i = 0; i < names.size(); i += 50) {
      String members = String.join("\":1,\"", names.subList(i, i + 50));
      assertThat(parse(("{\"create\":{\"" + members + "\":1}}\n{}\n").getBytes(UTF_8)))
          .as("request %d", i / 50)
          .isInstanceOf(Content.class);
    }
  }

  @Test
  void anActionThatIsNotUtf8IsMalformed() {
    byte[] body = "{\"create\":{\"_id\":\"\u00e4\"}}\n{}\n".getBytes(ISO_8859_1);

    assertThat(parse(body)).isInstanceOf(Rejection.class);
  }

  private static ParseResult parse(byte[] body) {
    return new BulkParser(body, body.length, "sender", "weir").parse();
  }
}
