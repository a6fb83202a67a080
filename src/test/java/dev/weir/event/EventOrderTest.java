package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.StubDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventOrderTest {

  /** Every pair of neighbours differs in what decides between them. */
  private static final List<EventOrder> ASCENDING =
      List.of(
          new EventOrder(Long.MIN_VALUE, null, 90),
          new EventOrder(-1, 9L, 80),
          new EventOrder(0, Long.MIN_VALUE, 70),
          new EventOrder(0, -1L, 60),
          new EventOrder(0, 0L, 50),
          new EventOrder(0, 0L, 51),
          new EventOrder(0, 1L, 3),
          new EventOrder(0, Long.MAX_VALUE, 2),
          new EventOrder(0, null, 0),
          new EventOrder(0, null, 1),
          new EventOrder(1, Long.MIN_VALUE, 0),
          new EventOrder(Long.MAX_VALUE, null, 0));

  @Test
  void timeDecidesThenSequenceOfWhichAMissingOneIsLastThenArrival() {
    List<EventOrder> shuffled = new ArrayList<>(ASCENDING);
    Collections.shuffle(shuffled, new Random(3));

    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ASCENDING);
  }

  @Test
  void everyPairComparesAsItsPlacesDo() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        assertThat(Integer.signum(ASCENDING.get(i).compareTo(ASCENDING.get(j))))
            .as("%s to %s", ASCENDING.get(i), ASCENDING.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void missingSequenceSortsAfterTheGreatest() {
    EventOrder greatest = new EventOrder(5, Long.MAX_VALUE, 1);
    EventOrder missing = new EventOrder(5, null, 0);

    assertThat(missing).isGreaterThan(greatest);
  }

  @Test
  void eventPrecedesOnlyWhatIsAfterIt() {
    Event first = event(new EventOrder(5, 1L, 1));
    Event second = event(new EventOrder(5, 2L, 0));

    assertThat(first.precedes(second)).isTrue();
    assertThat(second.precedes(first)).isFalse();
    assertThat(first.precedes(first)).isFalse();
  }

  @Test
  void orderIsTotal() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 20_000; round++) {
      EventOrder a = any(random);
      EventOrder b = any(random);
      EventOrder c = any(random);

      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      assertThat(a.compareTo(b) == 0).as("%s and %s", a, b).isEqualTo(a.equals(b));
      if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
        assertThat(a).as("%s through %s to %s", a, b, c).isLessThanOrEqualTo(c);
      }
    }
  }

  private static EventOrder any(SplittableRandom random) {
    long[] edges = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
    int sequence = random.nextInt(edges.length + 1);
    return new EventOrder(
        edges[random.nextInt(edges.length)],
        sequence == edges.length ? null : (Long) edges[sequence],
        random.nextInt(3));
  }

  private static Event event(EventOrder order) {
    return new OtherEvent(new StubDocument(Map.of(), 0), order);
  }
}
