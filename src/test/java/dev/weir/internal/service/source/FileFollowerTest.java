package dev.weir.internal.service.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.read.EventReader;
import dev.weir.testkit.RecordingFeed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFollowerTest {

  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration CLOSE_AFTER = Duration.ofMinutes(5);
  private static final Duration FORGET_AFTER = Duration.ofDays(1);

  @TempDir Path folder;
  private Path log;
  private RecordingFeed feed = new RecordingFeed();
  private FileFollower follower;
  private long nanos;

  @BeforeEach
  void begin() {
    log = folder.resolve("app.json");
    follower = follower(settings(false, "*.json*"));
  }

  @AfterEach
  void end() {
    follower.close();
  }

  @Test
  void readsExistingAndNewLines() throws Exception {
    write(log, "one\ntwo\r\n\n  \n");
    drain();
    write(log, "three\n");
    write(folder.resolve("other.json"), "four\n");
    drain();

    assertThat(feed.texts()).containsExactly("one", "two", "three", "four");
    assertThat(feed.taken().get(1).place()).isEqualTo(log.toString());
    assertThat(feed.taken())
        .extracting(RecordingFeed.Taken::number)
        .containsExactly(0L, 4L, 13L, 0L);
    assertThat(follower.lag()).isZero();
    assertThat(follower.trouble()).isNull();
  }

  @Test
  void anIncompleteLineWaitsForItsEnd() throws Exception {
    write(log, "one\ntw");
    drain();
    assertThat(feed.texts()).containsExactly("one");
    assertThat(follower.lag()).isEqualTo(2);

    write(log, "o");
    drain();
    restart();
    assertThat(feed.texts()).containsExactly("one");

    write(log, "\n");
    drain();
    assertThat(feed.texts()).containsExactly("one", "two");
  }

  @Test
  void readsARenamedFileBeforeItsReplacement() throws Exception {
    follower =
        follower(
            new FileSettings(
                "files",
                List.of(folder + "/app.json"),
                false,
                INTERVAL,
                CLOSE_AFTER,
                FORGET_AFTER,
                8,
                1000));
    write(log, "a0\n");
    drain();
    write(log, "a1\na2\na3\na4\na5\na6\na7\n");
    Path renamed = rename(log, "app.json.1");
    write(log, "b1\n");
    follower.poll();
    write(renamed, "a8\n");
    drain();
    write(renamed, "a9\n");
    drain();

    assertThat(feed.texts())
        .containsExactly("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "b1", "a9");
  }

  @Test
  void readsFilesFoundTogetherByAge() throws Exception {
    feed = new RecordingFeed();
    follower =
        follower(
            new FileSettings(
                "files",
                List.of(folder + "/*"),
                false,
                INTERVAL,
                CLOSE_AFTER,
                FORGET_AFTER,
                4,
                1000));
    write(folder.resolve("app.json"), "c1\nc2\nc3\n");
    write(folder.resolve("app.json.1"), "b1\nb2\nb3\n");
    write(folder.resolve("app.json.2"), "a1\na2\na3\na4");
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    for (String name : List.of("app.json.2", "app.json.1", "app.json")) {
      now = now.plusSeconds(1);
      Files.setLastModifiedTime(folder.resolve(name), FileTime.from(now));
    }
    drain();

    assertThat(feed.texts()).containsExactly("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3");
  }

  @Test
  void readsATruncatedFileFromItsBeginning() throws Exception {
    write(log, "one\ntwo\n");
    drain();
    Files.writeString(log, "1\n");
    drain();
    Files.writeString(log, "longer than before\n".repeat(3));
    drain();
    Files.writeString(log, "LONGER THAN BEFORE\n".repeat(3)); // of the same size
    Files.setLastModifiedTime(log, FileTime.from(Instant.parse("2036-01-01T00:00:00Z")));
    drain();

    assertThat(feed.texts().subList(0, 4)).containsExactly("one", "two", "1", "longer than before");
    assertThat(feed.texts()).hasSize(9).endsWith("LONGER THAN BEFORE");
  }

  @Test
  void aFileWithAReusedInodeIsANewFile() throws Exception {
    write(log, "one\ntwo\n");
    drain();
    follower.close();
    Files.writeString(log, "ONE\nTWO\nTHREE\n"); // the same inode
    restart();

    assertThat(feed.texts()).containsExactly("one", "two", "ONE", "TWO", "THREE");
  }

  @Test
  void ignoresCompressedFiles() throws Exception {
    write(log, "one\n");
    drain();
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("app.json.1.gz")))) {
      out.write("one\n".repeat(1000).getBytes(UTF_8));
    }
    Files.write(
        folder.resolve("app.json.2.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, '\n'});
    drain();

    assertThat(feed.texts()).containsExactly("one");
    assertThat(follower.lag()).isZero();
    assertThat(follower.trouble()).isNull();
  }

  @Test
  void theFirstStartCanSkipExistingLines() throws Exception {
    write(log, "old\nhal");
    follower = follower(settings(true, "*.json"));
    drain();
    write(log, "f\n");
    drain();
    write(log, "new\n");
    restart(settings(true, "*.json"));
    write(folder.resolve("later.json"), "later\n");
    drain();

    assertThat(feed.texts()).containsExactly("half", "new", "later");
  }

  @Test
  void reopensClosedFilesAndForgetsDeletedOnes() throws Exception {
    write(log, "one\n");
    drain();
    nanos += CLOSE_AFTER.toNanos();
    drain();
    write(log, "two\n");
    drain();
    assertThat(feed.texts()).containsExactly("one", "two");

    Files.delete(log);
    drain();
    nanos += CLOSE_AFTER.toNanos();
    drain();
    assertThat(feed.positions("files")).hasSize(1);
    nanos += FORGET_AFTER.toNanos();
    drain();
    assertThat(feed.positions("files")).isEmpty();
  }

  @Test
  void theLongestLineIsWholeAndALongerOneIsCut() throws Exception {
    String whole = "w".repeat(EventReader.MAX_LINE);
    long tooLong = 2L * EventReader.MAX_LINE + 5;
    write(log, whole + "\r\n" + "x".repeat((int) tooLong));
    drain();
    restart();
    assertThat(feed.texts()).hasSize(1);
    write(log, "\r\nnext\n");
    drain();

    assertThat(feed.texts().get(0)).isEqualTo(whole);
    assertThat(feed.texts().get(1)).hasSize(EventReader.MAX_LINE + 1);
    assertThat(feed.taken().get(2))
        .isEqualTo(
            new RecordingFeed.Taken(
                "files", "next", log.toString(), whole.length() + 2 + tooLong + 2));
  }

  @Test
  void anUnreadableFileIsATroubleAndBlocksNoOther() throws Exception {
    write(log, "one\n");
    Files.createSymbolicLink(folder.resolve("loop.json"), folder.resolve("loop.json"));
    drain();

    assertThat(feed.texts()).containsExactly("one");
    assertThat(follower.trouble()).startsWith("cannot read " + folder.resolve("loop.json") + ": ");

    Files.delete(folder.resolve("loop.json"));
    drain();
    assertThat(follower.trouble()).isNull();
  }

  @Test
  void noMatchingFileIsATrouble() throws Exception {
    follower = follower(settings(false, "*.jsno"));
    drain();

    assertThat(follower.trouble()).isEqualTo("no file matches " + folder + "/*.jsno so far");
  }

  @Test
  void globsMatchAsInAShell() throws Exception {
    for (String name : List.of("a/x.json", "a/.x.json", "b/c/y.json", "b/c/z.log", ".h/y.json")) {
      Files.createDirectories(folder.resolve(name).getParent());
      write(folder.resolve(name), name + "\n");
    }
    follower = follower(settings(false, "*/*.json", "**/y.json", "b/{c,d}/[z].log", "none/x.json"));
    drain();

    assertThat(feed.texts()).containsExactlyInAnyOrder("a/x.json", "b/c/y.json", "b/c/z.log");
  }

  @Test
  void smallFilesShareAChunk() throws Exception {
    for (int i = 0; i < 10; i++) {
      write(folder.resolve(i + ".json"), "small\n");
    }
    drain();
    assertThat(feed.chunks()).isEqualTo(1);
    assertThat(feed.positions("files")).hasSize(10);
  }

  private FileSettings settings(boolean fromEnd, String... patterns) {
    List<String> paths = List.of(patterns).stream().map(one -> folder + "/" + one).toList();
    return new FileSettings(
        "files", paths, fromEnd, INTERVAL, CLOSE_AFTER, FORGET_AFTER, 1 << 20, 1000);
  }

  private FileFollower follower(FileSettings settings) {
    InFlightChunks inFlight = new InFlightChunks(settings.underWay(), new CompletableFuture<>());
    return new FileFollower(settings, feed, inFlight, () -> nanos);
  }

  private void restart() throws Exception {
    restart(settings(false, "*.json*"));
  }

  private void restart(FileSettings settings) throws Exception {
    follower.close();
    follower = follower(settings);
    drain();
  }

  private void drain() throws Exception {
    int idle = 0;
    while (idle < 2) {
      nanos += INTERVAL.toNanos();
      idle = follower.poll() ? 0 : idle + 1;
    }
  }

  private Path rename(Path file, String name) throws IOException {
    return Files.move(file, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
