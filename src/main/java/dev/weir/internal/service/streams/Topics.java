package dev.weir.internal.service.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
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
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The input and output topics, as they are set up at the brokers. Kafka Streams creates its own
 * topics. Safe for any thread.
 */
public final class Topics implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5_000;

  /** The default of max.message.bytes. */
  private static final int DEFAULT_MAX_BYTES = 1_048_588;

  /** Size of what surrounds a record's value: batch and record header, Weir's headers, and key. */
  private static final int OVERHEAD = 4_096;

  private final StreamsSettings settings;
  private final Admin admin;

  public Topics(StreamsSettings settings) {
    this.settings = settings;
    Map<String, Object> properties = new HashMap<>(settings.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    this.admin = Admin.create(properties);
  }

  /** Creates the missing output topics and returns their names. */
  public List<String> create() throws InterruptedException {
    List<String> created = new ArrayList<>();
    List<String> missing = new ArrayList<>(settings.output());
    missing.removeAll(get(admin.listTopics().names()));
    for (String name : missing) {
      NewTopic topic =
          new NewTopic(name, Optional.of(settings.partitions()), Optional.<Short>empty());
      try {
        get(admin.createTopics(List.of(topic)).all());
        created.add(name);
      } catch (TopicExistsException e) {
        // created by another instance in the meantime
      }
    }
    return created;
  }

  /** Describes what is wrong with the topics; empty if nothing is. */
  Optional<String> fault() throws InterruptedException {
    Set<String> missing = new TreeSet<>(settings.input());
    missing.addAll(settings.output());
    missing.removeAll(get(admin.listTopics().names()));
    if (!missing.isEmpty()) {
      return Optional.of(
          ("topics %s do not exist at %s: create them (weir streams --create-topics creates the"
                  + " output topics), correct their names, or allow Weir to use them")
              .formatted(missing, settings.bootstrapServers()));
    }
    if (settings.keyed()) {
      Collection<TopicDescription> inputs =
          get(admin.describeTopics(settings.input()).allTopicNames()).values();
      Map<String, Integer> partitions =
          inputs.stream()
              .collect(
                  Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
      if (Set.copyOf(partitions.values()).size() > 1) {
        return Optional.of(
            "keyed input topics must all have the same number of partitions, so that a host's events"
                + " arrive in one lane: "
                + partitions);
      }
    }
    return Optional.empty();
  }

  /** The maximum size of a record's value that every output topic accepts. */
  int maxValueBytes() throws InterruptedException {
    List<ConfigResource> topics =
        settings.output().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    try {
      return get(admin.describeConfigs(topics).all()).values().stream()
              .mapToInt(Topics::maxMessageBytes)
              .min()
              .orElse(DEFAULT_MAX_BYTES)
          - OVERHEAD;
    } catch (TopicAuthorizationException | ClusterAuthorizationException e) {
      return DEFAULT_MAX_BYTES - OVERHEAD; // writing does not require the right to read settings
    }
  }

  private static int maxMessageBytes(Config topic) {
    return Integer.parseInt(topic.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get(); // the client's own timeout ends it
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
