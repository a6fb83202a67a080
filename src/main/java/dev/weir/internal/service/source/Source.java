package dev.weir.internal.service.source;

import java.io.IOException;

/** Where a service's events come from. */
public interface Source extends AutoCloseable {

  /**
   * What the operator calls it; its positions are kept under this name.
   *
   * @return the name
   */
  String name();

  /**
   * Brings documents until there are no more or it is closed, on the calling thread, beginning
   * where the feed's positions say. What keeps it from bringing more for a while, such as a server
   * that does not answer, it tells as trouble and tries again.
   *
   * @param feed takes the documents
   * @throws IOException if it can never bring any
   * @throws InterruptedException if the thread is interrupted
   */
  void run(Feed feed) throws IOException, InterruptedException;

  /**
   * How much there is that has not been brought. May be called by any thread.
   *
   * @return in the source's own unit (bytes of files, records of Kafka, milliseconds of a search),
   *     or negative where it does not know
   */
  default long lag() {
    return -1;
  }

  /** Brings no more: {@link #run} returns soon. May be called by any thread, more than once. */
  @Override
  void close();
}
