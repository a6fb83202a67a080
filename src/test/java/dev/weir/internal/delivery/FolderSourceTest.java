package dev.weir.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Troubles;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path temp;
  private final Troubles troubles = new Troubles();

  /** Walking it threw, which ended hot reload in silence. */
  @Test
  void aSymbolicLinkLoopIsATroubleAndLaterRulesAreTakenOver() throws IOException {
    Path folder = ShippedRules.copyTo(temp.resolve("rules"));
    RuleSet first = RuleSet.load(folder);
    AtomicReference<RuleSet> running = new AtomicReference<>(first);
    RuleUpdateLog log = new RuleUpdateLog(new SimpleMeterRegistry(), troubles, first, update -> {});
    try (FolderSource source = new FolderSource(folder, first, null, PATIENCE, troubles)) {
      source.follow(
          rules -> {
            ReloadReceipt receipt = ReloadReceipt.between(running.get(), rules, 0, Duration.ZERO);
            running.set(rules);
            return CompletableFuture.completedFuture(receipt);
          },
          log);
      Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder);
      await()
          .atMost(PATIENCE)
          .until(() -> troubles.now().getOrDefault("rules folder", "").contains("loop"));

      Files.delete(loop);
      await().atMost(PATIENCE).until(() -> !troubles.now().containsKey("rules folder"));
      Files.writeString(folder.resolve("more.drl"), "package more;\nrule More when then end\n");
      await().atMost(PATIENCE).until(() -> running.get().rules().containsKey("More"));
    }
  }

  @Test
  void aTrialThatThrowsOnceIsReportedAndLaterRulesAreTried() {
    AtomicInteger calls = new AtomicInteger();
    RuleTrial trial =
        new BoundedTrial(
            rules -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
              }
              return new RuleTrial.Outcome(1, List.of());
            },
            PATIENCE,
            troubles);
    assertThatIllegalStateException()
        .isThrownBy(() -> trial.of(ShippedRules.get()))
        .withMessage("once");
    assertThat(trial.of(ShippedRules.get()).passed()).isTrue();
  }

  @Test
  void afterThreeTrialsThatDoNotEndNoMoreAreStarted() {
    CountDownLatch over = new CountDownLatch(1);
    RuleTrial trial =
        new BoundedTrial(
            new RuleTrial() {
              @Override
              public Outcome of(RuleSet rules) {
                try {
                  over.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return new Outcome(1, List.of());
              }

              @Override
              public String underWay() {
                return "case \"x\"";
              }
            },
            Duration.ofMillis(300),
            troubles);
    for (int i = 0; i < 3; i++) {
      assertThat(trial.of(ShippedRules.get()).issues().get(0).text())
          .isEqualTo("the trial did not end within 300ms: case \"x\"");
    }
    assertThat(trial.of(ShippedRules.get()).issues().get(0).text())
        .isEqualTo("3 trials have not ended; restart to try rules again");
    assertThat(troubles.notices()).containsKey("stuck trials");
    over.countDown();
    await().atMost(PATIENCE).until(() -> trial.of(ShippedRules.get()).passed());
  }
}
