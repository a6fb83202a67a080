package dev.weir.explain;

import dev.weir.event.Origin;
import java.io.IOException;
import java.util.List;

/** Documents that can be read more than once, and are the same each time: files, or a list. */
@FunctionalInterface
public interface DocumentSource {

  /** Takes them one by one. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes a document.
     *
     * @param json its bytes; kept, and not to be changed afterwards
     * @param place where it stands
     */
    void take(byte[] json, Origin place);
  }

  /**
   * Reads them all, from the first to the last.
   *
   * @param taker takes each, in the order of arrival
   * @throws IOException if they cannot be read
   */
  void read(Taker taker) throws IOException;

  /**
   * Documents in memory.
   *
   * @param documents JSON objects as UTF-8, not to be changed afterwards
   * @return them
   */
  static DocumentSource of(List<byte[]> documents) {
    return taker -> {
      for (int i = 0; i < documents.size(); i++) {
        byte[] json = documents.get(i);
        taker.take(json, new Origin("event", i + 1L));
      }
    };
  }
}
