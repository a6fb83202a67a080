package dev.weir.internal.delivery;

import dev.weir.internal.service.health.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/** The setup of the rules topic and the status topic at the brokers. For one thread. */
public final class RulesTopicAdmin implements AutoCloseable {

  private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
  private static final int MAX_REPLICAS = 3;
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(100);

  private final RulesTopicSettings settings;
  private final Admin admin;

  public RulesTopicAdmin(RulesTopicSettings settings) throws IOException {
    this.settings = settings;
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.putAll(settings.clientProperties());
    try {
      this.admin = Admin.create(all);
    } catch (KafkaException e) {
      throw settings.failure(settings.topic(), e);
    }
  }

  /**
   * Creates the missing topics: one partition each, compacted, with up to three replicas. Existing
   * topics are not changed.
   */
  public List<String> create() throws IOException, InterruptedException {
    try {
      Set<String> existing = admin.listTopics().names().get();
      int brokers = admin.describeCluster().nodes().get().size();
      List<NewTopic> missing = new ArrayList<>();
      // a week of versions is kept, for an instance that cannot use the newest
      missing.add(topic(settings.topic(), brokers, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, 7));
      // there are many statuses, and only the newest counts
      missing.add(topic(settings.statusTopic(), brokers, TopicConfig.SEGMENT_MS_CONFIG, 1));
      missing.removeIf(topic -> existing.contains(topic.name()));
      admin.createTopics(missing).all().get();
      List<String> created = missing.stream().map(NewTopic::name).toList();
      long end = System.nanoTime() + VISIBLE_WITHIN.toNanos();
      // a broker may learn of a topic after it was created
      while (!admin.listTopics().names().get().containsAll(created) && System.nanoTime() < end) {
        new Backoff(RETRY_INTERVAL, RETRY_INTERVAL).await();
      }
      return created;
    } catch (ExecutionException e) {
      throw settings.failure(settings.topic(), e);
    }
  }

  private static NewTopic topic(String name, int brokers, String timeConfig, int days) {
    int replicas = Math.min(brokers, MAX_REPLICAS);
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, COMPACT);
    configs.put(timeConfig, Long.toString(days * 86_400_000L));
    if (replicas == MAX_REPLICAS) {
      configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }
    return new NewTopic(name, 1, (short) replicas).configs(configs);
  }

  /** What is wrong with the setup of the rules topic; empty if it is fine or cannot be seen. */
  public Optional<String> fault() throws IOException, InterruptedException {
    String topic = settings.topic();
    int partitions;
    try (TopicReader reader = new TopicReader(settings, topic)) {
      partitions = reader.probe().size();
    }
    if (partitions > 1) {
      return Optional.of(
          "topic %s has %d partitions; it must have exactly one, because versions are ordered"
              .formatted(topic, partitions));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin.describeConfigs(List.of(resource)).all().get().values().stream()
          .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG))
          .filter(policy -> policy != null && !COMPACT.equals(policy.value()))
          .map(
              policy ->
                  "topic %s has cleanup.policy=%s, which deletes the rules after a while; set it to compact"
                      .formatted(topic, policy.value()))
          .findFirst();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw settings.failure(topic, e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
