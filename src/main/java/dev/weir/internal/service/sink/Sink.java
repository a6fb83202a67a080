package dev.weir.internal.service.sink;

import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.util.List;

/** A destination of alerts. Used by one thread. */
public interface Sink extends AutoCloseable {

  /** The name from the settings, under which the store keeps what has been delivered. */
  String name();

  /** Where alerts go, such as a file, for the log. */
  default String place() {
    return name();
  }

  /** Whether it also gets the alerts that the cap suppressed. */
  default boolean takesSuppressed() {
    return false;
  }

  /** Called once, before the first delivery. */
  default void start() throws IOException {}

  /**
   * Delivers alerts in their order. After a failure or a crash the same alerts are delivered again;
   * the receiver recognizes duplicates by the id.
   */
  List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
