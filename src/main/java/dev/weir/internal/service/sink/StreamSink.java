package dev.weir.internal.service.sink;

import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.StoredAlert;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A sink that writes one alert per line to a stream such as standard output. */
public final class StreamSink implements Sink {

  private final String name;
  private final OutputStream out;

  /** Flushes {@code out} after each delivery and never closes it. */
  public StreamSink(String name, OutputStream out) {
    this.name = name;
    this.out = out;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String place() {
    return "standard output";
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    out.write(NdJson.of(alerts));
    out.flush();
    return List.of();
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
