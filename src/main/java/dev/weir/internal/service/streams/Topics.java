package dev.weir.internal.service.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that have to be there before Weir can run: those with documents, and those that it
 * writes to for others. Kafka Streams makes its own. Safe for any thread.
 */
public final class Topics implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 5_000;

  /** What a broker takes if nothing else was said. */
  private static final int USUAL_BYTES = 1_048_588;

  /** What Kafka adds to a record: a batch's header, the record's, Weir's headers and a key. */
  private static final int OVERHEAD = 4_096;

  private final StreamsSettings settings;
  private final Admin admin;

  /**
   * Connects.
   *
   * @param settings which topics, and where
   * @throws KafkaException if the settings cannot be used
   */
  public Topics(StreamsSettings settings) {
    this.settings = settings;
    Map<String, Object> properties = settings.adminProperties();
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(properties);
  }

  /**
   * Creates those topics for Weir's output that are missing.
   *
   * @return their names
   * @throws KafkaException if they cannot be created
   * @throws InterruptedException if the thread is interrupted
   */
  public List<String> create() throws InterruptedException {
    List<String> created = new ArrayList<>();
    Set<String> there = get(admin.listTopics().names());
    for (String name : settings.output()) {
      if (!there.contains(name)) {
        NewTopic topic =
            new NewTopic(name, Optional.of(settings.partitions()), Optional.<Short>empty());
        try {
          get(admin.createTopics(List.of(topic)).all());
          created.add(name);
        } catch (TopicExistsException e) {
          // another instance was faster
        }
      }
    }
    return created;
  }

  /**
   * What is wrong with the topics.
   *
   * @return in words; empty if all are there
   * @throws KafkaException if the brokers do not say
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<String> fault() throws InterruptedException {
    Set<String> missing = new TreeSet<>(settings.input());
    missing.addAll(settings.output());
    missing.removeAll(get(admin.listTopics().names()));
    if (!missing.isEmpty()) {
      return Optional.of(
          "there are no topics %s at %s: create them (weir streams --create-topics makes those for Weir's output), correct their names, or permit their use"
              .formatted(missing, settings.bootstrapServers()));
    }
    if (settings.keyed()) {
      Collection<TopicDescription> inputs =
          get(admin.describeTopics(settings.input()).allTopicNames()).values();
      Map<String, Integer> partitions =
          inputs.stream()
              .collect(Collectors.toMap(TopicDescription::name, one -> one.partitions().size()));
      if (Set.copyOf(partitions.values()).size() > 1) {
        return Optional.of(
            "keyed topics need as many partitions each, so that a host's events meet: "
                + partitions);
      }
    }
    return Optional.empty();
  }

  /** The most that fits any topic of Weir's output, in bytes of a record's value. */
  int mostBytes() throws InterruptedException {
    List<ConfigResource> topics =
        settings.output().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    try {
      return get(admin.describeConfigs(topics).all()).values().stream()
              .mapToInt(Topics::mostBytes)
              .min()
              .orElse(USUAL_BYTES)
          - OVERHEAD;
    } catch (TopicAuthorizationException | ClusterAuthorizationException e) {
      return USUAL_BYTES - OVERHEAD; // it may write there without seeing this
    }
  }

  private static int mostBytes(Config topic) {
    return Integer.parseInt(topic.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(String.valueOf(e.getMessage()), e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in " + PATIENCE_MILLIS + " ms", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
