package dev.weir.internal.service.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.CollidingNames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host puts into its documents must not keep the source from reading on. */
class HitPageTest {

  @Test
  void documentsWhoseNamesCollideArePassedOn() {
    String names = String.join("\":1,\"", CollidingNames.all());
    String document = "{\"\u00e4\u20ac\":{\"" + names + "\":1}}";

    assertThat(source(document)).isEqualTo(document);
  }

  @Test
  void documentsOfAnyShapeArePassedOn() {
    List.of(
            "{\"" + "n".repeat(100_000) + "\":1}",
            "{\"n\":" + "1".repeat(2_000) + "}",
            "{\"n\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}")
        .forEach(document -> assertThat(source(document)).isEqualTo(document));
  }

  private static String source(String document) {
    String response =
        """
        {"timed_out":false,"hits":{"hits":[\
        {"_index":"ä","_id":"€\\"\\u0001","_source":%s,"sort":[1,2]}]}}"""
            .formatted(document);
    Hit hit = HitPage.read(response.getBytes(UTF_8)).hits().get(0);
    assertThat(hit.index()).isEqualTo("ä");
    assertThat(hit.id()).isEqualTo("€\"\u0001");
    return new String(hit.bytes(), hit.from(), hit.to() - hit.from(), UTF_8);
  }
}
