package dev.weir.internal.service.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes alerts to a stream, such as standard output, one on a line. */
public final class StreamSink implements Sink {

  private final String name;
  private final OutputStream out;

  /**
   * A stream to write to.
   *
   * @param name what the operator calls it
   * @param out takes the lines; flushed after each delivery, and left open by {@link #close}
   */
  public StreamSink(String name, OutputStream out) {
    this.name = name;
    this.out = out;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<RefusedAlert> deliver(List<OutgoingAlert> alerts) throws IOException {
    out.write(NdJson.of(alerts));
    out.flush();
    return List.of();
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
