package dev.weir.internal.service.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.testkit.RecordingFeed;
import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** As when detection goes on without a rule that hangs: nobody else has these lines. */
  @Test
  void linesThatCouldNotBeSavedAreGivenAgain() throws Exception {
    feed.failNext(2);

    source("one\n".repeat(1_000) + "two\n".repeat(1_000) + "three\n").run(feed);

    assertThat(feed.texts()).hasSize(2_001).contains("one", "two", "three");
  }

  /** It cost ten seconds at every stop. */
  @Test
  void closingDoesNotWaitForAReadThatIsBlocked() throws Exception {
    try (PipedOutputStream silent = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(silent)) {
      StreamSource source = new StreamSource("stdin", in);
      CompletableFuture<Void> ended =
          CompletableFuture.runAsync(
              () -> assertThatCode(() -> source.run(feed)).doesNotThrowAnyException());
      source.close();
      ended.get(1, TimeUnit.MINUTES);
    }
  }

  private static StreamSource source(String text) {
    return new StreamSource("stdin", new ByteArrayInputStream(text.getBytes(UTF_8)));
  }
}
