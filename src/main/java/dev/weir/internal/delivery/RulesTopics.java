package dev.weir.internal.delivery;

import java.io.IOException;
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

/** The topics of rules and receipts as they are set up at the brokers. For one thread. */
public final class RulesTopics implements AutoCloseable {

  private static final String COMPACT = TopicConfig.CLEANUP_POLICY_COMPACT;
  private static final int MOST_REPLICAS = 3;

  private final RulesTopicSettings settings;
  private final Admin admin;

  /**
   * Connects to the brokers.
   *
   * @param settings where
   * @throws IOException if a property is none of Kafka's
   */
  public RulesTopics(RulesTopicSettings settings) throws IOException {
    this.settings = settings;
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.putAll(settings.clientProperties());
    try {
      this.admin = Admin.create(all);
    } catch (KafkaException e) {
      throw TopicReader.trouble(settings, settings.topic(), e);
    }
  }

  /**
   * Creates the topics that are not there: a partition each, compacted, with up to three replicas.
   * Those that are there stay as they are.
   *
   * @return the names of those that were created
   * @throws IOException if one could not be created
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> create() throws IOException, InterruptedException {
    try {
      Set<String> there = admin.listTopics().names().get();
      int brokers = admin.describeCluster().nodes().get().size();
      List<NewTopic> missing = new ArrayList<>();
      // versions of a week stay, for an instance that cannot use the newest
      missing.add(topic(settings.topic(), brokers, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, 7));
      // receipts are many, and only the newest counts
      missing.add(topic(settings.statusTopic(), brokers, TopicConfig.SEGMENT_MS_CONFIG, 1));
      missing.removeIf(topic -> there.contains(topic.name()));
      admin.createTopics(missing).all().get();
      return missing.stream().map(NewTopic::name).toList();
    } catch (ExecutionException e) {
      throw TopicReader.trouble(settings, settings.topic(), e);
    }
  }

  private static NewTopic topic(String name, int brokers, String timeConfig, int days) {
    int replicas = Math.min(brokers, MOST_REPLICAS);
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, COMPACT);
    configs.put(timeConfig, Long.toString(days * 86_400_000L));
    if (replicas == MOST_REPLICAS) {
      configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }
    return new NewTopic(name, 1, (short) replicas).configs(configs);
  }

  /**
   * What is wrong with how the topic of the rules is set up.
   *
   * @return what, and what can be done about it; empty if it is good, or may not be seen
   * @throws IOException if the topic is not there, or nobody answers
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<String> fault() throws IOException, InterruptedException {
    String topic = settings.topic();
    int partitions;
    try (TopicReader reader = new TopicReader(settings, topic)) {
      partitions = reader.probe().size();
    }
    if (partitions > 1) {
      return Optional.of(
          "topic %s has %d partitions, and has to have one: versions have an order"
              .formatted(topic, partitions));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return admin.describeConfigs(List.of(resource)).all().get().values().stream()
          .map(config -> config.get(TopicConfig.CLEANUP_POLICY_CONFIG))
          .filter(policy -> policy != null && !COMPACT.equals(policy.value()))
          .map(
              policy ->
                  "topic %s has cleanup.policy=%s, so that its rules go after a while: set it to compact"
                      .formatted(topic, policy.value()))
          .findFirst();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw TopicReader.trouble(settings, topic, e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
