package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Origin;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Adversarial streams give the pairs of a simple reference, in every mode of operation. */
@Tag("thorough")
class HostileStreamsTest {

  /** {@code -Dweir.streams=1000} runs more. */
  private static final int STREAMS = Integer.getInteger("weir.streams", 300);

  private static final int EVENTS = 200;
  private static final Duration LATENESS = Duration.ofSeconds(2);

  @Test
  void everyStreamGivesTheReferencesPairs() {
    int pairs = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      List<String> inOrder = HostileStreams.stream(seed, EVENTS);
      List<String> shuffled = HostileStreams.shuffledWithin(inOrder, seed, LATENESS.toMillis());
      pairs += expect(seed, inOrder, builder().untilTheEnd());
      expect(seed, shuffled, builder().lateness(LATENESS).lanes(4));
      if (seed % 3 == 0) {
        expect(seed, inOrder, builder().lateness(LATENESS));
        expect(seed, inOrder, builder().untilTheEnd().lanes(4));
        expect(seed, shuffled, builder().untilTheEnd());
        expect(seed, shuffled, builder().lateness(LATENESS));
      }
    }
    assertThat(pairs).as("the streams are worth comparing").isGreaterThan(STREAMS * 10);
  }

  private static int expect(int seed, List<String> lines, Detector.Builder builder) {
    Set<Reference.Pair> expected = new TreeSet<>(Pairs.ORDER);
    expected.addAll(Reference.pairs(lines));
    Pairs found =
        Pairs.of(
            builder.maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5)),
            detector -> {
              for (String line : lines) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                detector.accept(bytes, 0, bytes.length, new Origin("stream", seed));
              }
            });
    assertThat(found.pairs()).as("stream %d", seed).isEqualTo(expected);
    assertThat(found.alerts()).as("stream %d", seed).isEqualTo(expected.size());
    return expected.size();
  }

  private static Detector.Builder builder() {
    return Detector.builder(ShippedRules.get());
  }
}
