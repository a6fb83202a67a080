package dev.weir.internal.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.baseline.Baseline;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.drl.DrlRules;
import dev.weir.internal.pending.PendingDocuments;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.kie.api.KieBase;

/** What is not told to a session makes no difference to it. */
class SieveTest {

  private static final RuleSet RULES = RuleSet.load(ShippedRules.FOLDER);

  @Test
  void alertsAreTheSameIfDroolsInternalsHaveChanged() {
    int alerts = 0;
    for (long seed = 1; seed <= 4; seed++) {
      List<Event> events = events(seed);

      List<String> blind = alerts(events, (base, rules) -> Sieve.blind());

      assertThat(alerts(events, Sieve::of)).as("stream %d", seed).isEqualTo(blind);
      alerts += blind.size();
    }
    assertThat(alerts).isGreaterThan(20);
  }

  @Test
  void theShippedRulesDoNotWantEveryEvent() {
    List<Event> events = events(1);
    try (Sieve sieve = Sieve.of(RULES.newKieBase(), RULES.tree())) {
      assertThat(sieve.span()).hasValue(1_000);
      assertThat(events.stream().filter(sieve::wants).count()).isBetween(20L, events.size() - 20L);
    }
  }

  @Test
  void aBlindSieveWantsEverythingForever() {
    try (Sieve sieve = Sieve.blind()) {
      assertThat(sieve.wants(Step.exec("e1", 0).with("event.type", "end").fact(new EventReader())))
          .isTrue();
      assertThat(sieve.span()).isEmpty();
    }
  }

  private static List<String> alerts(
      List<Event> events, BiFunction<KieBase, DrlRules, Sieve> sieve) {
    List<String> ids = new ArrayList<>();
    DetectionSession.Listener listener =
        new DetectionSession.Listener() {
          @Override
          public void alert(Alert alert) {
            ids.add(alert.id());
          }

          @Override
          public void fired(Firing firing) {}

          @Override
          public void evicted(Suspect suspect) {}

          @Override
          public void fault(String rule, Event event, Throwable fault) {
            throw new AssertionError(rule, fault);
          }
        };
    try (DetectionSession session =
        new DetectionSession(
            RULES,
            Long.MAX_VALUE,
            new Baseline(),
            listener,
            new Progress(),
            new PendingDocuments(),
            sieve)) {
      for (Event event : events) {
        if (session.wants(event)) {
          session.fire(event);
        }
      }
    }
    return ids;
  }

  private static List<Event> events(long seed) {
    EventReader reader = new EventReader();
    List<Event> events = new ArrayList<>();
    for (String line : HostileStreams.stream(seed, 400)) {
      if (reader.read(line.getBytes(UTF_8)) instanceof Reading.Accepted accepted) {
        events.addAll(accepted.facts());
      }
    }
    events.sort(Comparator.comparing(Event::order));
    return events;
  }
}
