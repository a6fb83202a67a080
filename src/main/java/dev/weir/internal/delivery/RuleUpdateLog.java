package dev.weir.internal.delivery;

import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs, counts and stores the rule updates of a service. */
public final class RuleUpdateLog implements RuleUpdateListener {

  private static final Logger LOG = LoggerFactory.getLogger(RuleUpdateLog.class);

  private final Consumer<RuleUpdate> history;
  private final MultiGauge running;
  private final Counter taken;
  private final Counter refused;

  /** Records that the first rules have started. */
  public RuleUpdateLog(MeterRegistry meters, RuleSet first, Consumer<RuleUpdate> history) {
    this.history = history;
    this.running =
        MultiGauge.builder("weir.rules.info").description("The rules that run").register(meters);
    this.taken = counter(RuleUpdate.Result.TAKEN, meters);
    this.refused = counter(RuleUpdate.Result.REFUSED, meters);
    onUpdate(RuleUpdate.started(first.hash()));
  }

  private static Counter counter(RuleUpdate.Result result, MeterRegistry meters) {
    return Counter.builder("weir.reloads")
        .description("Rule changes by outcome")
        .tag("result", result.word())
        .register(meters);
  }

  @Override
  public void onUpdate(RuleUpdate update) {
    switch (update.result()) {
      case STARTED -> {} // the service logs its start with all else
      case TAKEN -> {
        taken.increment();
        LOG.info(update.message());
      }
      case REFUSED -> {
        refused.increment();
        LOG.error(update.message());
      }
    }
    running.register(List.of(MultiGauge.Row.of(Tags.of("hash", update.hash()), 1)), true);
    history.accept(update);
  }

  @Override
  public void onWarning(RuleIssue warning) {
    LOG.warn("rules: {}", warning);
  }
}
