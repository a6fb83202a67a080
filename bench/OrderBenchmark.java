package dev.weir.bench;

import dev.weir.event.Event;
import dev.weir.internal.order.HostOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ordering of events: one in a hundred waits, the others move their host's clock. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OrderBenchmark {

  private static final int EVENTS = 10_000;

  /** Number of hosts. */
  @Param({"100", "5000"})
  public int hosts;

  private final List<Event> events = new ArrayList<>();
  private long decided;

  @Setup
  public void make() {
    EventReader reader = new EventReader();
    Documents documents = new Documents(1000, 10, hosts);
    while (events.size() < EVENTS) {
      byte[] json = documents.next().getBytes(StandardCharsets.UTF_8);
      events.addAll(((Reading.Accepted) reader.read(json)).facts());
    }
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long order() {
    HostOrder order =
        new HostOrder(
            1_000,
            new HostOrder.Bounds(Long.MAX_VALUE, Integer.MAX_VALUE),
            new HostOrder.Listener() {
              @Override
              public void inOrder(Event event) {
                decided++;
              }

              @Override
              public void late(Event event) {
                decided++;
              }

              @Override
              public void reached(String hostId, long timestamp) {
                // no events wait
              }
            });
    for (int i = 0; i < EVENTS; i++) {
      Event event = events.get(i);
      if (i % 100 == 0) {
        order.accept(event);
      } else {
        order.pass(event.hostKey(), event.getTimestamp());
      }
    }
    order.finish();
    return decided;
  }
}
