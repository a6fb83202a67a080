package dev.weir.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import dev.weir.event.OtherEvent;
import dev.weir.event.Values;
import dev.weir.testkit.StubDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostOrderTest {

  private static final HostOrder.Bounds ROOMY = new HostOrder.Bounds(1 << 30, 1_000);
  private static final int SIZE = 10_000;

  private final Released released = new Released();
  private long arrivals;

  @ParameterizedTest
  @CsvSource({"9, false", "10, false", "11, true", "1000, true"})
  void eventIsReleasedWhenItsHostIsAheadByMoreThanTheLateness(long ahead, boolean isReleased) {
    HostOrder order = new HostOrder(10, ROOMY, released);

    order.accept(event("h", 100));
    order.accept(event("h", 100 + ahead));

    assertThat(released.ordered).isEqualTo(isReleased ? List.of("h@100") : List.of());
  }

  @Test
  void unwantedEventMovesItsHostsClockToo() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.accept(event("h", 100));

    order.pass("h", 110);
    assertThat(released.ordered).isEmpty();

    order.pass("h", 111);
    assertThat(released.ordered).containsExactly("h@100");
  }

  @Test
  void waitingEventsComeOutInTheOrderTheyHappened() {
    HostOrder order = new HostOrder(10, ROOMY, released);

    for (long time : new long[] {105, 101, 103, 104, 102}) {
      order.accept(event("h", time));
    }
    order.pass("h", 200);

    assertThat(released.ordered).containsExactly("h@101", "h@102", "h@103", "h@104", "h@105");
    assertThat(released.late).isEmpty();
  }

  @Test
  void sequenceDecidesWithinAMillisecondAndAMissingOneIsLast() {
    HostOrder order = new HostOrder(10, ROOMY, released);

    order.accept(event("h", 100, null));
    order.accept(event("h", 100, 2L));
    order.accept(event("h", 100, 1L));
    order.finish();

    assertThat(released.ordered).containsExactly("h@100#1", "h@100#2", "h@100");
  }

  @Test
  void eventBeforeAReleasedOneIsLate() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.accept(event("h", 100));
    order.pass("h", 111);

    order.accept(event("h", 99));
    order.finish();

    assertThat(released.ordered).containsExactly("h@100");
    assertThat(released.late).containsExactly("h@99");
  }

  @Test
  void eventEqualToTheLastReleasedOneIsNotLate() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.advance(0);
    order.accept(event("h", 100, 5L));
    order.advance(10);

    order.accept(event("h", 100, 5L));
    order.accept(event("h", 100, 4L));
    order.finish();

    assertThat(released.ordered).containsExactly("h@100#5", "h@100#5");
    assertThat(released.late).containsExactly("h@100#4");
  }

  @Test
  void latenessOfZeroReleasesEveryEventAtOnce() {
    HostOrder order = new HostOrder(0, ROOMY, released);

    order.accept(event("h", 100));
    order.accept(event("h", 100));
    order.accept(event("h", 105));
    assertThat(released.ordered).containsExactly("h@100", "h@100", "h@105");

    order.accept(event("h", 104));
    assertThat(released.late).containsExactly("h@104");
  }

  @Test
  void everythingMayWaitForTheEnd() {
    HostOrder order = new HostOrder(HostOrder.UNTIL_THE_END, ROOMY, released);

    order.accept(event("h", Long.MAX_VALUE / 4));
    order.accept(event("h", -Long.MAX_VALUE / 4));
    order.advance(Long.MAX_VALUE);
    assertThat(released.ordered).isEmpty();

    order.finish();
    assertThat(released.ordered)
        .containsExactly("h@" + -Long.MAX_VALUE / 4, "h@" + Long.MAX_VALUE / 4);
    assertThat(released.late).isEmpty();
  }

  // The pushed clock

  @Test
  void clockReleasesAnEventThatWaitedForTheLateness() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.advance(5_000);
    order.accept(event("h", 100));

    order.advance(5_009);
    assertThat(released.ordered).isEmpty();

    order.advance(5_010);
    assertThat(released.ordered).containsExactly("h@100");
  }

  @Test
  void clockCountsFromItsFirstPushForEventsThatCameBefore() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.accept(event("h", 100));
    order.accept(event("h", 101));

    order.advance(5_000);
    order.advance(5_009);
    assertThat(released.ordered).isEmpty();

    order.advance(5_010);
    assertThat(released.ordered).containsExactly("h@100", "h@101");
  }

  @Test
  void clockNeverGoesBack() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.advance(5_000);
    order.advance(1);
    order.accept(event("h", 100));

    order.advance(4_000);
    assertThat(released.ordered).isEmpty();

    order.advance(5_010);
    assertThat(released.ordered).containsExactly("h@100");
  }

  @Test
  void clockReleasesTheEventsBeforeTheOneThatWaitedLongest() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.advance(0);
    order.accept(event("h", 105));
    order.advance(8);
    order.accept(event("h", 103));
    order.accept(event("h", 107));

    order.advance(10);

    assertThat(released.ordered).containsExactly("h@103", "h@105");
    order.advance(18);
    assertThat(released.ordered).containsExactly("h@103", "h@105", "h@107");
  }

  // Bounds

  @Test
  void overTheBoundInBytesTheEventThatWaitedLongestIsReleased() {
    HostOrder order = new HostOrder(1_000, new HostOrder.Bounds(3L * SIZE, 1_000), released);

    order.accept(event("b", 200));
    order.accept(event("a", 100));
    assertThat(released.ordered).isEmpty();

    order.accept(event("c", 50));
    assertThat(released.ordered).containsExactly("b@200");

    order.accept(event("b", 199));
    assertThat(released.late).containsExactly("b@199");
  }

  @Test
  void boundInBytesHoldsForAnEventThatIsOverItAlone() {
    HostOrder order =
        new HostOrder(HostOrder.UNTIL_THE_END, new HostOrder.Bounds(SIZE / 2, 1_000), released);

    order.accept(event("h", 100));

    assertThat(released.ordered).containsExactly("h@100");
  }

  @Test
  void hostSilentForLongestIsEvictedAfterItsEvents() {
    HostOrder order = new HostOrder(1_000, new HostOrder.Bounds(1 << 30, 2), released);
    order.accept(event("a", 101));
    order.accept(event("a", 100));
    order.accept(event("b", 100));
    order.pass("a", 102);

    order.accept(event("c", 100));
    assertThat(released.ordered).containsExactly("b@100");
    assertThat(released.faults).containsExactly("b: forgotten early @100");

    order.accept(event("d", 100));
    assertThat(released.ordered).containsExactly("b@100", "a@100", "a@101");
    order.accept(event("a", 50));
    assertThat(released.late).as("of a host that is new again").isEmpty();
  }

  @Test
  void hostWithoutWaitingEventsIsForgottenFirst() { // 200,001 hosts hid a connection of another
    HostOrder order = new HostOrder(1_000, new HostOrder.Bounds(1 << 30, 3), released);
    order.accept(event("victim", 100));
    order.pass("b", 100);
    order.pass("c", 100);
    order.pass("b", 200);
    for (int i = 0; i < 200_001; i++) {
      order.pass("made up " + i, 100);
    }
    assertThat(released.ordered).isEmpty();

    order.accept(event("victim", 99));
    order.finish();
    assertThat(released.ordered).containsExactly("victim@99", "victim@100");
    assertThat(released.faults).isEmpty();
  }

  // Wrong clocks, with a pushed clock

  private static final long YEAR_2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();
  private static final long NOW = Instant.parse("2025-01-27T10:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000, 5 * MINUTE})
  void oneEventFromFarAheadMakesNothingLate(long lateness) {
    HostOrder order = new HostOrder(lateness, ROOMY, released);
    order.advance(NOW);
    order.accept(event("h", NOW - 1));
    order.accept(event("h", YEAR_2099));
    order.pass("h", YEAR_2099 + 1);
    order.accept(event("h", NOW));
    order.advance(NOW + lateness);

    assertThat(released.ordered).containsExactly("h@" + (NOW - 1), "h@" + NOW);
    assertThat(released.astray).containsExactly("h@" + YEAR_2099);
    assertThat(released.late).isEmpty();
    assertThat(released.faults)
        .as("named once")
        .containsExactly("h: clock ahead @" + YEAR_2099, "h: clock ahead");
    assertThat(released.reached.getOrDefault("h", 0L)).isLessThanOrEqualTo(NOW);

    order.advance(NOW + 60 * MINUTE);
    order.pass("h", YEAR_2099);
    assertThat(released.faults).as("named again").endsWith("h: clock ahead @" + YEAR_2099);
  }

  @Test
  void eventJustWithinTheAllowanceNeverCountsBeforeItsTime() {
    HostOrder order = new HostOrder(5_000, ROOMY, released);
    for (int second = 0; second < 600; second++) {
      long now = NOW + second * 1_000L;
      order.advance(now);
      order.accept(event("h", now + 5 * MINUTE));
      order.accept(event("h", now - 3_000));
    }
    assertThat(released.late).isEmpty();
    assertThat(released.astray).isEmpty();
    assertThat(released.faults).isEmpty();

    order.advance(NOW + 20 * MINUTE);
    assertThat(released.ordered).hasSize(1_200);
    assertThat(released.byHost.get("h")).extracting(Event::order).isSortedAccordingTo(natural());
  }

  @Test
  void eventAheadOfItsTimeWaitsWithALatenessOfZeroToo() {
    HostOrder order = new HostOrder(0, ROOMY, released);
    order.advance(NOW);
    order.accept(event("h", NOW + MINUTE));
    order.accept(event("h", NOW + 1_999)); // the clock is pushed once a second
    order.accept(event("h", NOW + 2_000));
    assertThat(released.ordered).containsExactly("h@" + (NOW + 1_999), "h@" + (NOW + 2_000));

    order.advance(NOW + MINUTE);
    assertThat(released.ordered).hasSize(3);
    assertThat(released.late).isEmpty();
  }

  @Test
  void eventsAheadComeOutInOrderAmongThemselves() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.advance(NOW);
    for (int i = 3; i > 0; i--) {
      order.accept(event("h", NOW + 60 * MINUTE + i));
    }
    order.advance(NOW + 10);
    order.accept(event("h", NOW + 60 * MINUTE)); // overtaken
    order.advance(NOW + 20);

    assertThat(released.astray)
        .extracting(name -> Long.parseLong(name.substring(2)) - NOW - 60 * MINUTE)
        .containsExactly(1L, 2L, 3L, 0L);
    assertThat(released.late).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000})
  void hostThatIsSetBackForGoodIsNotLateForHours(long lateness) {
    HostOrder order = new HostOrder(lateness, ROOMY, released);
    order.advance(NOW);
    order.accept(event("h", NOW));
    order.accept(event("h", 0));
    for (int minute = 0; minute < 60; minute++) {
      order.accept(event("h", NOW + (minute - 120) * MINUTE));
      order.advance(NOW + minute * MINUTE);
    }
    order.advance(NOW + 60 * MINUTE);

    assertThat(released.late).isEmpty();
    assertThat(released.astray).hasSize(61);
    assertThat(released.faults).startsWith("h: clock behind @0").hasSize(61);
  }

  @Test
  void whenTheTimeIsSetBackHostsGoOnFromIt() {
    HostOrder order = new HostOrder(5_000, ROOMY, released);
    order.advance(NOW, NOW + 60 * MINUTE);
    order.accept(event("h", NOW + 60 * MINUTE));
    order.advance(NOW + 6_000, NOW + 6_000);
    order.accept(event("h", NOW + 6_000));
    order.advance(NOW + 12_000, NOW + 12_000);

    assertThat(released.ordered).containsExactly("h@" + (NOW + 6_000));
    assertThat(released.astray).containsExactly("h@" + (NOW + 60 * MINUTE));
    assertThat(released.late).isEmpty();
  }

  @Test
  void timeThatJumpsLetsNothingGo() {
    HostOrder order = new HostOrder(5_000, ROOMY, released);
    order.advance(NOW, NOW);
    order.accept(event("h", NOW));
    order.advance(NOW + 1_000, NOW + 60 * MINUTE);
    order.accept(event("other", NOW + 60 * MINUTE));
    assertThat(released.ordered).isEmpty();
    assertThat(released.faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000, 5 * MINUTE})
  void whatIsFedBeforeTheFirstPushMakesNothingLateAfterIt(long lateness) {
    HostOrder order = new HostOrder(lateness, ROOMY, released);
    order.accept(event("h", YEAR_2099));
    order.advance(NOW);
    order.accept(event("h", NOW));
    order.advance(NOW + lateness);
    order.accept(event("h", NOW + 1));
    order.advance(NOW + 2 * lateness);

    assertThat(released.late).isEmpty();
    assertThat(released.ordered.size() + released.astray.size()).isEqualTo(3);
  }

  // Wrong clocks, without a pushed clock

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000, 5 * MINUTE})
  void eventsBehindASingleJumpAreNotLate(long lateness) {
    HostOrder order = new HostOrder(lateness, ROOMY, released);
    order.accept(event("h", NOW));
    order.accept(event("h", YEAR_2099));
    order.accept(event("h", NOW + 1));
    order.pass("h", NOW + 2);
    order.finish();

    if (lateness > 0) {
      assertThat(released.ordered).containsExactly("h@" + NOW, "h@" + (NOW + 1), "h@" + YEAR_2099);
    } else {
      assertThat(released.ordered).hasSize(3);
    }
    assertThat(released.late).isEmpty();
    assertThat(released.faults).containsExactly("h: clock ahead @" + YEAR_2099);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5_000, 5 * MINUTE})
  void jumpIsTakenOverOnceFurtherEventsConfirmIt(long lateness) {
    HostOrder order = new HostOrder(lateness, ROOMY, released);
    long then = NOW + 60 * MINUTE; // a host that was silent for an hour
    order.accept(event("h", NOW));
    for (int i = 0; i < HostOrder.CONFIRMED; i++) {
      order.accept(event("h", then + i));
    }
    assertThat(released.ordered).startsWith("h@" + NOW);
    order.accept(event("h", then - lateness - 1));

    assertThat(released.late).containsExactly("h@" + (then - lateness - 1));
    assertThat(released.faults).isEmpty();
    order.finish();
    assertThat(released.ordered).hasSize(1 + HostOrder.CONFIRMED);
    assertThat(released.astray).isEmpty();
  }

  @Test
  void randomJumpsCostAHostNoEvent() {
    SplittableRandom random = new SplittableRandom(9);
    for (long lateness : new long[] {0, 5_000}) {
      Released out = new Released();
      HostOrder order = new HostOrder(lateness, ROOMY, out);
      for (int i = 0; i < 10_000; i++) {
        order.accept(event("h", NOW + i));
        for (int jumps = random.nextInt(8); jumps > 0; jumps--) {
          order.accept(event("h", NOW + random.nextLong(10 * MINUTE, YEAR_2099 - NOW)));
        }
      }
      order.finish();

      assertThat(out.late).isEmpty();
      assertThat(out.astray).isEmpty();
      assertThat(out.byHost.get("h"))
          .filteredOn(event -> event.getTimestamp() < NOW + MINUTE)
          .hasSize(10_000)
          .extracting(Event::order)
          .isSortedAccordingTo(natural());
    }
  }

  // Hosts

  @Test
  void hostWithAWrongClockDoesNotAffectOthers() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    long now = Instant.parse("2025-01-27T10:00:00Z").toEpochMilli();
    long far = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();

    order.accept(event("far", far));
    order.accept(event("past", 0));
    order.accept(event("now", now));
    order.accept(event("jumping", now));
    order.accept(event("jumping", far));
    order.accept(event("now", now - 9));
    order.accept(event("past", 8));
    order.accept(event("far", far - 5));
    order.accept(event("jumping", now + 1));
    assertThat(released.ordered).isEmpty();

    order.pass("now", now + 11);
    order.pass("past", 11);
    order.pass("far", far + 6);
    order.pass("jumping", now + 11);
    assertThat(released.ordered)
        .containsExactly(
            "now@" + (now - 9), "now@" + now, "past@0", "far@" + (far - 5), "jumping@" + now);
    assertThat(released.late).isEmpty();
    assertThat(released.faults).containsExactly("jumping: clock ahead @" + far);
  }

  @Test
  void eventOlderThanTheLatenessIsLateEvenIfNothingWasReleased() {
    HostOrder order = new HostOrder(10, ROOMY, released);
    order.pass("h", 111);

    order.accept(event("h", 101));
    order.accept(event("h", 100));
    order.finish();

    assertThat(released.ordered).containsExactly("h@101");
    assertThat(released.late).containsExactly("h@100");
  }

  @Test
  void unwantedEventsMakeNothingLateWhenArrivalIsTrusted() {
    HostOrder order = new HostOrder(0, ROOMY, released);
    order.pass("h", 1_000_000);
    order.accept(event("h", 100));

    assertThat(released.ordered).containsExactly("h@100");
    assertThat(released.reached).isEmpty();
  }

  @Test
  void eventsWithoutAHostAreInOrderAmongThemselves() {
    HostOrder order = new HostOrder(10, ROOMY, released);

    order.accept(event(null, 105));
    order.accept(event("", 300));
    order.accept(event(null, 100));
    order.pass(Event.NO_HOST, 200);

    assertThat(released.ordered).containsExactly("null@100", "null@105");
  }

  @Test
  void endIsInTheOrderOfTimeOverAllHosts() {
    HostOrder order = new HostOrder(1_000, ROOMY, released);
    order.accept(event("a", 105));
    order.accept(event("b", 101));
    order.accept(event("c", 103));
    order.accept(event("b", 104));
    order.accept(event("a", 102));

    order.finish();
    order.finish();

    assertThat(released.ordered).containsExactly("b@101", "a@102", "c@103", "b@104", "a@105");
  }

  @Test
  void hostHasReachedItsNewestTimeMinusTheLateness() {
    HostOrder order = new HostOrder(10, ROOMY, released);

    order.accept(event("a", 100));
    assertThat(released.reached).containsEntry("a", 90L);

    order.pass("a", 150);
    order.pass("a", 120);
    order.pass("b", 7);
    assertThat(released.reached).containsEntry("a", 140L).containsEntry("b", -3L);
  }

  // Properties

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 50, 1_000, 100_000})
  void streamShuffledWithinTheLatenessComesOutSortedAndComplete(long lateness) {
    SplittableRandom random = new SplittableRandom(lateness);
    for (int round = 0; round < 50; round++) {
      Released out = new Released();
      HostOrder order = new HostOrder(lateness, ROOMY, out);
      List<Event> stream = shuffledWithin(lateness, random);

      for (Event event : stream) {
        if (random.nextInt(4) == 0) {
          order.pass(event.hostKey(), event.getTimestamp());
        }
        order.accept(event);
      }
      order.finish();

      assertThat(out.late).isEmpty();
      assertThat(out.events).containsExactlyInAnyOrderElementsOf(stream);
      assertThat(out.byHost.values())
          .allSatisfy(
              events -> assertThat(events).extracting(Event::order).isSortedAccordingTo(natural()));
    }
  }

  @Test
  void everyHostComesOutSortedAndCompleteWhateverArrives() {
    SplittableRandom random = new SplittableRandom(5);
    int late = 0;
    for (int round = 0; round < 300; round++) {
      Released out = new Released();
      long lateness = random.nextBoolean() ? random.nextInt(30) : HostOrder.UNTIL_THE_END;
      HostOrder order =
          new HostOrder(
              lateness, new HostOrder.Bounds(SIZE * (long) random.nextInt(2, 40), 1_000), out);
      int count = random.nextInt(100);
      for (int i = 0; i < count; i++) {
        order.accept(event("h" + random.nextInt(3), random.nextInt(60), (long) random.nextInt(3)));
        if (random.nextInt(5) == 0) {
          order.advance(i);
        }
      }
      order.finish();

      assertThat(out.ordered.size() + out.late.size()).isEqualTo(count);
      assertThat(out.byHost.values())
          .allSatisfy(
              events -> assertThat(events).extracting(Event::order).isSortedAccordingTo(natural()));
      late += out.late.size();
    }
    assertThat(late).isPositive();
  }

  private static Comparator<EventOrder> natural() {
    return Comparator.naturalOrder();
  }

  /** Times that rise, delayed by at most the lateness; with a lateness of zero, just rising. */
  private List<Event> shuffledWithin(long lateness, SplittableRandom random) {
    record Arrival(long at, String host, long time) {}
    List<Arrival> all = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < 120; i++) {
      time += random.nextLong(lateness / 4 + 2);
      // the greatest delay is the lateness itself: it is still in time
      all.add(new Arrival(time + random.nextLong(lateness + 1), "h" + random.nextInt(3), time));
    }
    all.sort(Comparator.comparingLong(Arrival::at));
    return all.stream().map(one -> event(one.host(), one.time())).toList();
  }

  private Event event(String host, long time) {
    return event(host, time, null);
  }

  private Event event(String host, long time, Long sequence) {
    Map<String, Values> fields = host == null ? Map.of() : Map.of("host.id", Values.of(host));
    return new OtherEvent(
        new StubDocument(fields, SIZE), new EventOrder(time, sequence, arrivals++));
  }

  private static final class Released implements HostOrder.Listener {
    private final List<Event> events = new ArrayList<>();
    private final List<String> ordered = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final List<String> astray = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Long> reached = new HashMap<>();
    private final Map<String, List<Event>> byHost = new HashMap<>();

    @Override
    public void inOrder(Event event) {
      events.add(event);
      ordered.add(name(event));
      byHost.computeIfAbsent(event.getHostId(), ignored -> new ArrayList<>()).add(event);
    }

    @Override
    public void late(Event event) {
      late.add(name(event));
    }

    @Override
    public void astray(Event event) {
      astray.add(name(event));
    }

    @Override
    public void fault(String host, HostFault fault, long timestamp, boolean toName) {
      faults.add(host + ": " + fault + (toName ? " @" + timestamp : ""));
    }

    @Override
    public void reached(String hostId, long timestamp) {
      reached.put(hostId, timestamp);
    }

    private static String name(Event event) {
      Long sequence = event.order().sequence();
      return event.getHostId()
          + "@"
          + event.getTimestamp()
          + (sequence == null ? "" : "#" + sequence);
    }
  }
}
