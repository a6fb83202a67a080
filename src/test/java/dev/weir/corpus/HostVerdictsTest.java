package dev.weir.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Rules over stories; which rules find what is for the report, not for this test. */
class HostVerdictsTest {

  private static final RuleSet RULES =
      RuleSet.of(
          Map.of(
              "metadata.drl",
              """
              package corpus
              import dev.weir.event.*
              global dev.weir.alert.Alerts alerts

              rule "Any connection"
                @severity(low)
              when
                $connection : NetworkEvent(eventType.has("start"), destinationPort.has("80"))
              then
                alerts.raise($connection);
              end
              """));

  private static final List<HostStory> SOME =
      HostStory.all().stream().filter(story -> story.name().hashCode() % 40 == 0).toList();

  @Test
  void aStoryHasTheSameVerdictAloneAndAmongOthers() {
    List<HostVerdicts.Verdict> alone = HostVerdicts.alone(RULES, SOME);

    assertThat(alone).anyMatch(verdict -> verdict.during() == 1 && verdict.hit() == 1);
    assertThat(HostVerdicts.together(RULES, SOME)).isEqualTo(alone);
  }

  @Test
  void tableCountsAttacksAndOrdinaryStories() {
    Map<Boolean, List<HostStory>> stories =
        HostStory.all().stream()
            .filter(HostStory::visible)
            .collect(Collectors.partitioningBy(HostStory::attack));
    HostStory attack = stories.get(true).get(0);
    HostStory ordinary = stories.get(false).get(0);

    String table =
        HostVerdicts.table(
            List.of(
                new HostVerdicts.Verdict(attack, 3, -1, 3, 2, Map.of(), 1),
                new HostVerdicts.Verdict(attack, 1, 1, -1, -1, Map.of(), 1),
                new HostVerdicts.Verdict(ordinary, 0, 0, -1, -1, Map.of(), 1)));

    assertThat(table.lines().map(line -> line.replaceAll(" +", " ")).toList())
        .contains(
            "any 1/2 1/2 0/0 1/2 1/1 0.500 0.500",
            ">= medium 1/2 1/2 0/0 0/2 0/1 1.000 0.500",
            ">= high 1/2 0/2 0/0 0/2 0/1 1.000 0.500",
            ">= critical 0/2 0/2 0/0 0/2 0/1 0.000 0.000");
  }

  @Test
  @EnabledIfSystemProperty(named = "weir.corpus.report", matches = "true")
  void writesTheReport() throws Exception {
    HostVerdicts.report(Path.of("target", "corpus.txt"));
  }
}
