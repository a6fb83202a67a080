package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.ShippedRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrlRuleTest {

  @Test
  void shippedRuleIsParsed() {
    DrlRule pairing = ShippedRules.get().tree().rule(ShippedRules.DETECTION);

    assertThat(pairing.isPlain()).isTrue();
    assertThat(pairing.patterns())
        .extracting(DrlPattern::binding)
        .containsExactly("$suspect", "$connection");
    assertThat(pairing.patterns().get(0).bindings())
        .extracting(DrlPattern.Binding::text)
        .containsExactly("$exec : event");
    assertThat(pairing.patterns().get(1).conditions())
        .extracting(Condition::text)
        .containsExactly(
            "hostOsType.has(\"linux\")",
            "eventAction.has(\"connection_attempted\")",
            "destinationIp.cidrMatch(\"169.254.169.254\")",
            "hostId == $suspect.hostId",
            "processParentEntityId == $suspect.processParentEntityId",
            "this after[0s, 1s] $suspect");
    assertThat(pairing.actions())
        .extracting(Expression.Call::name)
        .containsExactly("raise", "delete");
    assertThat(pairing.raisesAlerts()).isTrue();
    assertThat(pairing.deletes("$suspect")).isTrue();
    assertThat(pairing.onlyDeletes("$suspect")).isFalse();
    assertThat(pairing.source()).startsWith("rule \"Unusual IMDS API Request\"").endsWith("end");
  }

  @Test
  void attributesAndPlacesAreFound() {
    DrlRule newer = ShippedRules.get().tree().rule("A newer suspect takes the older one's place");
    assertThat(newer.attributes().get("salience").value()).isEqualTo("-1");
    assertThat(newer.onlyDeletes("$older")).isTrue();

    Condition detection = newer.patterns().get(0).conditions().get(0);
    DrlPlace place = newer.place(detection.offset());
    assertThat(place.snippet().substring(place.column() - 1)).startsWith("detection == \"");
  }

  @Test
  void ruleWithMoreThanPatternsIsNotPlain() {
    String head = "package a;\nimport dev.weir.event.Suspect;\nrule \"A\"\nwhen\n";
    for (String more :
        List.of("not Suspect()", "exists Suspect()", "eval(true)", "(Suspect() or Suspect())")) {
      String drl = head + "$s : Suspect(/* a || b */ hostId != null)\n" + more + "\nthen\nend\n";
      List<DrlRule> rules = new DrlFile("a.drl", drl).rules();
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
    DrlRule before = new DrlFile("a.drl", String.format(drl, "")).rules().get(0);
    String edited = String.format("// head\n" + drl, more.equals("when") ? "" : more);
    edited = more.equals("when") ? edited.replace("a  b", "a b") : edited;
    DrlRule after = new DrlFile("a.drl", edited).rules().get(0);

    assertThat(before.saysTheSameAs(after)).isEqualTo(same);
  }

  @Test
  void aFileThatDoesNotParseHasNoRules() {
    assertThat(new DrlFile("a.drl", "rule \"A\" when Suspect( then end").rules()).isEmpty();
  }

  @Test
  void annotationsHaveValuesOnOneLineWithTheirPlaces() {
    String drl =
        "rule \"A\"\n@tags(\"x\",\n  \"y \\\" z\") @version( 3 ) @exclusion @text(\"one\n  two\") salience 2"
            + "\nwhen then end";
    DrlRule rule = new DrlFile("a.drl", drl).rules().get(0);

    assertThat(rule.annotations().keySet()).containsExactly("tags", "version", "exclusion", "text");
    assertThat(rule.annotations().values())
        .allSatisfy(one -> assertThat(drl.substring(one.offset())).startsWith("@" + one.name()))
        .flatExtracting(DrlRule.Annotation::values)
        .extracting(Expression.Text::value)
        .containsExactly("x", "y \" z", "3", "one two");
    assertThat(drl.substring(rule.annotations().get("version").values().get(0).start()))
        .startsWith("3 )");
  }

  @Test
  void declarationsAreFoundWithTheirPlaces() {
    String drl =
        "package a.b;\nimport dev.weir.event.*; // all\nimport java.util.List;\n"
            + "declare Seen @role(event) @timestamp(at) at : long end\n"
            + "declare Other extends Seen end\n"
            + "function String[] f() { return new String[] {\"x\" /* } */}; }\n";
    DrlFile file = new DrlFile("a.drl", drl);

    assertThat(file.packageName()).isEqualTo("a.b");
    assertThat(file.imports())
        .containsExactly(
            new DrlFile.Import("dev.weir.event.*", drl.indexOf("dev.weir")),
            new DrlFile.Import("java.util.List", drl.indexOf("java.util")));
    assertThat(file.types())
        .containsExactly(
            new DrlFile.Type("Seen", drl.indexOf("Seen"), false, true),
            new DrlFile.Type("Other", drl.indexOf("Other"), true, false));
    assertThat(file.functions()).hasSize(1);
    assertThat(file.functions().get(0).returnsTexts()).isTrue();
  }
}
