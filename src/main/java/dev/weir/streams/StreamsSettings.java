package dev.weir.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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

  /** The topics that must be there: Kafka Streams creates its own, not these. */
  List<String> output() {
    return List.of(alerts, late, malformed);
  }

  @Override
  public String toString() {
    return "StreamsSettings[" + application + ", " + bootstrapServers + ", " + input + "]";
  }
}
