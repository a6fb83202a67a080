package dev.weir.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.event.Origin;
import dev.weir.explain.Diff.Totals;
import dev.weir.explain.Difference.Change;
import dev.weir.explain.Difference.Kind;
import dev.weir.explain.Difference.Side;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of rule change that adds or removes an alert, and the reason reported. */
@Tag("thorough")
class DiffTest {

  private static final RuleSet SHIPPED = ShippedRules.get();
  private static final String EXCLUSION =
      """
      package unusual_imds_request;
      import dev.weir.event.Suspect;
      rule "Deploy script" @exclusion @owner("shop")
      when
          $suspect : Suspect(detection == "unusual-imds-request", %s)
      then
          delete($suspect);
      end
      """;

  @TempDir private Path folder;

  private final List<Difference> found = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  @Test
  void equalRulesMakeNoDifference() throws IOException {
    List<byte[]> quickstart =
        Files.readAllLines(ShippedRules.CASES.resolveSibling("quickstart.ndjson")).stream()
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    Totals totals = diff(SHIPPED, SHIPPED, null, quickstart);

    assertThat(totals.differ()).isFalse();
    assertThat(totals.both()).isEqualTo(3);
    assertThat(totals.events()).isEqualTo(40);
    assertThat(found).isEmpty();
  }

  @Test
  void aWiderSpanSaysBothSpans() throws IOException {
    RuleSet wider = edited("detection.drl", "after[0s, 1s]", "after[0s, 3s]");
    Step[] steps = {Step.exec("e1", 0), Step.connection("n1", 2200)};

    Difference appears = only(SHIPPED, wider, steps);
    assertThat(appears.change()).isEqualTo(Change.ADDED);
    assertThat(appears.sequence()).extracting(EventRef::id).containsExactly("e1", "n1");
    assertThat(appears.reason().kind()).isEqualTo(Kind.NOT_MET);
    assertThat(appears.reason().side()).isEqualTo(Side.OLD);
    assertThat(appears.reason().rule().line()).isEqualTo(70);
    assertThat(appears.reason().toString())
        .isEqualTo(
            "not met: this after[0s, 1s] $suspect of OLD's \"Unusual IMDS API Request\""
                + " (detection.drl:70): 1.2 s too late: 2.2 s after the suspect, at most 1 s; NEW"
                + " has this after[0s, 3s] $suspect");

    Difference goes = only(wider, SHIPPED, steps);
    assertThat(goes.change()).isEqualTo(Change.REMOVED);
    assertThat(goes.reason().side()).isEqualTo(Side.NEW);
  }

  @Test
  void anAddedOrRemovedExclusionIsNamed() throws IOException {
    RuleSet added = with("exclusions/deploy.drl", EXCLUSION.formatted("userName.has(\"www\")"));
    Step[] steps = {Step.exec("e1", 0).with("user.name", "www"), Step.connection("n1", 5)};

    Difference goes = only(SHIPPED, added, steps);
    assertThat(goes.change()).isEqualTo(Change.REMOVED);
    assertThat(goes.reason().kind()).isEqualTo(Kind.EXCLUDED);
    assertThat(goes.reason())
        .hasToString("excluded by NEW's \"Deploy script\" (exclusions/deploy.drl:3)");

    Difference appears = only(added, SHIPPED, steps);
    assertThat(appears.change()).isEqualTo(Change.ADDED);
    assertThat(appears.reason())
        .hasToString(
            "no longer excluded by OLD's \"Deploy script\" (exclusions/deploy.drl:3): NEW has no"
                + " such rule");
  }

  @Test
  void aNarrowerExclusionShowsWhatFailsNow() throws IOException {
    RuleSet narrower =
        edited("exclusions/working-directory.drl", "\"/opt/rapid7*\"", "\"/opt/rapid7/agent\"");
    Difference appears =
        only(
            SHIPPED,
            narrower,
            Step.exec("e1", 0).with("process.working_directory", "/opt/rapid7/x"),
            Step.connection("n1", 5));
    assertThat(appears.reason().details())
        .isEqualTo("in NEW process.working_directory is /opt/rapid7/x, none of 6");
  }

  @Test
  void aNarrowerListNamesBothConditions() throws IOException {
    RuleSet narrower = edited("detection.drl", "\"curl\", ", "");
    Step[] steps = {Step.exec("e1", 0), Step.connection("n1", 5)};

    Difference goes = only(SHIPPED, narrower, steps);
    assertThat(goes.reason().kind()).isEqualTo(Kind.NOT_SUSPECTED);
    assertThat(goes.reason())
        .hasToString(
            "no longer suspected by NEW's \"Suspicious program starts\" (detection.drl:14):"
                + " process.name is curl, none of 18, and process.executable is /usr/bin/curl, none"
                + " of 13, and process.command_line is curl -s http://example.org, not like"
                + " *169.254.169.254*; in OLD process.name is curl (of 19)");
    assertThat(only(narrower, SHIPPED, steps).reason().label())
        .isEqualTo("not suspected by OLD's \"Suspicious program starts\" (detection.drl:14)");
  }

