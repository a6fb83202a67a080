package dev.weir.app;

import dev.weir.health.Troubles;
import dev.weir.publish.RulesFollower;
import dev.weir.publish.RulesTopicSettings;
import dev.weir.reload.Trial;
import dev.weir.rule.RuleSet;
import dev.weir.streams.CurrentRules;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where an instance on Kafka Streams has its rules from: a folder, or the topic of the rules. */
interface StreamsRules extends AutoCloseable {

  /** How long an instance waits for a topic that holds none it can use. */
  Duration PATIENCE = Duration.ofMinutes(1);

  /** Those to begin with. */
  RuleSet first();

  /** Goes on with others when there are. */
  void follow(CurrentRules current, RuleNews news);

  @Override
  void close();

  static StreamsRules of(StreamsFile settings, Troubles troubles)
      throws SettingsException, IOException, InterruptedException {
    RulesTopicSettings topic = settings.rulesTopic();
    if (topic == null) {
      return new OfFolder(settings.detection());
    }
    return new OfTopic(
        RulesFollower.start(
            topic,
            settings.streams().application(),
            settings.instanceName(),
            PATIENCE,
            troubles,
            InstantSource.system()));
  }

  /** Rules of a folder that may be edited. */
  final class OfFolder implements StreamsRules {
    private final DetectionSettings settings;
    private final RuleSet first;
    private Reloading reloading = Reloading.NONE;

    OfFolder(DetectionSettings settings) throws SettingsException, IOException {
      this.settings = settings;
      this.first = settings.load();
    }

    @Override
    public RuleSet first() {
      return first;
    }

    @Override
    public void follow(CurrentRules current, RuleNews news) {
      reloading = settings.watch(first, current::change, news);
    }

    @Override
    public void close() {
      reloading.close();
    }
  }

  /** Rules that are published; their cases were run before. */
  record OfTopic(RulesFollower follower) implements StreamsRules {
    @Override
    public RuleSet first() {
      return follower.rules();
    }

    @Override
    public void follow(CurrentRules current, RuleNews news) {
      follower.follow(rules -> change(rules, current, news));
    }

    private static CompletableFuture<?> change(RuleSet rules, CurrentRules current, RuleNews news) {
      long began = System.nanoTime();
      return current
          .change(rules)
          .thenAccept(
              receipt ->
                  news.reloaded(
                      receipt,
                      new Trial.Outcome(0, List.of()),
                      Duration.ofNanos(System.nanoTime() - began)));
    }

    @Override
    public void close() {
      follower.close();
    }
  }
}
