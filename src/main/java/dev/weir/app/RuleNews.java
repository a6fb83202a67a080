package dev.weir.app;

import dev.weir.ReloadReceipt;
import dev.weir.reload.RuleFolder;
import dev.weir.reload.Trial;
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
final class RuleNews implements RuleFolder.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(RuleNews.class);

  /** Keeps what became of the rules. */
  @FunctionalInterface
  interface Keeper {
    void keep(String result, String hash, String told);
  }

  private final Keeper keeper;
  private final MultiGauge running;
  private final Counter taken;
  private final Counter refused;
  private volatile String hash;

  RuleNews(MeterRegistry meters, RuleSet first, Keeper keeper) {
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
  public void reloaded(ReloadReceipt receipt, Trial.Outcome outcome, Duration took) {
    taken.increment();
    hash = receipt.after();
    runs(hash);
    outcome.issues().forEach(issue -> LOG.warn("rules: {}", issue));
    String told = Reloading.told(receipt, outcome, took);
    LOG.info(told);
    keeper.keep("taken", hash, told);
  }

  @Override
  public void refused(List<RuleIssue> issues) {
    refused.increment();
    String told = Reloading.refusal(issues);
    LOG.error(told);
    keeper.keep("refused", hash, told);
  }
}
