package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, counts and stores the rule updates of a service. */
public final class RuleUpdateLog implements RuleFolder.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(RuleUpdateLog.class);

  /** The part of the service that troubles name. */
  private static final String FOLDER = "rules folder";

  private final Troubles troubles;
  private final Consumer<RuleUpdate> history;
  private final MultiGauge running;
  private final Counter taken;
  private final Counter refused;
  private volatile String runningHash;

  /** Records that the first rules have started. */
  public RuleUpdateLog(
      MeterRegistry meters, Troubles troubles, RuleSet first, Consumer<RuleUpdate> history) {
    this.troubles = troubles;
    this.history = history;
    this.runningHash = first.hash();
    this.running =
        MultiGauge.builder("weir.rules.info").description("The rules that run").register(meters);
    this.taken = counter(RuleUpdate.Result.TAKEN, meters);
    this.refused = counter(RuleUpdate.Result.REFUSED, meters);
    record(RuleUpdate.started(first));
  }

  private static Counter counter(RuleUpdate.Result result, MeterRegistry meters) {
    return Counter.builder("weir.reloads")
        .description("Rule changes by outcome")
        .tag("result", result.word())
        .register(meters);
  }

  @Override
  public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
    taken.increment();
    outcome.issues().forEach(issue -> LOG.warn("rules: {}", issue));
    RuleUpdate update = RuleUpdate.taken(receipt, outcome, took);
    LOG.info(update.message());
    record(update);
  }

  @Override
  public void looked(String fault) {
    troubles.set(FOLDER, fault);
  }

  @Override
  public void refused(List<RuleIssue> issues) {
    refused.increment();
    RuleUpdate update = RuleUpdate.refused(runningHash, issues);
    LOG.error(update.message());
    record(update);
  }

  private void record(RuleUpdate update) {
    runningHash = update.hash();
    running.register(List.of(MultiGauge.Row.of(Tags.of("hash", runningHash), 1)), true);
    history.accept(update);
  }
}
