package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.Coverage.State;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The coverage of small rule sets. */
class CoverageTest {

  private static final String HEAD =
      "package a;\nimport dev.weir.event.*;\nglobal dev.weir.alert.Alerts alerts;\n";

  private static final String TWO_STEPS =
      """
      rule "Starts"
      when
          $e : ProcessEvent(processName.has("x") || userName.has("root"))
      then insert(new Suspect("d", $e)); end
      rule "Known" @exclusion
      when
          $s : Suspect(detection == "d", hostName.like("batch*"))
      then delete($s); end
      rule "Alert"
      when
          $s : Suspect(detection == "d", $e : event)
          $c : NetworkEvent(hostId == $s.hostId, this after[0s, 1s] $s)
      then alerts.raise($e, $c); delete($s); end
      """;

  @Test
  void anAlternativeIsDecidedWhereItAloneHolds() {
    RuleSet rules = alertIf("processName.has(\"x\") || userName.has(\"root\")");
    RuleCase both = alerts(exec().with("process.name", "x").with("user.name", "root"));
    RuleCase one = alerts(exec().with("process.name", "x"));
    RuleCase other = alerts(exec().with("user.name", "root"));
    RuleCase none = silent(exec());

    assertThat(undecided(rules, both, none))
        .containsExactly("processName.has(\"x\")", "userName.has(\"root\")");
    assertThat(undecided(rules, both, none, one)).containsExactly("userName.has(\"root\")");
    assertThat(undecided(rules, one, other, none)).isEmpty();
  }

  @Test
  void aConditionIsDecidedWhereItAloneFailsAndTheRuleFiresElsewhere() {
    RuleSet rules = alertIf("processName.has(\"x\"), userName.has(\"root\")");
    RuleCase hit = alerts(exec().with("process.name", "x").with("user.name", "root"));
    RuleCase noUser = silent(exec().with("process.name", "x"));
    RuleCase noName = silent(exec().with("user.name", "root"));
    RuleCase neither = silent(exec());

    assertThat(undecided(rules, hit, neither))
        .containsExactly("processName.has(\"x\")", "userName.has(\"root\")");
    assertThat(undecided(rules, hit, noUser)).containsExactly("processName.has(\"x\")");
    assertThat(undecided(rules, hit, noUser, noName)).isEmpty();
    assertThat(undecided(rules, noUser, noName))
        .containsExactly("Alert", "processName.has(\"x\")", "userName.has(\"root\")");
  }

  @Test
  void negatedValuesAreDecidedWhereTheyKeepTheRuleSilent() {
    RuleSet rules = alertIf("processName.present, !(processName.like(\"a*\", \"b\"))");
    RuleCase hit = alerts(exec().with("process.name", "x"));
    RuleCase none = silent(exec().without("process.name"));
    RuleCase a = silent(exec().with("process.name", "a"));
    RuleCase b = silent(exec().with("process.name", "b"));

    assertThat(undecided(rules, hit, a)).hasSize(2).contains("processName.like(\"b\")");
    assertThat(undecided(rules, hit, a, b)).containsExactly("processName.present");
    assertThat(undecided(rules, hit, a, b, none)).isEmpty();
  }

  @Test
  void operandsOfAnArmAreDecidedEachForItself() {
    RuleSet rules =
        alertIf("(processName.has(\"x\") && userName.has(\"root\")) || hostName.has(\"h\")");
    RuleCase first = alerts(exec().with("process.name", "x").with("user.name", "root"));
    RuleCase second = alerts(exec().with("host.name", "h"));
    RuleCase half = silent(exec().with("process.name", "x"));
    RuleCase otherHalf = silent(exec().with("user.name", "root"));

    assertThat(undecided(rules, first, second, half)).containsExactly("processName.has(\"x\")");
    assertThat(undecided(rules, first, second, half, otherHalf)).isEmpty();
  }

