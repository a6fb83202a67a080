package dev.weir.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private final EventReader reader = new EventReader();
  private Baseline baseline = new Baseline();

  @Test
  void anOwnerIsLearnedBeforeAnythingIsNew() {
    assertThat(isNew(0, "h1", "a")).isFalse();
    assertThat(isNew(7 * DAY - 1, "h1", "b")).isFalse();
    assertThat(isNew(7 * DAY, "h1", "c")).isTrue();
    assertThat(isNew(7 * DAY, "h1", "c")).isFalse();
  }

  @Test
  void aBaselineAheadKnowsTheOneBehindAndTeachesItNothing() {
    assertThat(isNew(0, "h1", "a")).isFalse();
    Baseline behind = baseline;
    String before = behind.snapshot();
    baseline = behind.ahead();
    assertThat(isNew(8 * DAY, "h2", "a")).as("an owner to learn").isFalse();
    assertThat(isNew(8 * DAY, "h1", "a")).isFalse();
    assertThat(isNew(8 * DAY, "h1", "b")).isTrue();
    assertThat(isNew(8 * DAY, "h1", "b")).isFalse();
    assertThat(behind.snapshot()).isEqualTo(before);

    Baseline ahead = baseline;
    baseline = behind;
    assertThat(isNew(8 * DAY, "h1", "b")).isTrue();
    assertThat(isNew(8 * DAY, "h1", "c")).isTrue();
    baseline = ahead;
    assertThat(isNew(8 * DAY + 1, "h1", "c")).as("learned behind meanwhile").isFalse();
    baseline = behind;
    believeUpTo(9 * DAY);
    baseline = ahead;
    assertThat(isNew(27_000 * DAY, "h1", "d")).isTrue();
    assertThat(isNew(39 * DAY, "h1", "d")).as("its time was not believed").isFalse();
  }

  @Test
  void whatIsNotSeenForLongIsNewAgain() {
    assertThat(isNew(0, "h1", "a")).isFalse();
    assertThat(isNew(30 * DAY, "h1", "a")).isFalse();
    assertThat(isNew(60 * DAY + 1, "h1", "a")).isTrue();
  }

  @Test
  void aTimeInTheFutureIsNotBelievedEvenIfStored() {
    assertThat(isNew(27_000 * DAY, "h1", "a")).isFalse();
    baseline = Baseline.restore(baseline.snapshot());

    believeUpTo(0);
    assertThat(isNew(0, "h1", "b")).isFalse();
    believeUpTo(8 * DAY);
    assertThat(isNew(8 * DAY, "h1", "c")).as("it was learned").isTrue();
    assertThat(isNew(27_000 * DAY, "h1", "a")).as("it was known").isFalse();
    believeUpTo(39 * DAY);
    assertThat(isNew(39 * DAY, "h1", "a")).as("it is forgotten").isTrue();
  }

  @Test
  void withoutAClockAnOwnerIsFirstSeenByItsEarlierEvents() {
    assertThat(isNew(27_000 * DAY, "h1", "a")).isFalse();
    assertThat(isNew(0, "h1", "b")).isFalse();
    assertThat(isNew(8 * DAY, "h1", "c")).isTrue();
  }

  private void believeUpTo(long millis) {
    baseline.believeUpTo(Step.START.toEpochMilli() + millis);
  }

  @Test
  void ownersAndHabitsKnowNothingOfEachOther() {
    assertThat(isNew(0, "h1", "a")).isFalse();
    assertThat(isNew(8 * DAY, "h2", "a")).isFalse();
    assertThat(
            baseline.habit("another").learnedIn("0s").isNew(event(9 * DAY, "h1", "a"), "host.id"))
        .isTrue();
  }

  @Test
  void aHabitOfAllNamesNoOwner() {
    Baseline.Habit fleet = baseline.habit("fleet").learnedIn("1d");

    assertThat(fleet.isNew(event(0, "h1", "a"), "process.executable")).isFalse();
    assertThat(fleet.isNew(event(2 * DAY, "h2", "a"), "process.executable")).isFalse();
    assertThat(fleet.isNew(event(2 * DAY, "h3", "b"), "process.executable")).isTrue();
  }

  @Test
  void aValueThatARuleComputesBelongsToTheOwnerThatFieldsName() {
    Baseline.Habit scripts = baseline.habit("scripts").learnedIn("1d");

    assertThat(scripts.isNewValue(event(0, "h1", "python3"), "a.py", "host.id")).isFalse();
    assertThat(scripts.isNewValue(event(2 * DAY, "h1", "python3"), "a.py", "host.id")).isFalse();
    assertThat(scripts.isNewValue(event(2 * DAY, "h1", "python3"), "b.py", "host.id")).isTrue();
    assertThat(scripts.isNewValue(event(2 * DAY, "h2", "python3"), "c.py", "host.id")).isFalse();
    Event none = Step.connection("n", 3 * DAY).without("host.id").fact(reader);
    assertThat(scripts.isNewValue(none, "d.py", "host.id")).isFalse();
    assertThat(baseline.size()).isEqualTo(3);
  }

  @Test
  void anEventWithoutOneValueInEachFieldIsNotNewAndNotLearned() {
    Event several =
        Step.connection("n", 0).with("process.executable", List.of("a", "b")).fact(reader);
    Event none = Step.connection("n", 0).without("host.id").fact(reader);

    for (Event event : List.of(several, none)) {
      assertThat(baseline.habit("x").learnedIn("0s").isNew(event, "host.id", "process.executable"))
          .isFalse();
    }
    assertThat(baseline.size()).isZero();
  }

  /** Whatever has been seen, and wherever it is stopped, it goes on as if it had not been. */
  @Test
  void aSnapshotGoesOnWhereItWasTaken() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      baseline = new Baseline();
      Baseline other = new Baseline();
      for (int i = 0; i < 200; i++) {
        long time = i * DAY / 4 + random.nextInt((int) DAY);
        String host = "h " + random.nextInt(3) + "\n%";
        String program = i % 7 == 0 ? "" : "/opt/ä b\t" + random.nextInt(40);
        assertThat(isNew(time, host, program)).isEqualTo(isNew(other, time, host, program));
        if (random.nextInt(10) == 0) {
          other = Baseline.restore(other.snapshot());
        }
      }
      assertThat(other.snapshot()).isEqualTo(baseline.snapshot());
      assertThat(other.size()).isEqualTo(baseline.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "weir-baseline 2\n",
        "weir-baseline 1\n 5 value-of-nobody\n",
        "weir-baseline 1\nfive habit\n",
        "weir-baseline 1\n5\n",
        "weir-baseline 1\n5 habit\n 6\n",
        "weir-baseline 1\n5 habit %zz\n",
      })
  void whatIsNoSnapshotIsRefused(String text) {
    assertThatThrownBy(() -> Baseline.restore(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pastTheBoundTheOwnerNotHeardFromLongestIsLearnedAnew() {
    baseline = new Baseline(10);
    for (int i = 0; i < 10; i++) {
      isNew(i, "h" + i, "a");
    }
    isNew(10, "h0", "a"); // h1 is the one not heard from longest now
    isNew(11, "h10", "a");

    assertThat(baseline.size()).isEqualTo(10);
    assertThat(isNew(8 * DAY, "h1", "new")).isFalse();
    assertThat(isNew(8 * DAY, "h0", "new")).isTrue();
  }

  @Test
  void whoMakesUpNamesPushesOutHisOwnOnly() {
    isNew(0, "h2", "a");
    for (int i = 0; i < 5_000; i++) {
      isNew(i, "h1", "made-up-" + i);
    }

    assertThat(baseline.size()).isEqualTo(Baseline.MAX_VALUES_OF_ONE + 1);
    assertThat(isNew(8 * DAY, "h2", "a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "d", "7 d", "-1d", "1w", "1000000000000d"})
  void aSpanIsANumberAndItsUnit(String span) {
    Baseline.Habit habit = baseline.habit("x");

    assertThatThrownBy(() -> habit.learnedIn(span)).hasMessageContaining("15m");
  }

  @Test
  void spansHaveFourUnits() {
    List<Long> millis = new ArrayList<>();
    for (String span : List.of("90s", "15m", "12h", "7d")) {
      millis.add(baseline.habit("x").forgottenAfter(span).memory());
    }
    assertThat(millis).containsExactly(90_000L, 900_000L, 43_200_000L, 7 * DAY);
  }

  private boolean isNew(long time, String host, String program) {
    return isNew(baseline, time, host, program);
  }

  private boolean isNew(Baseline asked, long time, String host, String program) {
    return asked
        .habit("asks")
        .learnedIn("7d")
        .forgottenAfter("30d")
        .isNew(event(time, host, program), "host.id", "process.executable");
  }

  private Event event(long time, String host, String program) {
    return Step.connection("n", 0)
        .at(time)
        .on(host)
        .with("process.executable", program)
        .fact(reader);
  }
}
