package dev.weir.internal.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.internal.delivery.InstanceStatus;
import dev.weir.internal.delivery.PublishedRules;
import dev.weir.internal.delivery.RulesStatus;
import dev.weir.internal.delivery.RulesVersion;
import dev.weir.rule.RuleSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code weir rules status} prints and how it judges. */
class StatusReportTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<String, String> FILES = Map.of("r.drl", "");
  private static final String HASH = RuleSet.hash(FILES);
  private static final String OTHER = "f".repeat(64);
  private static final RulesVersion NEWEST =
      new RulesVersion(
          7, new PublishedRules(HASH, NOW.minusSeconds(90), "Zoë\u001b[31m", FILES), "", "5eed");
  private static final RulesVersion DAMAGED =
      new RulesVersion(8, null, "it is null instead of an object", "");

  @Test
  void itIsATableForPeople() {
    RulesStatus status =
        new RulesStatus(
            Optional.of(NEWEST),
            List.of(
                status("host-1", HASH, "", 30),
                status("host-2", OTHER, "", 0),
                status("another-host", OTHER, "the version at offset 7 is refused: r.drl:1: no", 1),
                status("host-4", OTHER, "", 200_000),
                status("host-5", HASH, "", 10_000)),
            Map.of("weir/host-6", "the field `format` is missing"));
    StatusReport report = StatusReport.of(status, NOW);

    assertThat(report.upToDate()).isFalse();
    assertThat(report.text(NOW))
        .isEqualTo(
            """
            newest rules: %s (offset 7), published 2026-03-01T11:58:30Z by Zoë\\u001b[31m, signed with key 5eed
            INSTANCE           RULES         SINCE                 SEEN      OUTCOME
            weir/host-1        %2$.12s  2026-02-28T12:00:00Z  30 s      runs the newest rules
            weir/host-2        ffffffffffff  2026-02-28T12:00:00Z  0 s       runs other rules
            weir/another-host  ffffffffffff  2026-02-28T12:00:00Z  1 s       runs other rules: the version at offset 7 is refused: r.drl:1: no
            weir/host-4        ffffffffffff  2026-02-28T12:00:00Z  2 d       silent
            weir/host-5        %2$.12s  2026-02-28T12:00:00Z  2 h       silent
            weir/host-6                                                      unreadable status: the field `format` is missing
            1 of 4 instances run the newest rules; 2 silent, not counted"""
                .formatted(HASH, HASH));
  }

  @ParameterizedTest
  @MethodSource
  void upToDateIfEveryInstanceRunsTheNewest(
      RulesVersion newest, List<InstanceStatus> instances, boolean upToDate) {
    RulesStatus status = new RulesStatus(Optional.ofNullable(newest), instances, Map.of());

    assertThat(StatusReport.of(status, NOW).upToDate()).isEqualTo(upToDate);
  }

  static Stream<Arguments> upToDateIfEveryInstanceRunsTheNewest() {
    InstanceStatus runs = status("a", HASH, "", 299);
    InstanceStatus other = status("b", OTHER, "", 0);
    InstanceStatus refuses = status("c", OTHER, "no", 0);
    InstanceStatus silent = status("d", OTHER, "", 301);
    InstanceStatus fast = status("e", HASH, "", -3600);
    return Stream.of(
        arguments(NEWEST, List.of(runs), true),
        arguments(NEWEST, List.of(runs, fast), true),
        arguments(NEWEST, List.of(runs, silent), true),
        arguments(NEWEST, List.of(runs, other), false),
        arguments(NEWEST, List.of(runs, refuses), false),
        arguments(NEWEST, List.of(silent), false),
        arguments(NEWEST, List.of(), false),
        arguments(DAMAGED, List.of(runs), false),
        arguments(null, List.of(runs), false),
        arguments(null, List.of(), false));
  }

  @Test
  void withoutRulesOrInstancesItSaysSo() {
    RulesStatus nothing = new RulesStatus(Optional.empty(), List.of(), Map.of());
    RulesStatus damaged = new RulesStatus(Optional.of(DAMAGED), List.of(), Map.of());

    assertThat(StatusReport.of(nothing, NOW).text(NOW))
        .isEqualTo("no rules are published\nno instance has published its status");
    assertThat(StatusReport.of(damaged, NOW).text(NOW))
        .startsWith("newest version (offset 8) cannot be used: it is null instead of an object\n");
  }

  private static InstanceStatus status(
      String instance, String hash, String refused, long secondsAgo) {
    Instant since = NOW.minusSeconds(86_400);
    return new InstanceStatus(
        "weir", instance, hash, 7, since, refused, NOW.minusSeconds(secondsAgo));
  }
}