  @Test
  void aCaseThatFailsOrFiresNothingDecidesNothing() {
    RuleSet one = alertIf("processName.has(\"x\") || userName.has(\"root\")");
    RuleCase wrong = silent(exec().with("process.name", "x"));
    assertThat(undecided(one, wrong)).contains("processName.has(\"x\")");

    // the first step alone: it makes a suspect, and no connection comes
    RuleSet two = rules(TWO_STEPS);
    RuleCase started = silent(exec().with("process.name", "x"));
    RuleCase paired = pair(exec().with("process.name", "x"), Step.connection("n1", 5));
    assertThat(undecided(two, started)).contains("processName.has(\"x\")");
    assertThat(undecided(two, started, paired)).doesNotContain("processName.has(\"x\")");
  }

  @Test
  void joinsAreEvaluatedForEarlierSuspects() {
    RuleSet rules = rules(TWO_STEPS);
    Step exec = exec().with("process.name", "x");
    RuleCase hit = pair(exec, Step.connection("n1", 5));
    RuleCase otherHost = silent(exec, Step.connection("n1", 5).on("h2"));
    RuleCase late = silent(exec, Step.connection("n1", 1001));
    RuleCase before = silent(Step.connection("n1", 0), exec().at(5));

    assertThat(undecided(rules, hit, before))
        .contains("hostId == $s.hostId", "this after[0s, 1s] $s");
    assertThat(undecided(rules, hit, otherHost, late))
        .doesNotContain("hostId == $s.hostId", "this after[0s, 1s] $s");
  }

  @Test
  void anExclusionIsDecidedWhereTheCaseWouldAlertWithoutIt() {
    RuleSet rules = rules(TWO_STEPS);
    Step exec = exec().with("process.name", "x").with("host.name", "batch-1");
    RuleCase alone = excluded(exec);
    RuleCase connects = excluded(exec, Step.connection("n1", 5));

    assertThat(undecided(rules, alone)).contains("Known");
    assertThat(undecided(rules, connects)).doesNotContain("Known");
  }

  @Test
  void aRuleWithoutCasesIsReportedOnceAtItsLocation() {
    RuleSet rules = rules(TWO_STEPS);
    RuleCase hit = pair(exec().with("process.name", "x"), Step.connection("n1", 5));

    Coverage coverage = Coverage.of(rules, List.of(hit));

    assertThat(coverage).hasToString("covers 3 of 9 clauses");
    assertThat(coverage.findings().get(2).issue())
        .hasToString(
            """
            a.drl:8:1: warning: no case needs this exclusion or its clause
            rule "Known" @exclusion
            ^
            hint: write a case with excluded-by: "Known\"""");
    assertThat(Coverage.of(rules, List.of()).findings())
        .extracting(part -> part.issue().text())
        .containsExactly(
            "no case makes this rule fire or its 3 clauses",
            "no case needs this exclusion or its clause",
            "no case makes this rule alert or its 2 clauses");
  }

  @Test
  void whatMakesNoDifferenceNeedsNoCase() {
    String covered = "processName.like(\"a*\", \"ab?\", \"b\", \"b\"), processName.present";
    RuleSet rules = alertIf(covered);
    assertThat(with(Coverage.of(rules, List.of()), State.IDLE))
        .containsExactly(
            "processName.like(\"ab?\")", "processName.like(\"b\")", "processName.present");

    assertThat(with(Coverage.of(rules(TWO_STEPS), List.of()), State.IDLE))
        .containsOnly("detection == \"d\"");
    String other = "rule \"O\" when $e : OtherEvent() then insert(new Suspect(\"o\", $e)); end\n";
    assertThat(with(Coverage.of(rules(TWO_STEPS + other), List.of()), State.IDLE)).isEmpty();
  }

