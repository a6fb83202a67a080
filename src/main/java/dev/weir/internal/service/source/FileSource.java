package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Follows files of newline-delimited JSON. A file that is renamed is read to its end under its new
 * name, and then the one that has taken its place; a file that has become shorter, or begins
 * otherwise than before, is begun anew; a packed one is left alone. Only whole lines are taken.
 *
 * <p>It looks at the files now and then instead of asking for notifications, which network file
 * systems and container mounts do not give for what others write.
 */
public final class FileSource implements Source {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final FileSettings settings;
  private final Troubles troubles;
  private final String troubled;
  private final LongSupplier nanoTime;
  private final Backoff pause;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile long lag = -1;

  /**
   * Files to follow; {@link #run} does.
   *
   * @param settings which, and how
   * @param troubles takes what cannot be read
   */
  public FileSource(FileSettings settings, Troubles troubles) {
    this(settings, troubles, System::nanoTime);
  }

  /**
   * Files to follow by another clock.
   *
   * @param settings which, and how
   * @param troubles takes what cannot be read
   * @param nanoTime as {@link System#nanoTime}: when files are closed and forgotten goes by it
   */
  FileSource(FileSettings settings, Troubles troubles, LongSupplier nanoTime) {
    this.settings = settings;
    this.troubles = troubles;
    this.troubled = "source " + settings.name();
    this.nanoTime = nanoTime;
    this.pause = new Backoff(settings.interval(), settings.interval());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public void run(Feed feed) throws InterruptedException {
    while (!closed.isDone()) {
      InFlightChunks underWay = new InFlightChunks(settings.underWay(), closed);
      try (FileFollower follower = new FileFollower(settings, feed, underWay, nanoTime)) {
        follow(follower);
      } catch (InFlightChunks.NotSaved e) {
        troubles.met(troubled, "what was read could not be saved: " + e.getMessage());
        pause.await(AFTER_FAILURE);
      }
    }
  }

  private void follow(FileFollower follower) throws InFlightChunks.NotSaved, InterruptedException {
    while (!closed.isDone()) {
      boolean more = follower.turn();
      lag = follower.lag();
      String trouble = follower.trouble();
      if (trouble == null) {
        troubles.over(troubled);
      } else {
        troubles.met(troubled, trouble);
      }
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
