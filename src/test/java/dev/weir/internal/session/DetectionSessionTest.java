package dev.weir.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.Alert;
import dev.weir.event.Event;
import dev.weir.event.Suspect;
import dev.weir.internal.read.EventReader;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session handles faulty rules, memory, decisions and new rules. */
class DetectionSessionTest {

  private static final long PLENTY = 64L << 20;

  private static final String GLOBAL = "global dev.weir.alert.Alerts alerts;\n";

  /** Divides by zero on a connection without a user. */
  private static final String CARELESS_DETECTION =
      "when $n : NetworkEvent(100 / userName.count() > 1) then alerts.raise($n); end";

  private final EventReader reader = new EventReader();
  private final Heard heard = new Heard();
  private DetectionSession session;

  @TempDir private Path folder;

  @AfterEach
  void close() {
    session.close();
  }

  // Faulty rules

  @ParameterizedTest
  @ValueSource(
      strings = {
        "when $s : Suspect(userName.first().length() > 3) then delete($s); end",
        "when $s : Suspect(processPid.count() / userName.count() == 5) then delete($s); end",
        "when $s : Suspect() then if ($s.getUserName().first().length() > 3) delete($s); end",
        "when $s : Suspect() then delete($s); throw new IllegalStateException(\"careless\"); end",
      })
  void aFaultyExclusionHidesNoAlert(String body) throws IOException {
    open("Careless", "@exclusion " + body);

    fire(Step.exec("e1", 0), Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).startsWith("Careless on e1").allMatch(it -> it.startsWith("Careless"));
    assertThat(heard.excluded).isEmpty();
  }

  @Test
  void aFaultHidesNoAlertOfAnotherHost() throws IOException {
    open(
        "Careless",
        "@exclusion when $s : Suspect(userName.first().length() > 3) then delete($s); end");

    fire(
        Step.exec("e1", 0).on("h1").with("user.name", "bo"),
        Step.exec("e2", 0).on("h2"), // the rule throws
        Step.connection("n1", 10).on("h1"),
        Step.connection("n2", 10).on("h2"));

    assertThat(heard.pairs()).contains("e1+n1", "e2+n2");
    assertThat(heard.faults)
        .contains("Careless on e2")
        .allMatch(fault -> fault.startsWith("Careless"));
  }

  /** One crafted event in ten thousand costs no more than the next event, and few sessions. */
  @Test
  void aHostThatFaultsAgainAndAgainCostsASessionEverLessOften() throws IOException {
    open("Careless", CARELESS_DETECTION, GLOBAL);

    for (int i = 0; i < 10_000; i++) {
      fire(Step.connection("c" + i, i).on("attacker"));
    }
    assertThat(heard.faults).hasSize(14).allMatch(fault -> fault.startsWith("Careless on c"));
    assertThat(session.openedSessions()).isLessThan(50);

    fire(Step.connection("n", 0).on("victim").with("user.name", "anna"));
    assertThat(heard.alerts).hasSize(1);
  }

  /** What invented hosts can cost: 20 hosts a rule, then it is skipped for 10,000 events. */
  @Test
  void aRuleThatThrowsOnTwentyHostsIsSuspendedForAllAndTriedAgain() throws IOException {
    open("Careless", CARELESS_DETECTION, GLOBAL);

    for (int i = 0; i < 5_000; i++) {
      fire(Step.connection("c" + i, i).on("forged" + i));
    }
    assertThat(heard.faults).hasSize(RuleFaults.MAX_HOSTS);
    assertThat(session.openedSessions()).isLessThan(5 * RuleFaults.MAX_HOSTS);
    assertThat(session.skipped()).containsOnlyKeys("Careless");
    assertThat(String.valueOf(session.skipped().get("Careless")))
        .startsWith(
            "rule \"Careless\" is skipped for all hosts, because 20 hosts made it throw, such as host"
                + " forged19 (")
        .endsWith(" on event c19)");
    fire(Step.exec("e1", 0), Step.connection("n1", 10).with("user.name", "anna"));
    assertThat(heard.pairs()).as("all other rules go on").containsExactly("e1+n1");

    for (int i = 0; i < 5_018; i++) {
      fire(Step.connection("h" + i, i).on("good").with("user.name", "anna"));
    }
    assertThat(session.skipped()).isEmpty();
    assertThat(heard.alerts).as("the last is decided by all rules again").hasSize(2);
  }

