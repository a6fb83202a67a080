package dev.weir.internal.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.delivery.RuleUpdate;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.watch.Hang;
import dev.weir.internal.watch.HungException;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that are left out because they hang, until the rules change, and the threads that are
 * still in them. The store keeps the names, so that a restart with the same rules does not hang
 * again. Safe for any thread.
 */
final class LeftOutRules {

  private static final Logger LOG = LoggerFactory.getLogger(LeftOutRules.class);

  /** The parts of the service that troubles and notes name. */
  static final String RULES = "hanging rules";

  static final String THREADS = "stuck threads";

  private static final String STATE = "left-out";

  /** Hangs with a thread that is still stuck, each of which can cost a core. */
  private static final int MAX_STUCK = 3;

  private final Store store;
  private final Troubles troubles;
  private final MeterRegistry meters;
  private final Set<String> names = new TreeSet<>();
  private String ruleSet = "";
  private final List<List<Hang>> stuck = new ArrayList<>();

  /** Leaves out what hung before a restart, if the rules are the same. */
  LeftOutRules(RuleSet rules, Store store, Troubles troubles, MeterRegistry meters)
      throws IOException {
    this.store = store;
    this.troubles = troubles;
    this.meters = meters;
    Gauge.builder("weir.stuck.threads", this, LeftOutRules::stuckThreads)
        .description("Threads that are still in a rule that hangs")
        .register(meters);
    rules.rules().keySet().forEach(this::hangs); // a counter that begins with 1 shows no increase
    byte[] stored = store.state(STATE);
    List<String> lines = stored == null ? List.of() : new String(stored, UTF_8).lines().toList();
    if (lines.size() > 1 && lines.get(0).equals(rules.hash())) {
      ruleSet = lines.get(0);
      names.addAll(lines.subList(1, lines.size()));
      troubles.met(
          RULES,
          shown()
              + " is left out, because it did not end before the restart; correct or remove it");
    }
  }

  /** The rules without those that hang, if they are of this rule set. */
  synchronized RuleSet without(RuleSet rules) {
    return rules.hash().equals(ruleSet) ? rules.without(names) : rules;
  }

  /** Leaves out more rules; fails if that does not help, or too many threads are stuck. */
  synchronized void add(List<Hang> hangs) throws HungException {
    stuck.removeIf(others -> others.stream().noneMatch(one -> one.thread().isAlive()));
    stuck.add(hangs);
    boolean helps = hangs.stream().allMatch(Hang::isKnown);
    if (!ruleSet.equals(hangs.get(0).ruleSet())) {
      names.clear();
      ruleSet = hangs.get(0).ruleSet();
    }
    for (Hang hang : hangs) {
      LOG.error("{}", hang);
      helps &= names.addAll(hang.rules());
      hang.rules().forEach(rule -> hangs(rule).increment());
    }
    if (!helps) {
      throw new HungException(hangs, hangs.get(0) + "; Weir cannot go on without it, and ends");
    }
    keep();
    String message = hangs.get(0) + "; left out: " + shown() + "; correct or remove it";
    troubles.met(RULES, message);
    try {
      store.keepRuleUpdate(RuleUpdate.leftOut(ruleSet, message));
    } catch (IOException e) {
      LOG.warn("cannot write the history of rules: {}", e.getMessage());
    }
    troubles.notice(
        THREADS,
        hangs.get(0).names() + " still occupies a thread, and maybe a core; restart to free it");
    if (stuck.size() > MAX_STUCK) {
      throw new HungException(
          hangs, hangs.get(0) + "; " + stuck.size() + " threads are stuck in rules, so Weir ends");
    }
  }

  private Counter hangs(String rule) {
    return Counter.builder("weir.rule.hangs")
        .description("Decisions that a rule did not end")
        .tag("rule", rule)
        .register(meters);
  }

  /** These rules have taken over: if they are other ones, all take part again. */
  synchronized void taken(RuleSet rules) {
    if (!names.isEmpty() && !rules.hash().equals(ruleSet)) {
      names.clear();
      keep();
      troubles.over(RULES);
    }
  }

  /** The number of threads that are still in a rule. */
  synchronized long stuckThreads() {
    long alive = stuck.stream().flatMap(List::stream).filter(one -> one.thread().isAlive()).count();
    if (alive == 0) {
      troubles.over(THREADS);
    }
    return alive;
  }

  private void keep() {
    String lines = names.isEmpty() ? "" : ruleSet + "\n" + String.join("\n", names);
    try {
      store.keepState(STATE, lines.getBytes(UTF_8));
    } catch (IOException e) {
      LOG.warn("cannot store which rules are left out: {}", e.getMessage());
    }
  }

  private String shown() {
    return names.stream()
        .map(name -> '"' + name + '"')
        .collect(Collectors.joining(", ", "rule ", ""));
  }
}
