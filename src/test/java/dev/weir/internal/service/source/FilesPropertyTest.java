package dev.weir.internal.service.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.RecordingFeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes, rotations and crashes: every line is read once and in its file's order. Files are
 * truncated or deleted only after they have been read, as no reader could find the lines otherwise.
 */
class FilesPropertyTest {

  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration CLOSE_AFTER = Duration.ofSeconds(2);

  /** Two files may have equal times, so their order after a restart is undefined. */
  private static final Comparator<String> BY_FILE =
      Comparator.comparing(line -> Integer.valueOf(line.split(" ", 3)[1]));

  @TempDir Path folder;
  private RecordingFeed feed = new RecordingFeed();
  private FileSettings settings;
  private FileFollower follower;
  private long nanos;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsEveryLineOnce(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 12; round++) {
      Path place = Files.createDirectory(folder.resolve("round" + round));
      settings = settings(place, random.nextInt(1, 4_000));
      feed = new RecordingFeed();
      feed.hold(Integer.MAX_VALUE);
      start();
      List<FollowedWriter> writers = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        writers.add(new FollowedWriter(place, "w" + i, random.split()));
      }
      for (int i = 0; i < 200; i++) {
        step(random, writers.get(random.nextInt(writers.size())));
      }
      drain();
      follower.close();

      for (int i = 0; i < writers.size(); i++) {
        String name = "w" + i + " ";
        assertThat(feed.texts().stream().filter(text -> text.startsWith(name)).sorted(BY_FILE))
            .as("seed %d, round %d, writer %d", seed, round, i)
            .containsExactlyElementsOf(writers.get(i).written());
      }
    }
  }

  private void step(SplittableRandom random, FollowedWriter writer) throws Exception {
    switch (random.nextInt(20)) {
      case 0 -> {
        drain();
        writer.rotate();
      }
      case 1 -> writer.rotate();
      case 2 -> {
        drain();
        writer.truncate();
      }
      case 3 -> {
        drain();
        writer.delete();
      }
      case 4 -> {
        drain();
        writer.deleteOldest();
      }
      case 5 -> {
        follower.close();
        feed = feed.crash(random.nextInt(feed.held() + 1));
        feed.hold(Integer.MAX_VALUE);
        start();
      }
      case 6 -> feed.release(random.nextInt(feed.held() + 1));
      case 7, 8, 9 -> poll(random.nextInt(4) * INTERVAL.toNanos() / 2);
      case 10 -> poll(CLOSE_AFTER.toNanos());
      default -> writer.write();
    }
  }

  private void start() {
    InFlightChunks inFlight = new InFlightChunks(settings.underWay(), new CompletableFuture<>());
    follower = new FileFollower(settings, feed, inFlight, () -> nanos);
  }

  private boolean poll(long passed) throws Exception {
    nanos += passed;
    return follower.poll();
  }

  /** Reads and saves everything. */
  private void drain() throws Exception {
    int idle = 0;
    while (idle < 2) {
      idle = poll(INTERVAL.toNanos()) ? 0 : idle + 1;
    }
    feed.release(feed.held());
  }

  private static FileSettings settings(Path folder, int chunkBytes) {
    return new FileSettings(
        "files",
        List.of(folder + "/*.json*"),
        false,
        INTERVAL,
        CLOSE_AFTER,
        Duration.ofDays(1),
        chunkBytes,
        Integer.MAX_VALUE);
  }
}
