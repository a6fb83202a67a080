package dev.weir.internal.service.source;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.InFlightChunks.NotSavedException;
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

/** A Kafka consumer that reads topics from a feed's positions. For one thread. */
final class KafkaFollower implements ConsumerRebalanceListener, AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REVOKING = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** Stands for an empty record, which is counted as malformed. */
  private static final byte[] EMPTY = {'n', 'u', 'l', 'l'};

  private record InFlight(
      CompletableFuture<List<ItemFault>> saved, Map<TopicPartition, OffsetAndMetadata> next) {}

  private final KafkaSourceSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> closed;
  private final FeedThread feedThread;
  private final KafkaStartPositions startPositions;
  private final KafkaProbe probe;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final Map<TopicPartition, OffsetAndMetadata> saved = new HashMap<>();

  /** A consumer that joins its group with {@link #subscribe}. */
  KafkaFollower(
      KafkaSourceSettings settings, Feed feed, Troubles troubles, CompletableFuture<Void> closed) {
    this.settings = settings;
    this.closed = closed;
    this.consumer =
        new KafkaConsumer<>(
            settings.consumerProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.feedThread = new FeedThread(settings.name(), feed);
    this.probe = new KafkaProbe(settings, consumer, troubles);
    this.startPositions = new KafkaStartPositions(settings, consumer, feed, probe);
  }

  void subscribe() {
    consumer.subscribe(settings.topics(), this);
  }

  /** Reads once. It polls even while paused, or the group would remove the consumer. */
  void poll() throws NotSavedException, InterruptedException {
    if (collectSaved()) {
      // without a callback, as revoking partitions commits again
      consumer.commitAsync(savedOffsets(consumer.assignment()), null);
    }
    if (inFlight.size() >= settings.underWay()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty() && !closed.isDone()) {
        submit(records);
      }
      probe.checkIfDue();
    } catch (OffsetOutOfRangeException e) {
      startPositions.recover(e.offsetOutOfRangePartitions());
    }
  }

  long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    startPositions.seek(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      awaitInFlight();
      collectSaved();
    } catch (NotSavedException e) {
      // the next poll throws it
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    Map<TopicPartition, OffsetAndMetadata> last = savedOffsets(partitions);
    saved.keySet().removeAll(partitions);
    try {
      consumer.commitSync(last, CLOSING);
    } catch (KafkaException e) {
      // the next owner reads some records again
    }
  }

  /** Leaves the group. */
  @Override
  public void close() {
    try (feedThread) {
      consumer.close(CloseOptions.timeout(CLOSING.multipliedBy(3)));
    }
  }

  private void submit(ConsumerRecords<byte[], byte[]> records) {
    List<Item> items = new ArrayList<>(records.count());
    Map<String, String> positions = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    positions.put(KafkaStartPositions.MEMBER, startPositions.member());
    for (TopicPartition partition : records.partitions()) {
      String place = partition.toString();
      long after = 0;
      for (ConsumerRecord<byte[], byte[]> one : records.records(partition)) {
        byte[] value = one.value() == null || one.value().length == 0 ? EMPTY : one.value();
        items.add(new Item(value, 0, value.length, place, one.offset()));
        after = one.offset() + 1;
      }
      positions.put(place, Long.toString(after));
      next.put(partition, new OffsetAndMetadata(after, startPositions.member()));
    }
    inFlight.add(
        new InFlight(feedThread.submit(new Chunk(settings.name(), items, positions)), next));
  }

  /** Notes the saved chunks. Returns whether there are any. A failed one stays in the queue. */
  private boolean collectSaved() throws NotSavedException, InterruptedException {
    boolean more = false;
    while (!inFlight.isEmpty() && inFlight.element().saved.isDone()) {
      InFlightChunks.await(inFlight.element().saved);
      saved.putAll(inFlight.remove().next);
      more = true;
    }
    return more;
  }

  private Map<TopicPartition, OffsetAndMetadata> savedOffsets(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> some = new HashMap<>(saved);
    some.keySet().retainAll(partitions);
    return some;
  }

  /** Waits for chunks in flight, but not so long that the group removes the consumer. */
  private void awaitInFlight() throws InterruptedException {
    long max = Math.min(REVOKING.toMillis(), settings.maxPollInterval().toMillis() / 2);
    try {
      CompletableFuture.allOf(
              inFlight.stream().map(InFlight::saved).toArray(CompletableFuture<?>[]::new))
          .get(closed.isDone() ? CLOSING.toMillis() : max, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // only the saved ones are committed
    }
  }
}
