package dev.weir.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.ShippedRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTextTest {

  @Test
  void aShippedRuleIsTakenApart() {
    RuleText pairing = ShippedRules.get().texts().get(ShippedRules.DETECTION);

    assertThat(pairing.isPlain()).isTrue();
    assertThat(pairing.patterns())
        .extracting(RuleText.PatternText::binding)
        .containsExactly("$suspect", "$connection");
    assertThat(pairing.patterns().get(0).bindings()).containsExactly("$exec : event");
    assertThat(pairing.patterns().get(1).conditions())
        .extracting(Condition::text)
        .containsExactly(
            "hostOsType.has(\"linux\")",
            "eventAction.has(\"connection_attempted\")",
            "destinationIp.cidrMatch(\"169.254.169.254\")",
            "hostId == $suspect.hostId",
            "processParentEntityId == $suspect.processParentEntityId",
            "this after[0s, 1s] $suspect");
    assertThat(pairing.consequence()).contains("alerts.raise($exec, $connection);");
    assertThat(pairing.source()).startsWith("rule \"Unusual IMDS API Request\"").endsWith("end");
  }

  @Test
  void attributesAndPlacesAreThose() {
    RuleText newer = ShippedRules.get().texts().get("A newer suspect takes the older one's place");
    assertThat(newer.attributes()).containsEntry("salience", "-1");

    Condition detection = newer.patterns().get(0).conditions().get(0);
    RuleIssue issue = newer.issueAt(detection.offset(), RuleIssue.Severity.WARNING, "look here");
    assertThat(issue.snippet().substring(issue.column() - 1)).startsWith("detection == \"");
    assertThat(issue.toString()).contains(": warning: look here\n");
  }

  @Test
  void whatIsMoreThanPatternsIsSaid() {
    String head = "package a;\nimport dev.weir.event.Suspect;\nrule \"A\"\nwhen\n";
    for (String more :
        List.of("not Suspect()", "exists Suspect()", "eval(true)", "(Suspect() or Suspect())")) {
      String drl = head + "$s : Suspect(/* a || b */ hostId != null)\n" + more + "\nthen\nend\n";
      List<RuleText> rules = RuleText.of(new DrlFile("a.drl", drl));
      assertThat(rules).hasSize(1);
      assertThat(rules.get(0).isPlain()).as(more).isFalse();
      assertThat(rules.get(0).patterns().get(0).conditions())
          .extracting(Condition::text)
          .containsExactly("hostId != null");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "'// a comment\n', true",
    "'/* one\nmore */   ', true",
    "'@version(4) ', false",
    "'when', false",
  })
  void layoutAndCommentsAreNoChange(String more, boolean same) {
    String drl = "rule \"A\"\n%swhen Suspect(hostId == \"a  b\") then end\n";
    RuleText before = RuleText.of(new DrlFile("a.drl", String.format(drl, ""))).get(0);
    String edited = String.format("// head\n" + drl, more.equals("when") ? "" : more);
    edited = more.equals("when") ? edited.replace("a  b", "a b") : edited;
    RuleText after = RuleText.of(new DrlFile("a.drl", edited)).get(0);

    assertThat(before.saysTheSameAs(after)).isEqualTo(same);
  }

  @Test
  void aFileThatDoesNotParseHasNoRules() {
    assertThat(RuleText.of(new DrlFile("a.drl", "rule \"A\" when Suspect( then end"))).isEmpty();
  }
}
