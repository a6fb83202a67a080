package dev.weir.testkit;

import dev.weir.event.Event;
import dev.weir.rule.RuleSet;
import java.util.HashMap;
import java.util.Map;

/** Rules that do not end until a test lets them, so that no thread outlives it. */
public final class Loop implements AutoCloseable {

  private static volatile boolean turning;

  /** From now on the rules do not end. */
  public Loop() {
    turning = true;
  }

  /** Called by rules: ends only for other hosts, or when the test is over. */
  public static boolean turn(Event event, String host) {
    while (turning && event.hostKey().equals(host)) {
      Thread.onSpinWait();
    }
    return true;
  }

  /** The shipped rules and one more for each host, named by the host, with a consequence. */
  public static RuleSet rules(String... hosts) {
    if (hosts.length == 0) {
      return ShippedRules.get();
    }
    StringBuilder drl = new StringBuilder("package loops;\nimport dev.weir.event.*;\n");
    for (String host : hosts) {
      drl.append(
          "rule \"%s\" when $e : ProcessEvent() then dev.weir.testkit.Loop.turn($e, \"%s\"); end%n"
              .formatted(host, host));
    }
    Map<String, String> files = new HashMap<>(ShippedRules.get().sources());
    files.put("loops.drl", drl.toString());
    return RuleSet.of(files);
  }

  @Override
  public void close() {
    turning = false;
  }
}
