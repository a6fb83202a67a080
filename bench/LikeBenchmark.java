package dev.weir.bench;

import dev.weir.event.Values;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A path against a list of patterns, none of which matches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LikeBenchmark {

  /** Kind of the patterns. */
  public enum Kind {
    /** Without a wildcard. */
    WHOLE,
    /** A star at the end. */
    PREFIX,
    /** A star at both ends. */
    PART,
    /** Wildcards in between. */
    GLOB
  }

  @Param public Kind kind;

  @Param({"10", "100", "1000"})
  public int patterns;

  private final Values path = Values.of("/usr/local/lib/python3.11/site-packages/agent/main.py");
  private String[] list = {};

  @Setup
  public void make() {
    list = IntStream.range(0, patterns).mapToObj(this::pattern).toArray(String[]::new);
  }

  @Benchmark
  public boolean like() {
    return path.like(list);
  }

  private String pattern(int number) {
    return switch (kind) {
      case WHOLE -> "/opt/vendor-" + number + "/bin/agent";
      case PREFIX -> "/opt/vendor-" + number + "/*";
      case PART -> "*/vendor-" + number + "/*";
      case GLOB -> "/opt/*/vendor-" + number + "/agent?";
    };
  }
}
