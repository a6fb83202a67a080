package dev.weir.internal.service.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.testkit.RecordingFeed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StreamSourceTest {

  private final RecordingFeed feed = new RecordingFeed();

  @Test
  void readsToTheEndEvenWithoutALastLineEnd() throws Exception {
    source("one\r\n\ntwo\nthree").run(feed);

    assertThat(feed.texts()).containsExactly("one", "two", "three");
    assertThat(feed.taken()).extracting(RecordingFeed.Taken::number).containsExactly(1L, 3L, 4L);
    assertThat(feed.positions("stdin")).isEmpty();
  }

  @Test
  void batchesAvailableLines() throws Exception {
    source("line\n".repeat(2_500)).run(feed);

    assertThat(feed.texts()).hasSize(2_500);
    assertThat(feed.chunks()).isEqualTo(3);
  }

  @Test
  void failsIfLinesCannotBeSaved() throws Exception {
    feed.failNext(1);

    assertThatThrownBy(() -> source("one\n").run(feed))
        .isInstanceOf(IOException.class)
        .hasMessage("the events that were read could not be saved: cannot be saved");
  }

  private static StreamSource source(String text) {
    return new StreamSource("stdin", new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