  @Test
  void manyIsolatedHostsShareTheSessionsOfTheRulesTheySkip() throws IOException {
    open("Careless", CARELESS_DETECTION, GLOBAL);

    for (int round = 0; round < 100; round++) {
      for (int host = 0; host < RuleFaults.MAX_HOSTS - 1; host++) {
        fire(Step.connection("c" + round + "-" + host, round).on("h" + host));
      }
    }
    // a host faults in rounds 0, 2, 5, 10, 19, 36 and 69: three sessions each time
    assertThat(heard.faults).hasSize(7 * (RuleFaults.MAX_HOSTS - 1));
    assertThat(session.openedSessions()).isLessThan(3 * heard.faults.size() + 10);
  }

  @Test
  void theTextOfAnExceptionBlamesNoRule() throws IOException {
    open(
        "Careless",
        "@exclusion when $s : Suspect() eval(Integer.parseInt($s.getUserName().first()) > 0)"
            + " then delete($s); end");
    String blamed = "[Rule \"Unusual IMDS API Request\" in";

    fire(Step.exec("e1", 0).with("user.name", blamed), Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).containsExactly("Careless on e1");
  }

  @Test
  void twoFaultyRulesAreBothSkipped() throws IOException {
    open(
        "Careless",
        "@exclusion when $s : Suspect(userName.first().length() > 3) then delete($s); end"
            + " rule \"Clumsy\" @exclusion when $s : Suspect() then"
            + " throw new IllegalStateException(\"clumsy\"); end");

    fire(Step.exec("e1", 0), Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).contains("Careless on e1", "Clumsy on e1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "when $e : ProcessEvent() then insert(\"note\"); update($e); end",
        "when $s : Suspect() then update($s); end",
      })
  void aRuleThatTriggersItselfIsStoppedAndSkipped(String body) throws IOException {
    open("Endless", "salience 5 " + body);

    fire(Step.exec("e1", 0), Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).startsWith("Endless on e1").allMatch(it -> it.startsWith("Endless"));
    assertThat(heard.thrown.get(0)).hasMessageContaining("fired 1000 times for one event");
    assertThat(session.liveSuspects()).isZero();
  }

  @Test
  void anExclusionExpiresByTheTimeOfTheEventEvenIfAnotherHostIsInTheFarFuture() throws IOException {
    open(
        "Until Tuesday",
        "@exclusion date-expires \"28-Jan-2025\" when $s : Suspect() then delete($s); end");
    long twoDays = 2 * 86_400_000L;
    long eighty = 80 * 365 * 86_400_000L;

    fire(
        Step.exec("e1", eighty).on("h1"),
        Step.connection("n1", eighty + 10).on("h1"),
        Step.exec("e2", 0).on("h2"),
        Step.connection("n2", 10).on("h2"),
        Step.exec("e3", twoDays).on("h2"),
        Step.connection("n3", twoDays + 10).on("h2"));

    assertThat(heard.pairs()).containsExactly("e1+n1", "e3+n3");
    assertThat(heard.excluded).containsExactly("Until Tuesday of e2");
  }

  @Test
  void anErrorThatNamesNoRuleIsNotBlamedOnTheDetection() throws IOException {
    open(
        "Too deep",
        "@exclusion when $s : Suspect(processCommandLine.toString() matches \"(a|b)*\")"
            + " then delete($s); end");

    String longLine = "a".repeat(200_000);
    for (int i = 0; i < 110; i++) {
      fire(
          Step.exec("e" + i, 10L * i).with("process.command_line", longLine),
          Step.connection("n" + i, 10L * i + 5));
    }

    assertThat(heard.pairs()).hasSize(110);
    assertThat(heard.faults).isNotEmpty();
  }

  @Test
  void eventsWithoutAHostReleaseSuspectsWithoutOne() throws IOException {
    open(
        "Homeless",
        "when $e : ProcessEvent(hostId == null) then insert(new Suspect(\"homeless\", $e)); end");

    fire(Step.exec("e1", 0).without("host.id"), Step.exec("e2", 5_000).on("h1"));
    assertThat(session.liveSuspects()).isEqualTo(2);

    fire(Step.exec("e3", 5_000).without("host.id"));
    assertThat(session.liveSuspects()).isEqualTo(2);
  }

  @Test
  void anAlertRaisedBeforeAFaultIsNeitherLostNorDoubled() throws IOException {
    open(
        "Fails after the alert",
        "salience -5 when NetworkEvent(eventId.has(\"n1\")) then"
            + " throw new IllegalStateException(\"after\"); end");

    fire(Step.exec("e1", 0), Step.connection("n1", 10));
    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).containsExactly("Fails after the alert on n1");

    fire(Step.connection("n2", 20));
    assertThat(heard.pairs()).as("the exec was used up").containsExactly("e1+n1");
  }

