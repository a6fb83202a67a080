package dev.weir.internal.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.internal.thread.TaskThread;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.Loop;
import dev.weir.testkit.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // some resources only have to be closed
class WatchdogTest {

  private static final Duration BOUND = Duration.ofMillis(500);

  /** By rule and condition: on one event, on two, alone, and shared by two rules. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "One | when ProcessEvent(Loop.turn(this, \"bad\")) then end",
        "Two | when $e : ProcessEvent() ProcessEvent(this == $e, Loop.turn($e, \"bad\")) then end",
        "Alone | when $e : ProcessEvent() eval(Loop.turn($e, \"bad\")) then end",
        "Then | when $e : ProcessEvent() then Loop.turn($e, \"bad\"); end",
      })
  void theRuleThatHangsIsNamed(String name, String rule) throws Exception {
    Hang hang =
        hang(
            "rule \""
                + name
                + "\" "
                + rule
                + "\nrule Other when ProcessEvent(hostId != null) then end");
    assertThat(hang.rules()).containsExactly(name);
    assertThat(hang)
        .hasToString(
            "rule \"%s\" does not end: event e1 of host bad is being decided for more than 500ms (at %s)"
                .formatted(name, hang.at()));
  }

  @Test
  void rulesThatShareTheConditionAreAllNamed() throws Exception {
    String condition = " when ProcessEvent(Loop.turn(this, \"bad\")) then end\n";
    assertThat(hang("rule A" + condition + "rule B" + condition).names())
        .isEqualTo("rule \"A\" or \"B\"");
  }

  private static Hang hang(String rules) throws Exception {
    String head = "package mine;\nimport dev.weir.event.*;\nimport dev.weir.testkit.Loop;\n";
    RuleSet set = RuleSet.of(Map.of("mine.drl", head + rules));
    CompletableFuture<List<Hang>> hung = new CompletableFuture<>();
    Detector detector = Detector.builder(set).lateness(Duration.ZERO).build();
    try (Loop loop = new Loop();
        Watchdog watchdog = new Watchdog(BOUND, detector::progress, hung::complete);
        TaskThread thread = new TaskThread("feeding", 1)) {
      var unused =
          thread.call(
              () -> {
                detector.accept(Step.exec("e0", 0).on("good").line().getBytes(UTF_8));
                detector.accept(Step.exec("e1", 0).on("bad").line().getBytes(UTF_8));
                return true;
              });
      List<Hang> hangs = hung.get(1, TimeUnit.MINUTES);
      assertThat(hangs).hasSize(1);
      return hangs.get(0);
    }
  }
}
