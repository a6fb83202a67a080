package dev.weir.internal.service.source;

import java.io.IOException;

/** A source of a service's events. */
public interface Source extends AutoCloseable {

  /** The name in the settings; its positions are saved under it. */
  String name();

  /** Its name as a part of the service, in logs and metrics. */
  default String part() {
    return "source " + name();
  }

  /** Where its events come from, such as an address or a file, for the log; once it is open. */
  default String place() {
    return name();
  }

  /** Opens an address, so that one that cannot be used ends the start. */
  default void open() throws IOException {}

  /**
   * Reads documents until there are no more or the source is closed, on the calling thread, from
   * the feed's positions. Temporary problems, such as a server that does not answer, are reported
   * as troubles and retried.
   */
  void run(Feed feed) throws IOException, InterruptedException;

  /**
   * How much has not been read yet, in the source's own unit (bytes of files, records of Kafka,
   * milliseconds of a search); negative if unknown. May be called by any thread.
   */
  default long lag() {
    return -1;
  }

  /** Stops reading: {@link #run} returns soon. May be called by any thread, more than once. */
  @Override
  void close();
}