  @Test
  void aNewerSuspectOnOneSideNamesItsRule() throws IOException {
    RuleSet narrower = edited("detection.drl", "\"wget\", ", "");
    Step[] steps = {
      Step.exec("e1", 0), Step.exec("e2", 3).with("process.name", "wget"), Step.connection("n1", 5)
    };
    diff(SHIPPED, narrower, null, steps);

    assertThat(found).extracting(Difference::change).containsExactly(Change.REMOVED, Change.ADDED);
    assertThat(found.get(1).reason().kind()).isEqualTo(Kind.REPLACED);
    assertThat(found.get(1).reason().toString())
        .startsWith(
            "replaced by a newer suspect in OLD, which does not match NEW's \"Suspicious program"
                + " starts\" (detection.drl:14): replaced by a newer suspect, e2 3 ms later, and"
                + " process.name is wget, none of 18");

    found.clear();
    RuleSet excluding = with("exclusions/w.drl", EXCLUSION.formatted("processName.has(\"wget\")"));
    diff(SHIPPED, excluding, null, steps);
    assertThat(found)
        .extracting(difference -> difference.reason().label())
        .containsExactly(
            "excluded by NEW's \"Deploy script\" (exclusions/w.drl:3)",
            "replaced by a newer suspect in OLD, which is excluded by NEW's \"Deploy script\""
                + " (exclusions/w.drl:3)");
  }

  @Test
  void aSuspectUsedUpBeforeNamesTheOtherEvent() throws IOException {
    RuleSet late = edited("detection.drl", "after[0s, 1s]", "after[5ms, 1s]");
    diff(
        late,
        SHIPPED,
        null,
        Step.exec("e1", 0),
        Step.connection("n1", 3),
        Step.connection("n2", 9));

    assertThat(found)
        .extracting(difference -> difference.reason().kind())
        .containsExactly(Kind.NOT_MET, Kind.USED_UP);
    assertThat(found.get(1).reason())
        .hasToString("the suspect was already used by another event in NEW: n1, 3 ms after it");
  }

  @Test
  void aMissingOrExpiredRuleIsReported() throws IOException {
    RuleSet otherId = edited("detection.drl", "ecc0cd54-608e-11ef-ab6d-f661ea17fbce", "other");
    Step[] steps = {Step.exec("e1", 0), Step.connection("n1", 5)};
    diff(SHIPPED, otherId, null, steps);
    assertThat(found).extracting(Difference::change).containsExactly(Change.REMOVED, Change.ADDED);
    assertThat(found)
        .extracting(difference -> difference.reason().toString())
        .containsExactly(
            "NEW has no rule with the id ecc0cd54-608e-11ef-ab6d-f661ea17fbce",
            "OLD has no rule with the id other");

    found.clear();
    RuleSet expired =
        edited(
            "detection.drl",
            "when\n    $suspect",
            "date-expires \"01-Jan-2025\"\nwhen\n    $suspect");
    Difference goes = only(SHIPPED, expired, steps);
    assertThat(goes.reason().kind()).isEqualTo(Kind.EXPIRED);
  }

  @Test
  void aRuleThatThrowsIsReportedAndCounted() throws IOException {
    RuleSet careless =
        with(
            "exclusions/c.drl",
            EXCLUSION.formatted("containerName.first().length() > 3, userName.has(\"www\")"));
    RuleSet careful = with("exclusions/c.drl", EXCLUSION.formatted("userName.has(\"www\")"));

    Difference appears =
        only(
            careful,
            careless,
            Step.exec("e1", 0).with("user.name", "www"),
            Step.connection("n1", 5));
    assertThat(appears.reason().toString()).endsWith("(exclusions/c.drl:3): NEW's failed");
    assertThat(faults).isNotEmpty().allMatch(fault -> fault.equals("NEW Deploy script"));
  }

  @Test
  void rulesOfOneEventAreComparedByTheirConditions() {
    String drl =
        """
        package a;
        import dev.weir.event.ProcessEvent;
        global dev.weir.alert.Alerts alerts;
        rule "Shell"
        when
          $e : ProcessEvent(processName.has("%s"))
        then
          alerts.raise($e);
        end
        """;
    Difference goes =
        only(
            RuleSet.of(Map.of("a.drl", drl.formatted("curl"))),
            RuleSet.of(Map.of("a.drl", drl.formatted("wget"))),
            Step.exec("e1", 0));
    assertThat(goes.reason())
        .hasToString(
            "not met: processName.has(\"wget\") of NEW's \"Shell\" (a.drl:6): process.name is curl,"
                + " not wget");
  }

  @Test
  void totalsAreSortedByTheMostFrequentReason() throws IOException {
    Path rules = ShippedRules.copyTo(fresh());
    ShippedRules.edit(rules.resolve("detection.drl"), "\"curl\", ", "");
    Files.writeString(
        rules.resolve("exclusions/d.drl"), EXCLUSION.formatted("userName.has(\"www\")"));
    List<byte[]> documents = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String user = i < 9 ? "www" : "root";
      String program = i < 9 ? "perl" : "curl";
      Step exec = Step.exec("e" + i, 2000L * i).with("user.name", user);
      documents.add(exec.with("process.name", program).json());
      documents.add(Step.connection("n" + i, 2000L * i + 5).json());
    }
    documents.add("no JSON".getBytes(StandardCharsets.UTF_8));
    documents.add(Step.exec("e", 0).without("@timestamp").json());

