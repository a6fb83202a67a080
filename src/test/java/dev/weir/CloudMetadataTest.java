package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.cases.CaseLint;
import dev.weir.cases.CaseRun;
import dev.weir.cases.Coverage;
import dev.weir.cases.RuleCase;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pack for every cloud: loud where it should be, quiet where it should be, and in parts. */
@Tag("thorough")
class CloudMetadataTest {

  @TempDir private Path folder;

  @Test
  void itsCasesPassAndItsRulesLeaveNothingToSay() {
    RuleSet rules = CloudPack.get();

    assertThat(RuleLint.check(rules, Instant.EPOCH)).isEmpty();
    assertThat(CaseLint.failures(rules, CloudPack.cases())).isEmpty();
    assertThat(CloudPack.cases()).hasSizeGreaterThan(600);
  }

  @Test
  void noPartOfItCouldBeLeftOutUnnoticed() {
    List<String> undecided =
        Coverage.of(CloudPack.get(), CloudPack.cases()).findings().stream()
            .map(part -> part.issue().file() + ": " + part.issue().text())
            .toList();

    // of two spans the end is where the suspects go anyway; what stands in not(...) is asked below
    assertThat(undecided)
        .containsExactlyInAnyOrder(
            "detections/descendant.drl: not analyzed: the conditions in not, exists, or, from and the"
                + " like",
            "detections/cloud-cli-instance.drl: no case needs this after[0s, 10m] $cli",
            "detections/inline-code.drl: no case needs this after[0s, 10m] $inline",
            "detections/inventory.drl: no case needs this after[0s, 10m] $inventory",
            "detections/package-install.drl: no case needs this after[0s, 10m] $install",
            "detections/relay.drl: no case needs this after[0s, 10m] $first",
            "detections/remote-command.drl: no case needs this after[0s, 10m] $command",
            "detections/remote-command-credentials.drl: no case needs this after[0s, 10m] $command",
            "marks/new-programs.drl: no case needs this after[0s, 10m] $command",
            "marks/new-programs.drl: no case needs this after[0s, 10m] $service",
            "marks/new-programs.drl: no case needs this after[0s, 10m] $start",
            "marks/requests.drl: no case needs this after[0s, 10m] $parent",
            "detections/web-server-child.drl: no case needs this after[0s, 10m] $child",
            // one event is decided at a time, and it has one host
            "marks/new-programs.drl: no case needs event == $asked",
            "marks/scripted.drl: no case needs hostId == $program.hostId",
            "marks/new-programs.drl: no case needs this after[0s, 10m] $start",
            "marks/scripted.drl: no case needs this after[0s, 10m] $program");
  }

  @Test
  void theNearestSuspiciousProgramIsToldOfAlone() throws IOException {
    Path file = ShippedRules.copy(CloudPack.FOLDER, folder).resolve("detections/descendant.drl");
    String text = Files.readString(file);
    int from = text.indexOf("    not Suspect(");
    Files.writeString(file, text.substring(0, from) + text.substring(text.indexOf("then", from)));
    RuleSet without = RuleSet.load(folder);

    assertThat(CloudPack.cases()).anyMatch(one -> !CaseRun.of(without, one).pairsMatch());
  }

  @Test
  void everyEvasionIsCaughtOrNamesWhyNot() {
    assertThat(CloudPack.evasions())
        .hasSizeGreaterThanOrEqualTo(60)
        .allSatisfy(
            one -> {
              assertThat(one.labels()).as(one.fullName()).containsKeys("cloud", "technique");
              String gap = one.labels().getOrDefault("gap", "");
              assertThat(gap.isBlank()).as(one + ": a gap").isNotEqualTo(one.alerts().isEmpty());
            });
  }

  @Test
  void anOrdinaryMachineGivesNothingAboveInformational() {
    assertThat(CloudPack.benign())
        .hasSizeGreaterThanOrEqualTo(40)
        .allSatisfy(
            one ->
                assertThat(one.alerts().keySet())
                    .as(one.fullName())
                    .allMatch(rule -> severity(rule).equals("informational")));
  }

