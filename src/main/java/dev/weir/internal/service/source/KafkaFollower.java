package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics by one consumer from the positions that a feed has. For one thread. */
final class KafkaFollower implements ConsumerRebalanceListener, AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REVOKING = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** What stands for no value: it is no event, and counted as such. */
  private static final byte[] NOTHING = {'n', 'u', 'l', 'l'};

  private record Given(
      CompletableFuture<List<ItemFault>> safe, Map<TopicPartition, OffsetAndMetadata> next) {}

  private final KafkaSourceSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> closed;
  private final FeedThread handover;
  private final KafkaStartPositions beginnings;
  private final KafkaProbe probe;
  private final Deque<Given> underWay = new ArrayDeque<>();
  private final Map<TopicPartition, OffsetAndMetadata> saved = new HashMap<>();

  /**
   * A consumer; {@link #subscribe} makes it a member of its group.
   *
   * @param closed done once the source is to end
   */
  KafkaFollower(
      KafkaSourceSettings settings, Feed feed, Troubles troubles, CompletableFuture<Void> closed) {
    this.settings = settings;
    this.closed = closed;
    this.consumer =
        new KafkaConsumer<>(
            settings.consumerProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.handover = new FeedThread(settings.name(), feed);
    this.probe = new KafkaProbe(settings, consumer, troubles);
    this.beginnings = new KafkaStartPositions(settings, consumer, feed, probe);
  }

  void subscribe() {
    consumer.subscribe(settings.topics(), this);
  }

  /** Polls in any case: a consumer that does not is put out of its group. */
  void turn() throws InFlightChunks.NotSaved, InterruptedException {
    if (noteSaved()) {
      consumer.commitAsync(savedOf(consumer.assignment()), null); // revoking makes sure of it
    }
    if (underWay.size() >= settings.underWay()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty() && !closed.isDone()) {
        give(records);
      }
      probe.ask();
    } catch (OffsetOutOfRangeException e) {
      beginnings.skip(e.offsetOutOfRangePartitions());
    }
  }

  long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    beginnings.begin(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      settle();
      noteSaved();
    } catch (InFlightChunks.NotSaved e) {
      // the next turn tells
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    Map<TopicPartition, OffsetAndMetadata> last = savedOf(partitions);
    saved.keySet().removeAll(partitions);
    try {
      consumer.commitSync(last, CLOSING);
    } catch (KafkaException e) {
      // who gets them reads some again
    }
  }

  /** Leaves the group. */
  @Override
  public void close() {
    try (handover) {
      consumer.close(CloseOptions.timeout(CLOSING.multipliedBy(3)));
    }
  }

  private void give(ConsumerRecords<byte[], byte[]> records) {
    List<Item> items = new ArrayList<>(records.count());
    Map<String, String> positions = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    positions.put(KafkaStartPositions.MEMBER, beginnings.member());
    for (TopicPartition partition : records.partitions()) {
      String place = partition.toString();
      long after = 0;
      for (ConsumerRecord<byte[], byte[]> one : records.records(partition)) {
        byte[] value = one.value() == null || one.value().length == 0 ? NOTHING : one.value();
        items.add(new Item(value, 0, value.length, place, one.offset()));
        after = one.offset() + 1;
      }
      positions.put(place, Long.toString(after));
      next.put(partition, new OffsetAndMetadata(after, beginnings.member()));
    }
    underWay.add(new Given(handover.give(new Chunk(settings.name(), items, positions)), next));
  }

  /** True if anything more has been saved. One that could not be stays, to be told again. */
  private boolean noteSaved() throws InFlightChunks.NotSaved, InterruptedException {
    boolean more = false;
    while (!underWay.isEmpty() && underWay.element().safe.isDone()) {
      try {
        underWay.element().safe.get();
      } catch (ExecutionException e) {
        throw new InFlightChunks.NotSaved(e.getCause() == null ? e : e.getCause());
      }
      saved.putAll(underWay.remove().next);
      more = true;
    }
    return more;
  }

  private Map<TopicPartition, OffsetAndMetadata> savedOf(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> some = new HashMap<>(saved);
    some.keySet().retainAll(partitions);
    return some;
  }

  /** Waits for what is under way, but not so long that the group puts the consumer out. */
  private void settle() throws InterruptedException {
    long most = Math.min(REVOKING.toMillis(), settings.betweenPolls().toMillis() / 2);
    try {
      CompletableFuture.allOf(
              underWay.stream().map(Given::safe).toArray(CompletableFuture<?>[]::new))
          .get(closed.isDone() ? CLOSING.toMillis() : most, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // those that are saved count
    }
  }
}
