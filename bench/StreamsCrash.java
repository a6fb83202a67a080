package dev.weir.bench;

import dev.weir.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kills instances of {@code weir streams} and the broker under load, stops and starts others, and
 * reports the alerts that a read-committed reader lost or saw twice.
 *
 * <pre>bench/run streams-crash [KILLS] [SEED]</pre>
 *
 * <p>Checks the result without Weir's code: each suspicious start and its connection have their own
 * parent and number, so each number must arrive once. The events of one host go to any partition.
 */
final class StreamsCrash {

  private static final int PARTITIONS = 8;

  private final Path folder = Files.createTempDirectory("weir-streams");
  private final Random random;
  private final KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
  private final Topics topics = new Topics(broker.address());
  private final NumberedPairs events = new NumberedPairs("kafka", 1);
  private final List<WeirProcess> running = new ArrayList<>();
  private int instances;
  private int instancesKilled;
  private int brokersKilled;
  private int left;
  private volatile boolean ending;

  private StreamsCrash(long seed) throws Exception {
    this.random = new Random(seed);
  }

  /** Exits with 1 if an alert was lost or duplicated. */
  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    System.exit(new StreamsCrash(seed).run(kills) ? 0 : 1);
  }

  private boolean run(int kills) throws Exception {
    try {
      broker.createTopic("events", PARTITIONS);
      instance().runOnce("--create-topics");
      for (int i = 0; i < 2; i++) {
        join();
      }
      running.get(0).awaitReady();
      Thread producer = new Thread(this::produce);
      producer.start();
      while (instancesKilled + brokersKilled < kills) {
        WeirProcess.pause(random.nextInt(6_000));
        harm();
      }
      ending = true;
      producer.join();
      return judge();
    } finally {
      running.forEach(WeirProcess::kill);
      broker.close();
      System.out.println("kept: " + folder);
    }
  }

  /** Kills an instance and starts another; sometimes kills the broker, or stops an instance. */
  private void harm() throws Exception {
    int what = random.nextInt(10);
    WeirProcess one = running.get(random.nextInt(running.size()));
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
    for (WeirProcess other : running) {
      if (!other.isAlive()) {
        throw new IOException("an instance has ended by itself; see " + folder);
      }
    }
    System.out.printf("%s killed %d, broker %d, left %d, running %d%n",
        Instant.now(), instancesKilled, brokersKilled, left, running.size());
  }

  private void join() throws IOException {
    WeirProcess next = instance();
    next.start();
    running.add(next);
  }

  private WeirProcess instance() throws IOException {
    return new WeirProcess("streams", folder.resolve("instance-" + instances++),
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
      WeirProcess.pause(1_000);
      alerts = arrived();
    }
    WeirProcess.pause(5_000); // what is doubled may come later
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
        topics.producer()) {
      int next = 0;
      while (!ending) {
        for (String document : events.next(100, true)) {
          producer.send(new ProducerRecord<>("events", next++ % PARTITIONS, null, document));
        }
        producer.flush();
        WeirProcess.pause(100);
      }
      while (lag() > 0) { // else what comes next might overtake it
        WeirProcess.pause(500);
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