  @Test
  void everyDetectionSaysWhatASocNeeds() {
    List<RuleMetadata> detections = detections(CloudPack.get());

    assertThat(detections)
        .hasSize(29)
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).startsWith("weir-cloud-metadata-");
              assertThat(rule.guide()).contains("## ").hasSizeGreaterThan(600);
              assertThat(rule.attack()).isNotEmpty();
              assertThat(rule.severity()).isNotEmpty();
            });
    assertThat(detections).extracting(RuleMetadata::guide).doesNotHaveDuplicates();
  }

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(CloudPack.FOLDER.resolve("detections"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".drl"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDetectionIsTurnedOffByTakingItsFileAway(String file) throws IOException {
    Path detection =
        ShippedRules.copy(CloudPack.FOLDER, folder).resolve("detections").resolve(file);
    Files.delete(detection);
    RuleSet rest = RuleSet.load(folder);
    Set<String> gone =
        detections(CloudPack.get()).stream()
            .map(RuleMetadata::name)
            .filter(name -> !rest.rules().containsKey(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(gone).hasSize(1);
    assertThat(RuleLint.check(rest, Instant.EPOCH)).isEmpty();
    for (RuleCase one : CloudPack.evasions()) {
      Map<String, List<List<String>>> others = new HashMap<>(one.alerts());
      others.keySet().removeAll(gone);
      assertThat(CaseRun.of(rest, one).alerts()).as(one.fullName()).isEqualTo(others);
    }
  }

  @Test
  void fourLanesGiveTheSame() {
    each(
        CloudPack.cases().stream().filter(one -> !concernsTheFleet(one)).toList(),
        one -> Detector.builder(CloudPack.forShortSessions()).untilTheEnd().lanes(4),
        (detector, one) -> one.events().forEach(detector::accept));
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    each(
        one -> builder().untilTheEnd(),
        (detector, one) -> {
          List<byte[]> events = new ArrayList<>(one.events());
          Collections.shuffle(events, new Random(one.fullName().hashCode()));
          events.forEach(detector::accept);
        });
  }

  /** What waits, suspects and what has been learned go over to the next rules again and again. */
  @Test
  void newRulesAfterEveryEventGiveTheSame() {
    each(
        one -> inOrder(one) ? builder().lateness(Duration.ZERO) : builder().untilTheEnd(),
        (detector, one) -> {
          for (byte[] event : one.events()) {
            detector.accept(event);
            var unused = detector.reload(CloudPack.forShortSessions());
          }
        });
  }

  /** What a fleet has learned depends on how the events of its hosts interleave. */
  private static boolean concernsTheFleet(RuleCase one) {
    return one.alerts().keySet().stream().anyMatch(rule -> rule.contains("for the first time"))
        && one.events().stream().map(CloudMetadataTest::host).distinct().count() > 1;
  }

  private static String host(byte[] event) {
    return String.valueOf(
        ((Reading.Accepted) new EventReader().read(event)).facts().get(0).getHostId());
  }

  private static void each(
      Function<RuleCase, Detector.Builder> way, BiConsumer<Detector, RuleCase> feed) {
    each(CloudPack.cases(), way, feed);
  }

  private static void each(
      List<RuleCase> cases,
      Function<RuleCase, Detector.Builder> way,
      BiConsumer<Detector, RuleCase> feed) {
    for (RuleCase one : cases) {
      Map<String, Set<String>> alerts = new HashMap<>();
      Detector.Builder builder =
          way.apply(one)
              .listener(
                  alert ->
                      alerts
                          .computeIfAbsent(alert.rule().name(), none -> new TreeSet<>())
                          .add(ids(alert)));
      try (Detector detector = builder.build()) {
        feed.accept(detector, one);
        detector.finish();
      }
      Map<String, Set<String>> expected = new HashMap<>();
      one.alerts()
          .forEach(
              (rule, pairs) ->
                  expected.put(
                      rule,
                      pairs.stream()
                          .map(ids -> String.join("+", ids))
                          .collect(Collectors.toCollection(TreeSet::new))));
      assertThat(alerts).as(one.fullName()).isEqualTo(expected);
    }
  }

  private static String ids(Alert alert) {
    return alert.sequence().stream()
        .map(event -> String.valueOf(event.getEventId()))
        .collect(Collectors.joining("+"));
  }

  private static Detector.Builder builder() {
    return Detector.builder(CloudPack.get());
  }

  private static boolean inOrder(RuleCase one) {
    EventReader reader = new EventReader();
    List<Long> times =
        one.events().stream()
            .map(reader::read)
            .map(Reading.Accepted.class::cast)
            .map(read -> read.facts().get(0).getTimestamp())
            .toList();
    return times.equals(times.stream().sorted().toList());
  }

  private static List<RuleMetadata> detections(RuleSet rules) {
    return rules.rules().values().stream().filter(rule -> rule.riskScore() > 0).toList();
  }

  private static String severity(String rule) {
    return CloudPack.get().rules().get(rule).severity();
  }
}
