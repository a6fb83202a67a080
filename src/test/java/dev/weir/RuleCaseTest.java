package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.cases.CaseResult;
import dev.weir.cases.CaseRun;
import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every case of the table, in every way of running it, gives the same alerts. */
@Tag("thorough")
class RuleCaseTest {

  private static final List<RuleCase> CASES = CaseTable.load(ShippedRules.CASES);

  /** More than any two events of a case are apart. */
  private static final Duration LATENESS = Duration.ofDays(3);

  @TestFactory
  Stream<DynamicContainer> variants() {
    // arrival alone decides those that are named after it
    Predicate<RuleCase> notOfArrival = one -> !one.name().startsWith("arrival");
    return Stream.of(
        variant("on four lanes", one -> true, one -> until(one.events(), 4)),
        variant("trusting the order of arrival", RuleCaseTest::inOrder, RuleCaseTest::trusting),
        variant("shuffled", notOfArrival, RuleCaseTest::shuffled),
        variant("in batches", one -> true, RuleCaseTest::inBatches),
        variant("stopped and restarted midway", one -> true, RuleCaseTest::restarted),
        variant("with new rules after every event", one -> true, RuleCaseTest::reloaded));
  }

  @TestFactory
  Stream<DynamicTest> asWeirTestRunsThem() {
    return CASES.stream().map(one -> dynamicTest(one.fullName(), () -> assertPasses(one)));
  }

  private static void assertPasses(RuleCase one) {
    CaseResult result = CaseRun.of(ShippedRules.get(), one);
    assertThat(result.pairs()).isEqualTo(one.pairs());
    assertThat(result.exclusionMatches())
        .as("expected %s, got %s", one.excludedBy(), result.excludedBy())
        .isTrue();
    assertThat(result.passed()).isTrue();
  }

  private static DynamicContainer variant(
      String name, Predicate<RuleCase> applies, Function<RuleCase, Pairs> run) {
    return dynamicContainer(
        name,
        CASES.stream()
            .filter(applies)
            .map(
                one ->
                    dynamicTest(
                        one.fullName(),
                        () -> {
                          Pairs pairs = run.apply(one);
                          assertThat(pairs.asLists()).isEqualTo(one.pairs());
                          assertThat(pairs.ids()).hasSameSizeAs(one.pairs());
                        })));
  }

  private static Pairs until(List<byte[]> events, int lanes) {
    return Pairs.of(
        builder().untilTheEnd().lanes(lanes), detector -> events.forEach(detector::accept));
  }

  private static Pairs trusting(RuleCase one) {
    return Pairs.of(
        builder().lateness(Duration.ZERO), detector -> one.events().forEach(detector::accept));
  }

  private static Pairs shuffled(RuleCase one) {
    List<byte[]> events = new ArrayList<>(one.events());
    Collections.shuffle(events, new Random(one.fullName().hashCode()));
    return Pairs.of(builder().lateness(LATENESS), detector -> events.forEach(detector::accept));
  }

  /** An event a batch, with the clock pushed on between, though not past the lateness. */
  private static Pairs inBatches(RuleCase one) {
    return Pairs.of(
        builder().lateness(LATENESS),
        detector -> {
          Instant now = Instant.EPOCH;
          for (byte[] event : one.events()) {
            detector.advance(now);
            detector.accept(event);
            now = now.plusSeconds(1);
          }
          detector.advance(now.plus(LATENESS));
        });
  }

  /** Killed after half of the events; the source replays them all to the next detector. */
  private static Pairs restarted(RuleCase one) {
    Pairs pairs = new Pairs();
    List<byte[]> half = one.events().subList(0, one.events().size() / 2);
    pairs.run(builder().lateness(Duration.ZERO), detector -> half.forEach(detector::accept), false);
    Pairs replayed = until(one.events(), 1);
    if (inOrder(one)) {
      // what the first has said already is said again under the same id
      assertThat(replayed.ids()).containsAll(pairs.ids());
    }
    return replayed;
  }

  /** What waits, suspects or events, goes over to the next rules again and again. */
  private static Pairs reloaded(RuleCase one) {
    Detector.Builder builder = builder();
    return Pairs.of(
        inOrder(one) ? builder.lateness(Duration.ZERO) : builder.untilTheEnd(),
        detector -> {
          for (byte[] event : one.events()) {
            detector.accept(event);
            var unused = detector.reload(ShippedRules.get());
          }
        });
  }

  /** Whether the events arrive in the order in which they happened. */
  private static boolean inOrder(RuleCase one) {
    EventReader reader = new EventReader();
    List<EventOrder> orders =
        one.events().stream()
            .map(reader::read)
            .filter(Reading.Accepted.class::isInstance)
            .flatMap(reading -> ((Reading.Accepted) reading).facts().stream())
            .map(Event::order)
            .toList();
    return orders.equals(orders.stream().sorted().toList());
  }

  private static Detector.Builder builder() {
    return Detector.builder(ShippedRules.get());
  }
}
