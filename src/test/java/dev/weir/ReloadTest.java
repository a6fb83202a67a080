package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.alert.Alert;
import dev.weir.event.Malformed;
import dev.weir.event.Origin;
import dev.weir.rule.ReloadReceipt;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Pairs;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that change while events arrive. */
class ReloadTest {

  private static final String NONE_OF_H1 =
      "rule \"None of h1\" @exclusion when $s : Suspect(hostId == \"h1\") then delete($s); end\n";

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void reloadsBetweenAnyEventsChangeNoAlert(int lanes) throws IOException {
    List<RuleSet> either = List.of(ShippedRules.get(), withRule("// the same, but for this\n"));
    for (long seed = 1; seed <= 8; seed++) {
      List<String> lines = HostileStreams.stream(seed, 400);
      Pairs without = run(lanes, lines, List.of());
      Pairs with = run(lanes, lines, either);
      assertThat(with.pairs()).as("seed %d", seed).isEqualTo(without.pairs());
      assertThat(with.alerts()).as("seed %d", seed).isEqualTo(without.alerts());
      assertThat(with.late()).as("seed %d", seed).isEqualTo(without.late());
    }
  }

  private static Pairs run(int lanes, List<String> lines, List<RuleSet> rules) {
    return Pairs.of(
        uncapped().lateness(Duration.ofSeconds(2)).lanes(lanes),
        detector -> {
          List<CompletableFuture<ReloadReceipt>> receipts = new ArrayList<>();
          Iterator<RuleSet> next = rules.iterator();
          for (int i = 0; i < lines.size(); i++) {
            detector.accept(lines.get(i).getBytes(StandardCharsets.UTF_8));
            if (!rules.isEmpty() && i % 20 == 0) {
              next = next.hasNext() ? next : rules.iterator();
              receipts.add(detector.reload(next.next()));
            }
          }
          detector.finish();
          assertThat(receipts).allMatch(receipt -> receipt.isDone());
        });
  }

  @Test
  void otherThreadsMayReloadWhileEventsArrive() throws Exception {
    RuleSet other = withRule("// the same, but for this\n");
    List<String> lines = HostileStreams.stream(3, 2000);
    AtomicBoolean over = new AtomicBoolean();
    List<ReloadReceipt> receipts = new ArrayList<>();
    Pairs with =
        Pairs.of(
            uncapped().untilTheEnd().lanes(2),
            detector -> {
              Thread reloader =
                  new Thread(
                      () -> {
                        for (int i = 0; !over.get(); i++) {
                          receipts.add(
                              detector.reload(i % 2 == 0 ? other : ShippedRules.get()).join());
                        }
                      });
              reloader.start();
              lines.forEach(line -> detector.accept(line.getBytes(StandardCharsets.UTF_8)));
              over.set(true);
              detector.finish();
              while (reloader.isAlive()) {
                detector.advance(Instant.EPOCH); // a reload that is under way comes to its end
              }
            });
    Pairs without =
        Pairs.of(
            uncapped().untilTheEnd(),
            detector ->
                lines.forEach(line -> detector.accept(line.getBytes(StandardCharsets.UTF_8))));

    assertThat(with.pairs()).isEqualTo(without.pairs());
    assertThat(receipts).isNotEmpty();
  }

  @Test
  void theReceiptSaysWhatHasChanged() throws Exception {
    Path folder = ShippedRules.copyTo(temp.resolve("rules"));
    ShippedRules.edit(folder.resolve("detection.drl"), "after[0s, 1s]", "after[0s, 3s]");
    Files.delete(folder.resolve("exclusions/executable.drl"));
    Files.writeString(
        folder.resolve("ours.drl"),
        "package unusual_imds_request;\nimport dev.weir.event.Suspect;\n" + NONE_OF_H1);
    RuleSet next = RuleSet.load(folder);
    try (Detector detector = Detector.builder(ShippedRules.get()).lateness(Duration.ZERO).build()) {
      detector.accept(Step.exec("e1", 0).on("h1").json());
      detector.accept(Step.exec("e2", 0).on("h2").json());
      CompletableFuture<ReloadReceipt> coming = detector.reload(next);
      assertThat(coming).isNotDone();
      detector.advance(Instant.EPOCH);

      ReloadReceipt receipt = coming.get(0, TimeUnit.SECONDS);
      assertThat(receipt.before()).isEqualTo(ShippedRules.get().hash());
      assertThat(receipt.after()).isEqualTo(next.hash());
      assertThat(receipt.added()).containsExactly("None of h1");
      assertThat(receipt.removed()).containsExactly("Known agents by executable");
      // a change in a file counts only for the rule that it changes
      assertThat(receipt.changed()).containsExactly(ShippedRules.DETECTION);
      assertThat(receipt.suspects()).isEqualTo(2);
      assertThat(receipt.longestPause()).isPositive();
      assertThat(detector.stats().excluded())
          .containsEntry("None of h1", 1L)
          .containsEntry("Known agents by executable", 0L);
      assertThat(detector.stats().liveSuspects()).isEqualTo(1);
    }
  }

  @Test
  void waitingEventsAreDecidedByTheNewRules() throws IOException {
    RuleSet next = withRule(NONE_OF_H1);
    Pairs pairs =
        Pairs.of(
            Detector.builder(ShippedRules.get()).untilTheEnd(),
            detector -> {
              detector.accept(Step.exec("e1", 0).on("h1").json());
              detector.accept(Step.connection("n1", 9).on("h1").json());
              detector.accept(Step.exec("e2", 0).on("h2").json());
              detector.accept(Step.connection("n2", 9).on("h2").json());
              var unused = detector.reload(next);
            });
    assertThat(pairs.pairs()).extracting(pair -> pair.exec()).containsExactly("e2");
  }

  @Test
  void aClosedDetectorRejectsRules() {
    Detector detector = Detector.builder(ShippedRules.get()).build();
    CompletableFuture<ReloadReceipt> before = detector.reload(ShippedRules.get());
    detector.close();
    CompletableFuture<ReloadReceipt> after = detector.reload(ShippedRules.get());

    for (CompletableFuture<ReloadReceipt> receipt : List.of(before, after)) {
      assertThatThrownBy(receipt::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("the detector is closed");
    }
  }

  @Test
  void aReloadIsNotLostWhenTheListenerThrowsBeforeIt() {
    try (Detector detector =
        uncapped()
            .listener(
                new DetectorListener() {
                  @Override
                  public void onAlert(Alert alert) {}

                  @Override
                  public void onMalformed(Origin place, Malformed fault, byte[] line) {
                    throw new IllegalStateException("the disk is full");
                  }
                })
            .lanes(2)
            .build()) {
      detector.accept("{broken".getBytes(StandardCharsets.UTF_8));
      CompletableFuture<ReloadReceipt> receipt = detector.reload(ShippedRules.get());
      assertThatIllegalStateException().isThrownBy(() -> detector.advance(Instant.EPOCH));
      detector.finish();

      assertThat(receipt).isCompleted();
    }
  }

  private static Detector.Builder uncapped() {
    return Detector.builder(ShippedRules.get()).maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5));
  }

  private RuleSet withRule(String drl) throws IOException {
    Path folder = ShippedRules.copyTo(temp.resolve("with"));
    Path file = folder.resolve("exclusions/executable.drl");
    Files.writeString(file, Files.readString(file) + drl);
    return RuleSet.load(folder);
  }
}
