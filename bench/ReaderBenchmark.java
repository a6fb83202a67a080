package dev.weir.bench;

import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A document parsed lazily, parsed fully, and stepped through by Jackson. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReaderBenchmark {

  private static final int DOCUMENTS = 256;

  /** Approximate bytes of a document. */
  @Param({"1000", "3000", "5000"})
  public int bytes;

  private final JsonFactory json = new JsonFactory();
  private final EventReader reader = new EventReader();
  private final byte[][] documents = new byte[DOCUMENTS][];
  private int next;

  @Setup
  public void make() {
    Documents made = new Documents(bytes, 0, 100);
    for (int i = 0; i < DOCUMENTS; i++) {
      documents[i] = made.next().getBytes(StandardCharsets.UTF_8);
    }
  }

  @Benchmark
  public Reading skim() {
    byte[] document = document();
    return reader.skim(document, 0, document.length, 1, fact -> fact.getHostOsType().has("none"));
  }

  @Benchmark
  public Reading whole() {
    return reader.read(document());
  }

  @Benchmark
  public int jackson() {
    int tokens = 0;
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), document())) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  private byte[] document() {
    next = (next + 1) % DOCUMENTS;
    return documents[next];
  }
}
