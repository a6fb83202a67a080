package dev.weir.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.EventOrder;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Suspect;
import dev.weir.event.Values;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.testkit.StubDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whose suspect is evicted next. */
class LiveSuspectsTest {

  private static final int SMALL = 1_000;
  private static final int LARGE = 100_000;

  private final LiveSuspects live = new LiveSuspects(new PendingDocuments());
  private long arrivals;

  @Test
  void theHostWithTheMostBytesLosesItsOldestFirst() {
    Suspect quiet = add("quiet", SMALL);
    Suspect one = add("one", LARGE);
    Suspect first = add("two", 60_000);
    add("two", 60_000);

    assertThat(evict()).isEqualTo(first);
    assertThat(evict()).isEqualTo(one);
    assertThat(live.of("two")).hasSize(1);
    assertThat(evict()).as("the oldest of two small ones").isEqualTo(quiet);
  }

  @Test
  void amongHostsWithASmallSuspectTheOldestSuspectGoesWhateverItsSize() {
    Suspect before = add("busy", SMALL);
    Suspect oldest = add("forged", SMALL);
    live.remove(before);
    Suspect newer = add("busy", 30_000);

    assertThat(evict()).isEqualTo(oldest);
    assertThat(evict()).isEqualTo(newer);
    assertThat(live.nextToEvict()).isNull();
  }

  @Test
  void aLargeSuspectIsReducedOnceAndKeepsItsAge() {
    Suspect large = add("h", LARGE);
    Suspect second = add("h", LARGE);
    Suspect small = add("h", SMALL);

    assertThat(live.nextToReduce()).isEqualTo(large);
    Suspect reduced = suspect("h", SMALL);
    live.replace(large, reduced);
    assertThat(live.nextToReduce()).isEqualTo(second);
    assertThat(live.nextToReduce()).isNull();
    assertThat(live.of("h")).containsExactly(reduced, second, small);
    assertThat(live.count()).isEqualTo(3);
  }

  @Test
  void bytesAndCountsAddUpWhateverIsAddedAndRemoved() {
    Random random = new Random(1);
    List<Suspect> expected = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (expected.isEmpty() || random.nextInt(3) > 0) {
        expected.add(add("h" + random.nextInt(20), random.nextInt(200_000)));
      } else if (random.nextBoolean()) {
        live.remove(expected.remove(random.nextInt(expected.size())));
      } else {
        expected.remove(evict());
      }
    }
    long bytes = expected.stream().mapToLong(one -> one.document().size()).sum();
    assertThat(live.count()).isEqualTo(expected.size());
    assertThat(live.bytes()).isEqualTo(bytes + (long) LiveSuspects.OVERHEAD * expected.size());
    List<Suspect> all = new ArrayList<>();
    live.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    while (live.count() > 0) {
      evict();
    }
    assertThat(live.bytes()).isZero();
    assertThat(live.hosts()).isEmpty();
  }

  private Suspect evict() {
    Suspect next = live.nextToEvict();
    live.remove(next);
    return next;
  }

  private Suspect add(String host, long size) {
    Suspect suspect = suspect(host, size);
    live.add(suspect, 1_000);
    return suspect;
  }

  private Suspect suspect(String host, long size) {
    StubDocument document = new StubDocument(Map.of("host.id", Values.of(host)), size);
    return new Suspect("d", new ProcessEvent(document, new EventOrder(0, null, arrivals++)));
  }
}