  @Test
  void aFaultKeepsLiveSuspects() throws IOException {
    open(
        "Fails",
        "when NetworkEvent(eventId.has(\"other\")) then throw new IllegalStateException(); end");

    fire(Step.exec("e1", 0), Step.connection("other", 5).of("p9"), Step.connection("n1", 1000));

    assertThat(heard.faults).containsExactly("Fails on other");
    assertThat(heard.pairs()).containsExactly("e1+n1");
  }

  @Test
  void anExclusionThatWorkedBeforeAnotherRuleFailedIsCountedOnce() throws IOException {
    open(
        "Fails",
        "salience -5 when ProcessEvent(eventId.has(\"e1\")) then"
            + " throw new IllegalStateException(); end");

    fire(Step.exec("e1", 0).with("process.working_directory", "/opt/rapid7"));

    assertThat(heard.faults).containsExactly("Fails on e1");
    assertThat(heard.excluded).containsExactly("Known agents by working directory of e1");
  }

  // Memory

  @Test
  void aSuspectIsReleasedWhenItsOwnHostHasMovedPastTheSpan() {
    open();
    fire(Step.exec("e1", 0).on("h1"));

    fire(Step.exec("e2", 9_000_000).on("h2"));
    session.reached("h2", Step.START.toEpochMilli() + 9_000_000_000L);
    assertThat(session.liveSuspects()).as("another host's clock").isEqualTo(1);

    fire(Step.exec("e3", 0).on("h2"));
    session.reached("h1", Step.START.toEpochMilli() + 1000);
    assertThat(session.liveSuspects()).as("within the span").isEqualTo(2);

    session.reached("h1", Step.START.toEpochMilli() + 1001);
    assertThat(session.liveSuspects()).as("past the span").isEqualTo(1);
  }

  @Test
  void aHostThatIsYearsAheadReleasesNoSuspectsOfOthers() {
    open();

    fire(
        Step.exec("e1", 0).on("h1"),
        Step.exec("e2", 0).on("h2").with("@timestamp", "2099-01-01T00:00:00Z"),
        Step.connection("n2", 0).on("h2").with("@timestamp", "2099-01-01T00:00:01Z"),
        Step.connection("n1", 1000).on("h1"));

    assertThat(heard.pairs()).containsExactly("e2+n2", "e1+n1");
  }

  @Test
  void theBoundOnSuspectsEvictsTheOldestAndCounts() {
    int size = Step.exec("e1", 0).json().length + 3_100;
    session = new DetectionSession(ShippedRules.get(), 3L * size, heard);

    for (int i = 1; i <= 5; i++) {
      fire(Step.exec("e" + i, i).of("p" + i));
    }
    assertThat(session.liveSuspects()).isEqualTo(3);
    assertThat(session.evictedSuspects()).isEqualTo(2);

    for (int i = 1; i <= 5; i++) {
      fire(Step.connection("n" + i, 10).of("p" + i));
    }
    assertThat(heard.pairs()).containsExactly("e3+n3", "e4+n4", "e5+n5");
    assertThat(session.liveSuspects()).isZero();
  }

  @Test
  void aSuspectThatIsUsedUpFreesItsMemory() {
    int size = Step.exec("e1", 0).json().length + 3_100;
    session = new DetectionSession(ShippedRules.get(), 2L * size, heard);

    for (int i = 1; i <= 9; i++) {
      fire(Step.exec("e" + i, i), Step.connection("n" + i, i));
    }

    assertThat(heard.alerts).hasSize(9);
    assertThat(session.evictedSuspects()).isZero();
  }

  /** A connection waits one minute for the end of its program, which waits ten for it. */
  @Test
  void eachSuspectWaitsAsLongAsTheRulesThatWantIt() {
    session = new DetectionSession(CloudPack.get(), PLENTY, heard);
    Step connection = Step.connection("n1", 0).with("process.entity_id", "x1");
    Step curl = Step.exec("e1", 0).with("process.entity_id", "x2");

    fire(connection, curl);
    session.reached("h1", Step.START.toEpochMilli() + 60_000);
    assertThat(session.liveSuspects()).isEqualTo(2);
    session.reached("h1", Step.START.toEpochMilli() + 60_001);
    assertThat(session.liveSuspects()).isEqualTo(1);
    session.reached("h1", Step.START.toEpochMilli() + 600_000);
    assertThat(session.liveSuspects()).isEqualTo(1);
    session.reached("h1", Step.START.toEpochMilli() + 600_001);
    assertThat(session.liveSuspects()).isZero();
  }