  @Test
  void whatIsNotAnalyzedIsReported() {
    String many =
        IntStream.rangeClosed(1, 101)
            .mapToObj(i -> "\"v" + i + "\"")
            .collect(Collectors.joining(","));
    RuleSet rules =
        rules(
            "declare Note\n text : String\nend\n"
                + "rule \"Not\" when $e : ProcessEvent(userName.has(\"u\"))"
                + " not Suspect(hostId == $e.hostId) then alerts.raise($e); end\n"
                + "rule \"Declared\" when Note(text == \"x\") then end\n"
                + "rule \"Bound\" when $e : ProcessEvent($n : processName.has(\"x\")) then end\n"
                + "rule \"Long\" when ProcessEvent(processName.like("
                + many
                + ")) then end\n");
    RuleCase user = alerts(exec().with("user.name", "u"));
    RuleCase noUser = silent(exec());

    Coverage coverage = Coverage.of(rules, List.of(user, noUser));

    assertThat(coverage.findings().stream().filter(part -> part.state() == State.NOT_ANALYZED))
        .extracting(part -> part.rule().name() + ": " + part.issue().text())
        .containsExactly(
            "Not: not analyzed: the conditions in not, exists, or, from and the like",
            "Declared: not analyzed: text == \"x\"",
            "Bound: not analyzed: the condition in this binding",
            "Long: not analyzed: the single values of this list, which has 101");
    assertThat(with(coverage, State.DECIDED)).contains("Not", "userName.has(\"u\")");
    assertThat(coverage.toString()).endsWith(", 4 not analyzed");
  }

  @Test
  void aBeginningThatAllDetectionsHaveIsIdle() {
    String marks =
        "rule \"A\" when $e : ProcessEvent(userName.has(\"a\")) then"
            + " insert(new Suspect(\"x-a\", $e)); end\n"
            + "rule \"B\" when $e : ProcessEvent(userName.has(\"b\")) then"
            + " insert(new Suspect(\"%s\", $e)); end\n"
            + "rule \"Known\" @exclusion when $s : Suspect(detection.startsWith(\"x-\"),"
            + " hostName.has(\"h\")) then delete($s); end\n";
    Coverage all = Coverage.of(rules(marks.formatted("x-b")), List.of(silent(exec())));
    Coverage some = Coverage.of(rules(marks.formatted("y-b")), List.of(silent(exec())));

    assertThat(with(all, State.IDLE)).containsExactly("detection.startsWith(\"x-\")");
    assertThat(with(some, State.IDLE)).isEmpty();
  }

  @Test
  void aConditionThatThrowsAloneIsJudgedByTheCase() {
    RuleSet rules = alertIf("userName.count() > 0, userName.first().length() > 2");
    RuleCase longer = alerts(exec().with("user.name", "root"));
    RuleCase shorter = silent(exec().with("user.name", "me"));
    RuleCase none = silent(exec());

    assertThat(undecided(rules, none, longer)).containsExactly("userName.first().length() > 2");
    assertThat(undecided(rules, none, longer, shorter)).isEmpty();
  }

  private static RuleSet alertIf(String conditions) {
    return rules(
        "rule \"Alert\" when $e : ProcessEvent(" + conditions + ") then alerts.raise($e); end\n");
  }

  private static RuleSet rules(String rules) {
    return RuleSet.of(Map.of("a.drl", HEAD + rules));
  }

  private static List<String> undecided(RuleSet rules, RuleCase... cases) {
    return with(Coverage.of(rules, List.of(cases)), State.UNDECIDED);
  }

  /** Rules by name and clauses by text in a state. */
  private static List<String> with(Coverage coverage, State state) {
    return coverage.parts().stream()
        .filter(part -> part.state() == state)
        .map(part -> part.clause() == null ? part.rule().name() : part.clause().toString())
        .toList();
  }

  private static Step exec() {
    return Step.exec("e1", 0);
  }

  private static RuleCase alerts(Step step) {
    return ruleCase(List.of(List.of("e1")), List.of(), step);
  }

  private static RuleCase silent(Step... steps) {
    return ruleCase(List.of(), List.of(), steps);
  }

  private static RuleCase pair(Step exec, Step connection) {
    return ruleCase(List.of(List.of("e1", "n1")), List.of(), exec, connection);
  }

  private static RuleCase excluded(Step... steps) {
    return ruleCase(List.of(), List.of("Known"), steps);
  }

  private static RuleCase ruleCase(
      List<List<String>> pairs, List<String> excludedBy, Step... steps) {
    List<byte[]> events = new ArrayList<>();
    Stream.of(steps).map(Step::json).forEach(events::add);
    return new RuleCase(
        "t", "x", "t.yaml", 1, "", events, pairs, excludedBy, false, Map.of(), Map.of());
  }
}
