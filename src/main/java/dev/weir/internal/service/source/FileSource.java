package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.InFlightChunks.NotSavedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A source that follows files of newline-delimited JSON. A renamed file is read to its end before
 * the file that replaces it. A truncated or replaced file is read from its beginning. Compressed
 * files are ignored. Only whole lines are read.
 *
 * <p>It polls the files: network file systems and container mounts send no notifications for what
 * other machines write.
 */
public final class FileSource implements Source {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final FileSettings settings;
  private final Troubles troubles;
  private final Backoff pause;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile long lag = -1;

  public FileSource(FileSettings settings, Troubles troubles) {
    this.settings = settings;
    this.troubles = troubles;
    this.pause = new Backoff(settings.interval(), settings.interval());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String place() {
    return String.join(", ", settings.patterns());
  }

  @Override
  public void run(Feed feed) throws InterruptedException {
    while (!closed.isDone()) {
      InFlightChunks inFlight = new InFlightChunks(settings.underWay(), closed);
      try (FileFollower follower = new FileFollower(settings, feed, inFlight, System::nanoTime)) {
        follow(follower);
      } catch (NotSavedException e) {
        troubles.met(part(), String.valueOf(e.getMessage()));
        pause.await(AFTER_FAILURE);
      }
    }
  }

  private void follow(FileFollower follower) throws NotSavedException, InterruptedException {
    while (!closed.isDone()) {
      boolean more = follower.poll();
      lag = follower.lag();
      troubles.set(part(), follower.trouble());
      if (!more) {
        pause.await(settings.interval());
      }
    }
  }

  @Override
  public long lag() {
    return lag;
  }

  @Override
  public void close() {
    closed.complete(null);
    pause.end();
  }
}
