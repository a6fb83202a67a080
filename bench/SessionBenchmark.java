package dev.weir.bench;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.internal.session.DetectionSession;
import dev.weir.internal.session.Firing;
import dev.weir.rule.RuleSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a session to reject an event that no rule wants, and to decide one that a rule wants. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark implements DetectionSession.Listener {

  private static final int EVENTS = 1_000;

  private final List<Event> unwanted = new ArrayList<>();
  private final List<Event> wanted = new ArrayList<>();
  private DetectionSession session =
      new DetectionSession(
          RuleSet.load(Path.of("rules-drl", "unusual-imds-request")), Long.MAX_VALUE, this);
  private int found;

  @Setup
  public void make() {
    EventReader reader = new EventReader();
    fill(unwanted, reader, new Documents(3000, 0, 100));
    fill(wanted, reader, new Documents(3000, 1000, 100));
  }

  private void fill(List<Event> events, EventReader reader, Documents documents) {
    while (events.size() < EVENTS) {
      byte[] json = documents.next().getBytes(StandardCharsets.UTF_8);
      for (Event event : ((Reading.Accepted) reader.read(json)).facts()) {
        if (session.wants(event) == (events == wanted)) {
          events.add(event);
        }
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int wants() {
    for (Event event : unwanted) {
      found += session.wants(event) ? 1 : 0;
    }
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int fire() {
    for (Event event : wanted) {
      session.fire(event);
    }
    return found;
  }

  @Override
  public void alert(Alert alert) {
    found++;
  }

  @Override
  public void fired(Firing firing) {
    // counted by the alerts
  }

  @Override
  public void fault(String rule, Event event, Throwable fault) {
    throw new IllegalStateException(rule, fault);
  }

  @Override
  public void evicted(Suspect suspect) {
    throw new IllegalStateException("the limit cannot be reached");
  }
}
