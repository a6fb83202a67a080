package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.RuleLint;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the conditions are, the cases pass with the rules that are written for them. */
class DetectionWriterTest {

  private static final List<String> PROGRAM =
      List.of("event.category=process", "event.type=start", "process.name in curl,wget");
  private static final List<String> CONNECTION =
      List.of("event.category=network", "destination.ip in 169.254.169.254,fd00:ec2::/32");

  private static final List<String> ANY =
      List.of(
          "process.name=curl",
          "process.name!=curl",
          "process.name not like bl*",
          "process.name like *",
          "process.name like */x/?",
          "process.command_line like *\\,*",
          "process.executable not in /usr/bin/bland,/x",
          "event.action in exec,fork",
          "host.os.type=linux",
          "host.os.type not in windows,linux,macos",
          "destination.ip=203.0.113.7",
          "destination.ip in 0.0.0.0/1,2001:db8::/32",
          "destination.ip not in 10.0.0.0/8",
          "destination.port in 80,81",
          "host.id=h1",
          "host.id in h2,h3",
          "host.id!=h1",
          "process.parent.entity_id=p1",
          "process.Ext.owner=agent",
          "event.type not in start,end",
          "user.name=\"\\ end ${x} {a: b} - # '",
          "user.name=null",
          "user.name=12",
          "user.name=<gone>");

  @TempDir private Path folder;

  /** Compiled together, because that takes long. */
  @Test
  void anyConditionHasAHitAndANearMiss() {
    List<DetectionText> detections = new ArrayList<>();
    Map<String, String> files = new LinkedHashMap<>();
    for (String condition : ANY) {
      String name = detections.size() + ": - # \u00c4 '%s' " + condition;
      detections.add(text(name, List.of(condition), List.of()));
      if (condition.matches("(host|event|destination|process.parent).*")) { // those of both events
        detections.add(
            text(
                detections.size() + " " + condition,
                List.of("event.category=process", condition),
                List.of("event.category=network", condition)));
      }
    }
    detections.forEach(one -> files.put(one.slug() + ".drl", one.drl("rules")));
    detections.forEach(one -> files.put(one.slug() + ".md", one.guide()));
    RuleSet rules = RuleSet.of(files);

    for (DetectionText one : detections) {
      String yaml = DetectionCases.yaml(one, rules, BaseEvents.orShipped(folder));
      List<RuleCase> cases = CaseTable.load(folder, CaseTable.withBase(folder, "table.yaml", yaml));
      assertThat(cases).as(yaml).hasSizeGreaterThan(one.second().isEmpty() ? 1 : 8);
      assertThat(failures(rules, cases)).as(yaml).isEmpty();
    }
  }

  @Test
  void conditionsOnOneFieldAreMetTogether() {
    List<String> own =
        List.of("user.name like a*,b*", "user.name not in ax,bx", "user.name like *");
    assertPasses(draft("One", own, List.of()), 4);
    List<String> apart = List.of("process.args=-s", "process.args like http*");
    assertPasses(draft("Several values", apart, List.of()), 3);
    List<String> alike = List.of("user.name like a*,ax,a?", "user.name not in b,b");
    assertThat(failures(draft("Alike", alike, List.of()))).isEmpty();
  }

  @Test
  void aConditionThatNothingMeetsFailsItsCase() {
    List<String> never = List.of("user.name=a", "user.name!=a");
    RuleDraft draft = draft("Never", never, List.of());

    assertThat(failures(draft)).containsOnlyKeys("all conditions hold");
  }

  @Test
  void eachValueHasItsOwnHitAndEachConditionItsNearMiss() {
    RuleDraft draft = draft("Pair", PROGRAM, CONNECTION);

    assertThat(draft.cases().stream().filter(one -> !one.pairs().isEmpty()).map(RuleCase::name))
        .containsExactly(
            "all conditions hold",
            "first event: process.name is wget",
            "second event: destination.ip is fd00:ec2::",
            "at the end of the span",
            "only the newest first event counts",
            "a newer first event with another host.id",
            "a newer first event with another process.parent.entity_id",
            "a first event counts once");
    assertThat(draft.cases().stream().filter(one -> one.pairs().isEmpty()).map(RuleCase::name))
        .contains(
            "first event: not event.type=start",
            "first event: not process.name in curl,wget",
            "second event: not event.category=network",
            "after the span",
            "the second event comes first",
            "both without host.id");
    assertPasses(draft, 19);
    Coverage coverage = Coverage.of(draft.rules(), draft.cases());
    assertThat(
            coverage.findings().stream()
                .filter(part -> part.state() == Coverage.State.UNDECIDED)
                .map(part -> part.issue().text()))
        .containsExactly("no case needs $first.precedes(this)"); // after[0s, ...] includes it
  }

