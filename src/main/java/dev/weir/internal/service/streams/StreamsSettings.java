package dev.weir.internal.service.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How Weir runs on Kafka Streams.
 *
 * @param application the name of all instances together: their consumer group, and the beginning of
 *     the names of their own topics
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param input the topics with the documents
 * @param alerts the topic for alerts
 * @param late the topic for events that came too late
 * @param malformed the topic for what is no JSON object
 * @param keyed whether the input's keys are hosts already, so that no topic is needed in between
 * @param partitions how many lanes there are in all instances together; the input's own number if
 *     it is keyed
 * @param threads how many threads an instance has for its lanes
 * @param standbys on how many further instances what is pending is kept ready
 * @param commitInterval how often what has been done is made to count, which alerts wait for
 * @param properties further properties of Kafka Streams and its clients, such as those of TLS and
 *     SASL; may hold secrets
 */
public record StreamsSettings(
    String application,
    String bootstrapServers,
    List<String> input,
    String alerts,
    String late,
    String malformed,
    boolean keyed,
    int partitions,
    int threads,
    int standbys,
    Duration commitInterval,
    Map<String, String> properties) {

  /** A document can have 16 MiB; between Weir's own topics it takes a few bytes with it. */
  private static final int MOST_BYTES = 20 << 20;

  /**
   * Checks and copies the values.
   *
   * @param application as described above
   * @param bootstrapServers as described above
   * @param input as described above
   * @param alerts as described above
   * @param late as described above
   * @param malformed as described above
   * @param keyed as described above
   * @param partitions as described above
   * @param threads as described above
   * @param standbys as described above
   * @param commitInterval as described above
   * @param properties as described above
   * @throws IllegalArgumentException if one is of no use
   */
  public StreamsSettings {
    input = List.copyOf(input);
    properties = Map.copyOf(properties);
    if (input.isEmpty()) {
      throw new IllegalArgumentException("input: at least one topic");
    }
    if (partitions < 1 || threads < 1 || standbys < 0 || commitInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "partitions and threads: at least 1, standbys: at least 0, commit-interval: at least 1ms");
    }
  }

  /**
   * All settings but the few that have no default.
   *
   * @param bootstrapServers as described above
   * @param input as described above
   * @return settings
   */
  public static StreamsSettings defaults(String bootstrapServers, List<String> input) {
    return new StreamsSettings(
        "weir",
        bootstrapServers,
        input,
        "weir-alerts",
        "weir-late",
        "weir-malformed",
        false,
        8,
        Runtime.getRuntime().availableProcessors(),
        0,
        Duration.ofMillis(500),
        Map.of());
  }

  /** How it connects, for an admin client. */
  Map<String, Object> adminProperties() {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return all;
  }

  /** The properties of Kafka Streams; of those that are the operator's own, some are Weir's. */
  Properties streamsProperties() {
    Properties all = new Properties();
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MOST_BYTES);
    // documents are large and much alike: in small batches, brokers have most of the work
    all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    all.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MOST_BYTES);
    all.putAll(properties);
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
    return all;
  }

  /** The topics that must be there: Kafka Streams creates its own, not these. */
  List<String> output() {
    return List.of(alerts, late, malformed);
  }

  @Override
  public String toString() {
    return "StreamsSettings[" + application + ", " + bootstrapServers + ", " + input + "]";
  }
}
