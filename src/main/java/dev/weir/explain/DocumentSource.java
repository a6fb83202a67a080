package dev.weir.explain;

import dev.weir.event.Origin;
import java.io.IOException;
import java.util.List;

/** Documents that can be read repeatedly with the same result, such as files or a list. */
@FunctionalInterface
public interface DocumentSource {

  /** Receives documents. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next document.
     *
     * @param json its bytes, which are kept and must not change afterwards
     * @param origin where it is from
     */
    void accept(byte[] json, Origin origin);
  }

  /**
   * Reads all documents from the beginning.
   *
   * @param sink receives each document, in the order of arrival
   * @throws IOException if they cannot be read
   */
  void read(Sink sink) throws IOException;

  /**
   * {@return a source of documents in memory} The origin of a document is its number, from 1.
   *
   * @param documents JSON objects in UTF-8, which must not change afterwards
   */
  static DocumentSource of(List<byte[]> documents) {
    return sink -> {
      for (int i = 0; i < documents.size(); i++) {
        byte[] json = documents.get(i);
        sink.accept(json, new Origin("event", i + 1L));
      }
    };
  }
}