  @Test
  void aSuspectThatNoRuleJoinsByTimeWaitsAsLongAsAnyDoes() throws IOException {
    open("Notes", "when $e : ProcessEvent() then insert(new Suspect(\"noted\", $e)); end");

    fire(Step.exec("e1", 0).with("process.name", "bland"));
    session.reached("h1", Step.START.toEpochMilli() + 1_000);
    assertThat(session.liveSuspects()).isEqualTo(1);
    session.reached("h1", Step.START.toEpochMilli() + 1_001);
    assertThat(session.liveSuspects()).isZero();
  }

  @Test
  void aSuspectWaitsForeverIfARuleJoinsItWithoutALimit() throws IOException {
    open(
        "Any time after",
        "when $s : Suspect(detection == \"unusual-imds-request\")"
            + " NetworkEvent(processName.has(\"late\"), this after $s) then delete($s); end");

    fire(Step.exec("e1", 0));
    session.reached("h1", Step.START.toEpochMilli() + 1_000_000_000);

    assertThat(session.liveSuspects()).isEqualTo(1);
  }

  @Test
  void onlySuspectsStayInMemory() throws IOException {
    open(
        "Sees two connections",
        "salience 9 when $a : NetworkEvent() $b : NetworkEvent(this != $a) then"
            + " throw new IllegalStateException(\"a connection lives on\"); end"
            + " rule \"Sees two execs\" salience 9 when $a : ProcessEvent() $b : ProcessEvent(this"
            + " != $a) then throw new IllegalStateException(\"an exec lives on\"); end"
            + " rule \"Leaves a note\" when ProcessEvent() then insert(\"note\"); end"
            + " rule \"Sees a note\" when String() NetworkEvent() then"
            + " throw new IllegalStateException(\"a note lives on\"); end");

    fire(
        Step.exec("e1", 0),
        Step.exec("e2", 1).of("p2"),
        Step.connection("n1", 2).of("p3"),
        Step.connection("n2", 3).of("p4"));

    assertThat(heard.faults).isEmpty();
    assertThat(session.liveSuspects()).isEqualTo(2);
  }

  // Decisions

  @Test
  void anExcludedExecReplacesNoOlderSuspect() {
    open();

    fire(
        Step.exec("e1", 0),
        Step.exec("e2", 5).with("process.working_directory", "/opt/rapid7/x"),
        Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.excluded).containsExactly("Known agents by working directory of e2");
  }

  @Test
  void theNewestExecPairsAndIsUsedUp() {
    open();

    fire(
        Step.exec("e1", 0),
        Step.exec("e2", 5),
        Step.connection("n1", 10),
        Step.connection("n2", 11));

    assertThat(heard.pairs()).containsExactly("e2+n1");
    assertThat(session.liveSuspects()).isZero();
  }

  @Test
  void anAlertHasTheRuleAndTheCompleteEvents() {
    open();
    Step exec = Step.exec("e1", 0).with("labels.any", "kept");

    fire(exec, Step.connection("n1", 10));

    Alert alert = heard.alerts.get(0);
    assertThat(alert.rule().id()).isEqualTo("ecc0cd54-608e-11ef-ab6d-f661ea17fbce");
    assertThat(alert.sequence().get(0).document().json()).isEqualTo(exec.json());
  }

  @Test
  void anEventIsWantedIfAConditionThrows() throws IOException {
    open("Careless", "when ProcessEvent(userName.first().length() > 3) then end");
    Event exec = Step.exec("e1", 0).fact(reader);

    assertThat(session.wants(exec)).isTrue();
    session.fire(exec);
    fire(Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.faults).containsExactly("Careless on e1");
  }

  private void open() {
    session = new DetectionSession(ShippedRules.get(), PLENTY, heard);
  }

  // New rules

  @Test
  void anAlertIsRaisedOnceAcrossASwapOfRules() throws IOException {
    String drl = " when $s : Suspect() then alerts.raise($s.getEvent()); end";
    open("Every suspect", drl, "global dev.weir.alert.Alerts alerts;\n");

    fire(Step.exec("e1", 0));
    RuleSet same = RuleSet.load(folder);
    session.swap(new DetectionSession.Successor(same, same));
    fire(Step.exec("other", 5).on("h9").with("process.name", "bland"), Step.connection("n1", 10));

    assertThat(heard.alerts).extracting(Alert::sequence).extracting(List::size).contains(1, 2);
    assertThat(heard.alerts).hasSize(2);
  }

