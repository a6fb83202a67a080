package dev.weir.source;

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
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Reads topics by one consumer from the positions that a feed has. For one thread. */
final class KafkaFollower implements ConsumerRebalanceListener {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration REVOKING = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final byte[] NOTHING = {};

  private record Given(
      CompletableFuture<List<Fault>> future, Map<TopicPartition, OffsetAndMetadata> next) {}

  private final KafkaSourceSettings settings;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Feed feed;
  private final CompletableFuture<Void> closed;
  private final Deque<Given> underWay = new ArrayDeque<>();

  KafkaFollower(
      KafkaSourceSettings settings,
      KafkaConsumer<byte[], byte[]> consumer,
      Feed feed,
      CompletableFuture<Void> closed) {
    this.settings = settings;
    this.consumer = consumer;
    this.feed = feed;
    this.closed = closed;
  }

  void subscribe() {
    consumer.subscribe(settings.topics(), this);
  }

  boolean isAssigned() {
    return !consumer.assignment().isEmpty();
  }

  /** Polls in any case: a consumer that does not is put out of its group. */
  void turn() throws UnderWay.NotSaved, InterruptedException {
    commitSaved();
    if (underWay.size() >= settings.underWay()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    if (!records.isEmpty() && !closed.isDone()) {
      give(records);
    }
  }

  long lag() {
    return consumer.assignment().stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Map<String, String> positions = feed.positions(settings.name());
    for (TopicPartition partition : partitions) {
      String position = positions.get(partition.toString());
      if (position != null) {
        consumer.seek(partition, Long.parseLong(position));
      }
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      settle();
    } catch (UnderWay.NotSaved e) {
      // whoever gets them begins where the feed's positions say
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void give(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
    List<Item> items = new ArrayList<>(records.count());
    Map<String, String> positions = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      String place = partition.toString();
      long after = 0;
      for (ConsumerRecord<byte[], byte[]> one : records.records(partition)) {
        byte[] value = one.value() == null ? NOTHING : one.value();
        items.add(new Item(value, 0, value.length, value.length, place, one.offset()));
        after = one.offset() + 1;
      }
      positions.put(place, Long.toString(after));
      next.put(partition, new OffsetAndMetadata(after));
    }
    underWay.add(new Given(feed.take(new Chunk(settings.name(), items, positions)), next));
  }

  private void commitSaved() throws UnderWay.NotSaved, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> saved = new HashMap<>();
    while (!underWay.isEmpty() && underWay.element().future.isDone()) {
      Given oldest = underWay.remove();
      try {
        oldest.future.get();
      } catch (ExecutionException e) {
        throw new UnderWay.NotSaved(e.getCause() == null ? e : e.getCause());
      }
      saved.putAll(oldest.next);
    }
    saved.keySet().retainAll(consumer.assignment());
    if (!saved.isEmpty()) {
      consumer.commitAsync(saved, null); // only shown; the feed's positions are what counts
    }
  }

  private void settle() throws UnderWay.NotSaved, InterruptedException {
    Duration most = closed.isDone() ? CLOSING : REVOKING;
    try {
      CompletableFuture.allOf(
              underWay.stream().map(Given::future).toArray(CompletableFuture<?>[]::new))
          .get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // told by what follows, or taken up from the feed's positions
    }
    commitSaved();
  }
}
