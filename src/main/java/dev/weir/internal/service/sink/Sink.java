package dev.weir.internal.service.sink;

import java.io.IOException;
import java.util.List;

/** Where a service's alerts go. Used by one thread. */
public interface Sink extends AutoCloseable {

  /**
   * What the operator calls it; how far it has come is kept under this name.
   *
   * @return the name
   */
  String name();

  /**
   * Delivers alerts, in their order. After a failure, or a crash before it was noted that they have
   * arrived, the same alerts are delivered again: the receiver tells them by their id.
   *
   * @param alerts at least one
   * @return those that the receiver will never take, which are then kept aside and not tried again
   * @throws IOException if they, or some of them, could not be delivered now; they are tried again
   * @throws InterruptedException if the thread is interrupted
   */
  List<RefusedAlert> deliver(List<OutgoingAlert> alerts) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