    Totals totals = diff(SHIPPED, RuleSet.load(rules), null, documents);
    assertThat(totals.onlyOld()).isEqualTo(12);
    assertThat(totals.both()).isZero();
    assertThat(totals.reasons())
        .extracting(count -> count.alerts() + " " + count.reason())
        .containsExactly(
            "9 excluded by NEW's \"Deploy script\" (exclusions/d.drl:3)",
            "3 no longer suspected by NEW's \"Suspicious program starts\" (detection.drl:14)");
    assertThat(totals.malformed()).isEqualTo(1);
    assertThat(totals.ignored()).isEqualTo(1);
    assertThat(rejected).hasSize(2);
  }

  /** A diff finds the same differences as two separate runs, and knows every reason. */
  @Test
  void oneDiffFindsWhatTwoRunsFind() throws IOException {
    RuleSet changed = changed();
    Duration lateness = Duration.ofSeconds(2);
    int differences = 0;
    for (int seed = 0; seed < 40; seed++) {
      List<String> stream =
          HostileStreams.shuffledWithin(
              HostileStreams.stream(seed, 200), seed, lateness.toMillis());
      Duration bound = seed % 2 == 0 ? lateness : null;
      List<byte[]> documents =
          stream.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
      Set<String> old = ids(SHIPPED, bound, documents);
      Set<String> now = ids(changed, bound, documents);

      found.clear();
      Totals totals = diff(SHIPPED, changed, bound, documents);
      assertThat(ids(Change.REMOVED)).as("stream %d", seed).isEqualTo(without(old, now));
      assertThat(ids(Change.ADDED)).as("stream %d", seed).isEqualTo(without(now, old));
      assertThat(totals.both())
          .as("stream %d", seed)
          .isEqualTo(old.size() - without(old, now).size());
      assertThat(found)
          .as("stream %d", seed)
          .allMatch(difference -> difference.reason().kind() != Kind.UNKNOWN);
      differences += found.size();
    }
    assertThat(differences).isGreaterThan(100);
  }

  private RuleSet changed() throws IOException {
    Path rules = ShippedRules.copyTo(folder.resolve("changed"));
    ShippedRules.edit(rules.resolve("detection.drl"), "after[0s, 1s]", "after[0s, 3s]");
    ShippedRules.edit(rules.resolve("detection.drl"), "\"curl\", ", "");
    ShippedRules.edit(rules.resolve("exclusions/working-directory.drl"), "\"/opt/rapid7*\",", "");
    Files.writeString(
        rules.resolve("exclusions/d.drl"), EXCLUSION.formatted("processName.like(\"p*\")"));
    return RuleSet.load(rules);
  }

  private static Set<String> ids(
      RuleSet rules, @Nullable Duration lateness, List<byte[]> documents) {
    Detector.Builder builder =
        Detector.builder(rules).maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
    Pairs pairs =
        Pairs.of(
            lateness == null ? builder.untilTheEnd() : builder.lateness(lateness),
            detector -> documents.forEach(detector::accept));
    return pairs.ids();
  }

  private Set<String> ids(Change change) {
    return found.stream()
        .filter(difference -> difference.change() == change)
        .map(Difference::alertId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(others);
    return rest;
  }

  private Difference only(RuleSet before, RuleSet after, Step... steps) {
    found.clear();
    diff(before, after, null, steps);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private Totals diff(RuleSet before, RuleSet after, @Nullable Duration lateness, Step... steps) {
    return diff(before, after, lateness, Arrays.stream(steps).map(Step::json).toList());
  }

  private Totals diff(
      RuleSet before, RuleSet after, @Nullable Duration lateness, List<byte[]> documents) {
    Diff.Listener listener =
        new Diff.Listener() {
          @Override
          public void difference(Difference difference) {
            found.add(difference);
          }

          @Override
          public void rejected(Origin origin, String reason) {
            rejected.add(origin + ": " + reason);
          }

          @Override
          public void ruleFault(Side side, String rule, EventRef event, String fault) {
            faults.add(side + " " + rule);
          }
        };
    try (Diff diff = new Diff(before, after, lateness, listener)) {
      DocumentSource.of(documents).read(diff);
      diff.finish();
      return diff.totals();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private RuleSet edited(String file, String words, String others) throws IOException {
    Path rules = ShippedRules.copyTo(fresh());
    ShippedRules.edit(rules.resolve(file), words, others);
    return RuleSet.load(rules);
  }

  private RuleSet with(String file, String text) throws IOException {
    Path rules = ShippedRules.copyTo(fresh());
    Files.writeString(rules.resolve(file), text);
    return RuleSet.load(rules);
  }

  /** A folder for another copy. */
  private Path fresh() throws IOException {
    return Files.createTempDirectory(folder, "rules");
  }
}
