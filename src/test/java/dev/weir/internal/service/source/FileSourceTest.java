package dev.weir.internal.service.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.RecordingFeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

  private static final Duration INTERVAL = Duration.ofMillis(2);

  @TempDir Path folder;
  private final RecordingFeed feed = new RecordingFeed();
  private final Troubles troubles = new Troubles();

  @Test
  void followsUntilItIsClosed() throws Exception {
    FileSource source = source();
    CompletableFuture<Void> run = start(source);
    await().until(() -> troubles.now().containsKey("source files"));

    write("one\n");
    feed.awaitTaken(1);
    write("two\nthr");
    assertThat(feed.awaitTaken(2)).containsExactly("one", "two");
    await().until(() -> source.lag() == 3);
    await().until(() -> troubles.now().isEmpty());

    source.close();
    source.close();
    run.join();
  }

  @Test
  void readsAheadUpToTheMaximumOfChunksInFlight() throws Exception {
    feed.hold(100);
    write("one\ntwo\nthree\nfour\nfive\n");
    FileSource source = source();
    CompletableFuture<Void> run = start(source);

    feed.awaitHeld(3);
    assertThat(feed.texts()).isEmpty();
    assertThat(feed.chunks()).isEqualTo(3);
    feed.release(2);
    feed.awaitHeld(3);
    feed.releaseAll();
    assertThat(feed.awaitTaken(5)).containsExactly("one", "two", "three", "four", "five");

    source.close();
    run.join();
  }

  @Test
  void closingEndsAWaitForChunksInFlight() throws Exception {
    feed.hold(100);
    write("one\ntwo\nthree\nfour\nfive\n");
    FileSource source = source();
    CompletableFuture<Void> run = start(source);
    feed.awaitHeld(3);

    source.close();
    run.join();
    assertThat(feed.chunks()).isEqualTo(3);
  }

  @Test
  void readsAgainWhatWasNotSaved() throws Exception {
    feed.failNext(1);
    write("one\ntwo\n");
    FileSource source = new FileSource(settings(1 << 20), troubles); // in one chunk
    CompletableFuture<Void> run = start(source);
    write("three\n");

    assertThat(feed.awaitTaken(3)).containsExactly("one", "two", "three");
    assertThat(troubles.counts()).containsEntry("source files", 1L);
    source.close();
    run.join();
  }

  private FileSource source() {
    return new FileSource(settings(1), troubles);
  }

  private FileSettings settings(int chunkBytes) {
    return new FileSettings(
        "files",
        List.of(folder + "/*.json"),
        false,
        INTERVAL,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        chunkBytes,
        3);
  }

  private CompletableFuture<Void> start(FileSource source) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            source.run(feed);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void write(String text) throws Exception {
    Files.writeString(
        folder.resolve("app.json"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
