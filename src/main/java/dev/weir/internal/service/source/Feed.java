package dev.weir.internal.service.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Takes what sources bring. Safe for any thread. */
public interface Feed {

  /**
   * Takes documents, in their order. Waits while there is too much under way already.
   *
   * @param chunk the documents; their bytes must not change before the future is done
   * @return done once the documents and the positions survive a crash: those that were no events.
   *     It fails if the service stops before.
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException;

  /**
   * The positions that were taken last of a source.
   *
   * @param source its name
   * @return as in {@link Chunk#positions}, of all its chunks so far
   */
  Map<String, String> positions(String source);
}
