package dev.weir.internal.service.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The receiver of sources' documents. Safe for any thread. */
public interface Feed {

  /** Takes documents in their order. Blocks while too many are in flight. */
  CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException;

  /** The latest positions of a source, as in {@link Chunk#positions}. */
  Map<String, String> positions(String source);
}
