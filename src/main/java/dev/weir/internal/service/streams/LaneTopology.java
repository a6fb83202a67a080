package dev.weir.internal.service.streams;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

/**
 * The topology of Kafka Streams:
 *
 * <pre>
 * input ──▶ router ──▶ (events-repartition) ──▶ lane ──▶ alerts, late, malformed
 * </pre>
 */
final class LaneTopology {

  // names of nodes
  static final String ALERTS = "alerts";
  static final String LATE = "late";
  static final String MALFORMED = "malformed";
  private static final String LANE = "lane";

  /** Part of the name of the repartition topic. */
  private static final String EVENTS = "events";

  private LaneTopology() {}

  static Topology of(
      StreamsSettings settings, StreamsContext shared, KeyValueBytesStoreSupplier pending) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<byte[]> bytes = Serdes.ByteArray();
    CommitHook commitHook = new CommitHook();
    builder.addStateStore(commitHook.store());
    builder.addStateStore(PendingStore.store(pending));
    KStream<byte[], byte[]> input =
        builder.stream(
            settings.input(),
            // a record's timestamp may be missing and is not the time of the event
            Consumed.with(bytes, bytes)
                .withName("input")
                .withTimestampExtractor(new WallclockTimestampExtractor()));
    KStream<byte[], byte[]> byHost =
        settings.keyed()
            ? input
            : input
                .process(HostRouter::new, Named.as("router"))
                .repartition(
                    Repartitioned.<byte[], byte[]>as(EVENTS)
                        .withKeySerde(bytes)
                        .withValueSerde(bytes)
                        .withNumberOfPartitions(settings.partitions()));
    byHost.process(
        () -> new LaneProcessor(shared, commitHook),
        Named.as(LANE),
        CommitHook.NAME,
        PendingStore.NAME);
    Topology topology = builder.build();
    addSink(topology, ALERTS, settings.alerts());
    addSink(topology, LATE, settings.late());
    addSink(topology, MALFORMED, settings.malformed());
    return topology;
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), LANE);
  }
}
