package dev.weir.bench;

import dev.weir.Detector;
import dev.weir.rule.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/** Bytes to alerts, per event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WholeWayBenchmark {

  private static final int EVENTS = 5_000;

  /** Suspicious events per thousand. */
  @Param({"1", "10", "50"})
  public int suspicious;

  private final RuleSet rules = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
  private byte[] lines = {};
  private long written;

  @Setup
  public void make() {
    lines = new Documents(3000, suspicious, 100).lines(EVENTS);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long detect() throws IOException {
    try (Detector detector =
        Detector.builder(rules)
            .lateness(Duration.ofMinutes(5))
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5))
            .listener(alert -> written += alert.toJson().length)
            .build()) {
      detector.read(new ByteArrayInputStream(lines), "bench");
      detector.finish();
    }
    return written;
  }
}
