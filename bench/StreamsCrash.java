package dev.weir.bench;

import dev.weir.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kills instances of {@code weir streams}, and the broker, under load, lets others go and come, and
 * says which alerts were lost or doubled for a reader of what has been committed.
 *
 * <pre>bench/run streams-crash [KILLS] [SEED]</pre>
 *
 * <p>Judges without Weir's code: each suspicious start and its connection have a parent of their
 * own and are numbered, so that each number must arrive once. Events go to any partition, also those
 * of one host. Run it through {@code bench/streams crash}.
 */
final class StreamsCrash {

  private static final int PARTITIONS = 8;

  private final Path folder = Files.createTempDirectory("weir-streams");
  private final Random random;
  private final KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
  private final StreamsTopics topics = new StreamsTopics(broker.address());
  private final NumberedPairs events = new NumberedPairs("kafka", 1);
  private final List<StreamsInstance> running = new ArrayList<>();
  private int instances;
  private int instancesKilled;
  private int brokersKilled;
  private int left;
  private volatile boolean ending;

  private StreamsCrash(long seed) throws Exception {
    this.random = new Random(seed);
  }

  /** Runs it, and exits with 1 if an alert was lost or doubled. */
  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    System.exit(new StreamsCrash(seed).run(kills) ? 0 : 1);
  }

  private boolean run(int kills) throws Exception {
    try {
      broker.createTopic("events", PARTITIONS);
      instance().createTopics();
      for (int i = 0; i < 2; i++) {
        join();
      }
      running.get(0).awaitReady();
      Thread producer = new Thread(this::produce);
      producer.start();
      while (instancesKilled + brokersKilled < kills) {
        ServiceProcess.pause(random.nextInt(6_000));
        harm();
      }
      ending = true;
      producer.join();
      return judge();
    } finally {
      running.forEach(StreamsInstance::kill);
      broker.close();
      System.out.println("kept: " + folder);
    }
  }

  /** Mostly kills an instance and starts another; at times the broker; at times one leaves. */
  private void harm() throws Exception {
    int what = random.nextInt(10);
    StreamsInstance one = running.get(random.nextInt(running.size()));
    if (what < 5) {
      one.kill();
      running.remove(one);
      join();
      instancesKilled++;
    } else if (what < 7) {
      broker.restart();
      brokersKilled++;
    } else if (what < 8 || running.size() < 3) {
      join();
    } else {
      one.end();
      running.remove(one);
      left++;
    }
    while (running.size() > 3) {
      running.remove(0).end();
      left++;
    }
    for (StreamsInstance other : running) {
      if (!other.isAlive()) {
        throw new IOException("an instance has ended by itself; see " + folder);
      }
    }
    System.out.printf("%s killed %d, broker %d, left %d, running %d%n",
        Instant.now(), instancesKilled, brokersKilled, left, running.size());
  }

  private void join() throws IOException {
    StreamsInstance next = instance();
    next.start();
    running.add(next);
  }

  private StreamsInstance instance() throws IOException {
    return new StreamsInstance(
        folder.resolve("instance-" + instances++),
        """
        kafka:
          bootstrap-servers: "%s"
          properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
        input: events
        partitions: %d
        threads: 1
        max-alerts: 1000000
        lateness: 10m
        commit-interval: 200ms
        """
            .formatted(broker.address(), PARTITIONS));
  }

  private boolean judge() throws Exception {
    Arrivals alerts = new Arrivals();
    for (int i = 0; i < 120 && alerts.size() < events.pairs(); i++) {
      ServiceProcess.pause(1_000);
      alerts = arrived();
    }
    ServiceProcess.pause(5_000); // what is doubled may come later
    alerts = arrived();
    int[] late = {0};
    topics.read("weir-late", event -> late[0]++);
    System.out.printf("%d instances killed, %d times the broker, %d left, %d started%n",
        instancesKilled, brokersKilled, left, instances - 1);
    System.out.printf("%d events, %d alerts expected, %d events late%n",
        events.events(), events.pairs(), late[0]);
    return alerts.report("alert topic, read committed", List.of(events)) == 0
        && alerts.doubled() == 0;
  }

  private Arrivals arrived() {
    Arrivals alerts = new Arrivals();
    topics.read("weir-alerts", alerts::add);
    return alerts;
  }

  private void produce() {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address(), "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer())) {
      int next = 0;
      while (!ending) {
        for (String document : events.next(100, true)) {
          producer.send(new ProducerRecord<>("events", next++ % PARTITIONS, null, document));
        }
        producer.flush();
        ServiceProcess.pause(100);
      }
      while (lag() > 0) { // else what comes next might overtake it
        ServiceProcess.pause(500);
      }
      for (int i = 0; i < 21; i++) {
        events.passTime();
      }
      for (String document : events.next(400, false)) {
        producer.send(new ProducerRecord<>("events", next++ % PARTITIONS, null, document));
      }
    }
  }

  private long lag() {
    try {
      return topics.lag("weir", "events", "weir-events-repartition");
    } catch (Exception e) {
      return 1; // the broker was killed
    }
  }
}
