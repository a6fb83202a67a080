package dev.weir.internal.service.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of Weir on Kafka Streams.
 *
 * @param application name of all instances together: their consumer group and the prefix of their
 *     internal topics
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param input topics with documents
 * @param alerts topic for alerts
 * @param late topic for events that came too late
 * @param malformed topic for documents that are not JSON objects
 * @param keyed whether the keys of the input are hosts, so that no repartition topic is needed
 * @param partitions number of lanes over all instances; ignored if {@code keyed}
 * @param threads number of threads of this instance
 * @param standbys number of other instances that keep a copy of each lane's pending documents
 * @param commitInterval time between commits; alerts are visible after a commit
 * @param properties more properties of Kafka Streams and its clients, such as those for TLS and
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

  /** A document has up to 16 MiB; internal topics add headers. */
  private static final int MAX_RECORD_BYTES = 20 << 20;

  public StreamsSettings {
    input = List.copyOf(input);
    properties = Map.copyOf(properties);
    if (input.isEmpty()) {
      throw new IllegalArgumentException("input: must name at least one topic");
    }
    if (partitions < 1 || threads < 1 || standbys < 0 || commitInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "`partitions` and `threads` must be at least 1, `standbys` at least 0, and `commit-interval` at"
              + " least 1ms");
    }
  }

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

  /** Properties of the operator win over Weir's defaults, but not over what Weir depends on. */
  Properties streamsProperties() {
    Properties all = new Properties();
    all.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_RECORD_BYTES);
    // documents are large and similar, and small batches would keep the brokers busy
    all.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    all.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MAX_RECORD_BYTES);
    all.putAll(properties);
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
    return all;
  }

  /** The output topics, which Kafka Streams does not create. */
  List<String> output() {
    return List.of(alerts, late, malformed);
  }

  /** Leaves out the properties, which may hold secrets. */
  @Override
  public String toString() {
    return "StreamsSettings[" + application + ", " + bootstrapServers + ", " + input + "]";
  }
}