  @Test
  void anEventCanBeTheSecondOfOneSequenceAndTheFirstOfTheNext() {
    RuleDraft draft = draft("Same", PROGRAM, PROGRAM);
    assertPasses(draft, 11);

    String table =
        """
        base: {exec: {process.name: curl}}
        cases:
          - name: three in a row
            events: [{exec: {+ms: 0}}, {exec: {+ms: 5}}, {exec: {+ms: 9}}]
            pairs: [[e1, e2], [e2, e3]]
        """;
    Path file = folder.resolve("cases/more.yaml");
    List<RuleCase> cases =
        CaseTable.load(file.getParent(), CaseTable.withBase(file.getParent(), "more.yaml", table));
    assertThat(CaseRun.of(draft.rules(), cases.get(0)).differences()).isEmpty();
  }

  @Test
  void theFilesPassAsTheyWereWritten() throws IOException {
    RuleDraft draft = draft("Written", PROGRAM, CONNECTION);
    draft.write();

    assertThat(draft.files().keySet())
        .allMatch(Files::exists)
        .contains(folder.resolve("detections/written.md"), folder.resolve("cases/base.yaml"));
    RuleSet read = RuleSet.load(folder);
    assertThat(read.hash()).isEqualTo(draft.rules().hash());
    assertThat(CaseTable.load(folder.resolve("cases")))
        .allMatch(one -> CaseRun.of(read, one).passed());
    assertThat(new DetectionWriter(folder, read).taken("written"))
        .isEqualTo("the rule \"Written\" (written) already exists");
    assertThat(new DetectionWriter(folder, null).taken("WRITTEN"))
        .isEqualTo(folder.resolve("detections/written.drl") + " already exists");
  }

  @Test
  void theDefaultMessageShowsWhatSetsTheEventApart() {
    assertThat(drl(PROGRAM, List.of()))
        .contains(
            "@message(\"${process.name} of ${user.name} on ${host.name}: ${process.command_line}\")");
    assertThat(drl(PROGRAM, CONNECTION))
        .contains(
            "${process.command_line}, and ${weir.elapsed_ms} ms later a connection to ${dest");
    assertThat(
            drl(List.of("event.category=file", "file.path like /etc/*", "user.name!=x"), List.of()))
        .contains("@message(\"Cron on ${host.name}: ${file.path}, ${user.name}\")");
  }

  private static String drl(List<String> first, List<String> second) {
    return text("Cron", first, second).drl("x_y");
  }

  private RuleDraft draft(String name, List<String> first, List<String> second) {
    return new DetectionWriter(folder, null).draft(text(name, first, second));
  }

  private static DetectionText text(String name, List<String> first, List<String> second) {
    return new DetectionText(
        name.replace("\"", "").replace("\\", "").replace("*/", ""),
        "",
        "says \"why\" \\ ${x}",
        "high",
        73,
        List.of("TA0007 Discovery > T1082 System Information Discovery"),
        first.stream().map(FieldCondition::parse).toList(),
        second.stream().map(FieldCondition::parse).toList(),
        Duration.ofMillis(1_500));
  }

  private static void assertPasses(RuleDraft draft, int cases) {
    assertThat(failures(draft)).as(draft.files().toString()).isEmpty();
    assertThat(draft.cases()).hasSizeGreaterThanOrEqualTo(cases);
    assertThat(draft.cases()).anyMatch(one -> one.pairs().isEmpty());
    assertThat(RuleLint.check(draft.rules(), Instant.EPOCH)).isEmpty();
  }

  private static Map<String, Object> failures(RuleDraft draft) {
    return failures(draft.rules(), draft.cases());
  }

  private static Map<String, Object> failures(RuleSet rules, List<RuleCase> cases) {
    RuleSet shared = rules.withSharedBase();
    Map<String, Object> failures = new LinkedHashMap<>();
    for (RuleCase one : cases) {
      CaseResult result = CaseRun.of(shared, one);
      if (!result.passed()) {
        failures.put(one.name(), result.differences());
      }
    }
    return failures;
  }
}
