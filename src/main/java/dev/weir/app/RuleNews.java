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

/** What becomes of edits of a service's rules, for its log and its meters. */
final class RuleNews implements RuleFolder.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(RuleNews.class);

  private final MultiGauge running;
  private final Counter taken;
  private final Counter refused;

  RuleNews(MeterRegistry meters, RuleSet first) {
    this.running =
        MultiGauge.builder("weir.rules.info").description("The rules that run").register(meters);
    runs(first.hash());
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
    runs(receipt.after());
    outcome.issues().forEach(issue -> LOG.warn("rules: {}", issue));
    LOG.info(Reloading.told(receipt, outcome, took));
  }

  @Override
  public void refused(List<RuleIssue> issues) {
    refused.increment();
    LOG.error(Reloading.refusal(issues));
  }
}
