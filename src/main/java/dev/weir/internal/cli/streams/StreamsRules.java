package dev.weir.internal.cli.streams;

import dev.weir.RuleTrial;
import dev.weir.internal.cli.settings.DetectionSettings;
import dev.weir.internal.cli.settings.RuleChangeLog;
import dev.weir.internal.cli.settings.RuleWatch;
import dev.weir.internal.cli.settings.SettingsException;
import dev.weir.internal.cli.settings.StreamsFile;
import dev.weir.internal.delivery.RulesTopicFollower;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.streams.TaskDetectors;
import dev.weir.rule.RuleSet;
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
  void follow(TaskDetectors current, RuleChangeLog news);

  @Override
  void close();

  static StreamsRules of(StreamsFile settings, Troubles troubles)
      throws SettingsException, IOException, InterruptedException {
    RulesTopicSettings topic = settings.rulesTopic();
    if (topic == null) {
      return new OfFolder(settings.detection());
    }
    return new OfTopic(
        RulesTopicFollower.start(
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
    private RuleWatch reloading = RuleWatch.NONE;

    OfFolder(DetectionSettings settings) throws SettingsException, IOException {
      this.settings = settings;
      this.first = settings.load();
    }

    @Override
    public RuleSet first() {
      return first;
    }

    @Override
    public void follow(TaskDetectors current, RuleChangeLog news) {
      reloading = settings.watch(first, current::reload, news);
    }

    @Override
    public void close() {
      reloading.close();
    }
  }

  /** Rules that are published; their cases were run before. */
  record OfTopic(RulesTopicFollower follower) implements StreamsRules {
    @Override
    public RuleSet first() {
      return follower.rules();
    }

    @Override
    public void follow(TaskDetectors current, RuleChangeLog news) {
      follower.follow(rules -> change(rules, current, news));
    }

    private static CompletableFuture<?> change(
        RuleSet rules, TaskDetectors current, RuleChangeLog news) {
      long began = System.nanoTime();
      return current
          .reload(rules)
          .thenAccept(
              receipt ->
                  news.reloaded(
                      receipt,
                      new RuleTrial.Outcome(0, List.of()),
                      Duration.ofNanos(System.nanoTime() - began)));
    }

    @Override
    public void close() {
      follower.close();
    }
  }
}
