package dev.weir.internal.service.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The receiver of sources' documents. Safe for any thread. */
public interface Feed {

  /**
   * Takes documents in their order. Blocks while too many are in flight.
   *
   * @param chunk the documents; their bytes must not change before the future completes
   * @return completes once documents and positions survive a crash, with the documents that are not
   *     events; fails if the service stops before
   */
  CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException;

  /** The latest positions of a source, as in {@link Chunk#positions}. */
  Map<String, String> positions(String source);
}