  @Test
  void liveSuspectsAreCarriedOverAndUsedOnesAreNot() throws IOException {
    open("Nothing", "when NetworkEvent(hostId == \"none\") then end");

    fire(Step.exec("e1", 0), Step.connection("n1", 10), Step.exec("e2", 20));
    int carried =
        session.swap(new DetectionSession.Successor(ShippedRules.get(), RuleSet.load(folder)));
    fire(Step.connection("n2", 30), Step.connection("n3", 40));

    assertThat(carried).isEqualTo(1);
    assertThat(heard.pairs()).containsExactly("e1+n1", "e2+n2");
  }

  @Test
  void aNewExclusionRemovesLiveSuspects() throws IOException {
    session = new DetectionSession(ShippedRules.get(), PLENTY, heard);
    fire(Step.exec("e1", 0), Step.exec("e2", 0).on("h2"));

    session.swap(
        successor(
            "h2 is ours", "@exclusion when $s : Suspect(hostId == \"h2\") then delete($s); end"));
    assertThat(session.liveSuspects()).isEqualTo(1);
    fire(Step.connection("n1", 10), Step.connection("n2", 10).on("h2"));

    assertThat(heard.excluded).containsExactly("h2 is ours of e2");
    assertThat(heard.pairs()).containsExactly("e1+n1");
  }

  @Test
  void anExpiredExclusionRemovesNoLiveSuspects() throws IOException {
    session = new DetectionSession(ShippedRules.get(), PLENTY, heard);
    fire(Step.exec("e1", 0));

    session.swap(
        successor(
            "Until last week",
            "@exclusion date-expires \"20-Jan-2025\" when $s : Suspect() then delete($s); end"));
    fire(Step.connection("n1", 10));

    assertThat(heard.pairs()).containsExactly("e1+n1");
    assertThat(heard.excluded).isEmpty();
  }

  @Test
  void aNewExclusionThatThrowsLosesNoLiveSuspect() throws IOException {
    session = new DetectionSession(ShippedRules.get(), PLENTY, heard);
    fire(Step.exec("e1", 0), Step.exec("e2", 0).on("h2"));

    int carried =
        session.swap(
            successor(
                "Careless",
                "@exclusion when $s : Suspect(userName.first().length() > 3) then delete($s); end"));
    fire(Step.connection("n1", 10), Step.connection("n2", 10).on("h2"));

    assertThat(carried).isEqualTo(2);
    assertThat(heard.pairs()).containsExactlyInAnyOrder("e1+n1", "e2+n2");
    assertThat(heard.faults).isNotEmpty().allMatch(fault -> fault.startsWith("Careless"));
  }

  private DetectionSession.Successor successor(String name, String body) throws IOException {
    write(name, body, "");
    return new DetectionSession.Successor(RuleSet.load(folder), ShippedRules.get());
  }

  private void open(String name, String body) throws IOException {
    open(name, body, "");
  }

  private void open(String name, String body, String head) throws IOException {
    write(name, body, head);
    session = new DetectionSession(RuleSet.load(folder), PLENTY, heard);
  }

  private void write(String name, String body, String head) throws IOException {
    Files.writeString(
        ShippedRules.copyTo(folder).resolve("other.drl"),
        "package unusual_imds_request;\n"
            + "import dev.weir.event.*;\n"
            + head
            + ("rule \"" + name + "\" " + body).replace(" rule ", "\nrule "));
  }

  private void fire(Step... steps) {
    for (Step step : steps) {
      session.fire(step.fact(reader));
    }
  }

  private static final class Heard implements DetectionSession.Listener {
    final List<Alert> alerts = new ArrayList<>();
    final List<String> excluded = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final List<String> evicted = new ArrayList<>();
    final List<Throwable> thrown = new ArrayList<>();

    @Override
    public void alert(Alert alert) {
      alerts.add(alert);
    }

    @Override
    public void fired(Firing firing) {
      if (firing.rule().exclusion()) {
        firing
            .released()
            .forEach(suspect -> excluded.add(firing.rule().name() + " of " + suspect.getEventId()));
      }
    }

    @Override
    public void evicted(Suspect suspect) {
      evicted.add(suspect.hostKey() + ":" + suspect.getEventId());
    }

    @Override
    public void fault(String rule, Event event, Throwable fault) {
      faults.add(rule + " on " + event.getEventId());
      thrown.add(fault);
    }

    List<String> pairs() {
      return alerts.stream()
          .filter(alert -> alert.sequence().size() == 2)
          .map(
              alert ->
                  alert.sequence().get(0).getEventId() + "+" + alert.sequence().get(1).getEventId())
          .toList();
    }
  }
}
