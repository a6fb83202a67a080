package dev.weir.internal.cli.settings;

import dev.weir.RuleFolder;
import dev.weir.RuleTrial;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a service's rules, for its log, its meters and its store. */
public final class RuleChangeLog implements RuleFolder.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(RuleChangeLog.class);

  /** Keeps what became of the rules. */
  @FunctionalInterface
  public interface Keeper {
    void keep(String result, String hash, String told);
  }

  private final Keeper keeper;
  private final MultiGauge running;
  private final Counter taken;
  private final Counter refused;
  private volatile String hash;

  public RuleChangeLog(MeterRegistry meters, RuleSet first, Keeper keeper) {
    this.keeper = keeper;
    this.hash = first.hash();
    this.running =
        MultiGauge.builder("weir.rules.info").description("The rules that run").register(meters);
    runs(hash);
    keeper.keep("started", hash, "");
    this.taken = counter("taken", meters);
    this.refused = counter("refused", meters);
  }

  private static Counter counter(String result, MeterRegistry meters) {
    return Counter.builder("weir.reloads")
        .description("Edits of the rules, by what became of them")
        .tag("result", result)
        .register(meters);
  }

  private void runs(String hash) {
    running.register(List.of(MultiGauge.Row.of(Tags.of("hash", hash), 1)), true);
  }

  @Override
  public void reloaded(ReloadReceipt receipt, RuleTrial.Outcome outcome, Duration took) {
    taken.increment();
    hash = receipt.after();
    runs(hash);
    outcome.issues().forEach(issue -> LOG.warn("rules: {}", issue));
    String told = RuleWatch.told(receipt, outcome, took);
    LOG.info(told);
    keeper.keep("taken", hash, told);
  }

  @Override
  public void refused(List<RuleIssue> issues) {
    refused.increment();
    String told = RuleWatch.refusal(issues);
    LOG.error(told);
    keeper.keep("refused", hash, told);
  }
}
