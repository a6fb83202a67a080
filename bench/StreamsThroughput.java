package dev.weir.bench;

import dev.weir.testkit.KafkaBroker;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Throughput of one and two instances, with the broker on the same machine, beside {@code weir
 * detect}; and the lag at half of that rate.
 *
 * <pre>bench/run streams-throughput [EVENTS] [ROUNDS] [SECONDS]</pre>
 */
final class StreamsThroughput {

  private static final int PARTITIONS = 8;
  private static final int HOSTS = 2_000;

  private final Path folder = Files.createTempDirectory("weir-streams");
  private final KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
  private final ProcessHandle brokers = ProcessHandle.current().children().findFirst().orElseThrow();
  private final Topics topics = new Topics(broker.address());
  private final Documents documents = new Documents(1500, 1, HOSTS);

  private StreamsThroughput() throws Exception {}

  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 20;
    new StreamsThroughput().run(events, rounds, seconds);
  }

  private void run(int events, int rounds, int seconds) throws Exception {
    try {
      broker.createTopic("events", PARTITIONS);
      Path file = folder.resolve("events.ndjson");
      fill(events, file);
      System.out.printf("%d events of %d bytes on average, %d hosts, %d partitions%n",
          events, Files.size(file) / events, HOSTS, PARTITIONS);
      double one = 0;
      for (int round = 1; round <= rounds; round++) {
        detect(file, events);
        one = Math.max(one, drain("one-" + round, 1, false, events));
        drain("two-" + round, 2, false, events);
        drain("keyed-" + round, 1, true, events);
      }
      paced("paced", one / 2, seconds);
    } finally {
      broker.close();
      System.out.println("kept: " + folder);
    }
  }

  private void detect(Path file, int events) throws Exception {
    long began = System.nanoTime();
    new ProcessBuilder("./weir", "detect", file.toString(), "--lateness", "5m")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("detect.log").toFile())
        .start()
        .waitFor();
    System.out.printf("detect: %,.0f events/s, including the start of the JVM%n",
        perSecond(events, began));
  }

  private void fill(int events, Path file) throws Exception {
    try (KafkaProducer<String, String> producer = topics.producer();
        Writer lines = Files.newBufferedWriter(file)) {
      for (int i = 0; i < events; i++) {
        String document = documents.next();
        producer.send(new ProducerRecord<>("events", Documents.host(document), document));
        lines.append(document).append('\n');
      }
    }
  }

  /** Time from when all instances have their lanes until everything is committed. */
  private double drain(String name, int count, boolean keyed, int events) throws Exception {
    List<WeirProcess> instances = instances(name, count, keyed, "events");
    try {
      for (WeirProcess one : instances) {
        one.start();
      }
      long began = 0;
      long first = events;
      long last = events;
      Duration usedBefore = Duration.ZERO;
      Duration brokerBefore = Duration.ZERO;
      while (last > 0) {
        last = lag(name, keyed, "events");
        if (began == 0 && last < events) { // it has begun: from here on
          began = System.nanoTime();
          first = last;
          usedBefore = processorTime(instances);
          brokerBefore = processorTime(brokers);
        }
        WeirProcess.pause(100);
      }
      double rate = perSecond(first, began);
      long memory = 0;
      for (WeirProcess one : instances) {
        memory += one.residentMiB();
      }
      System.out.printf(
          "%d instance%s%s: %,.0f events/s; an event takes %.1f us of processor there, %.1f us at the broker; %d MiB%n",
          count, count == 1 ? "" : "s", keyed ? ", keyed input" : "", rate,
          micros(processorTime(instances).minus(usedBefore), first),
          micros(processorTime(brokers).minus(brokerBefore), first), memory);
      return rate;
    } finally {
      instances.forEach(WeirProcess::end);
    }
  }

  private void paced(String name, double rate, int seconds) throws Exception {
    broker.createTopic("paced-input", PARTITIONS);
    List<WeirProcess> instances = instances(name, 1, false, "paced-input");
    WeirProcess one = instances.get(0);
    one.start();
    one.awaitReady();
    List<Long> lags = new ArrayList<>();
    try (KafkaProducer<String, String> producer = topics.producer()) {
      Thread looking =
          new Thread(
              () -> {
                while (!Thread.interrupted()) {
                  try {
                    lags.add(lag(name, false, "paced-input"));
                    Thread.sleep(500);
                  } catch (Exception e) {
                    return;
                  }
                }
              });
      looking.start();
      long began = System.nanoTime();
      long total = (long) (rate * seconds);
      for (long i = 0; i < total; i++) {
        long due = began + (long) (i / rate * 1e9);
        while (due - System.nanoTime() > 1_000_000) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        String document = documents.next();
        producer.send(new ProducerRecord<>("paced-input", Documents.host(document), document));
      }
      looking.interrupt();
      looking.join();
      int half = lags.size() / 2;
      System.out.printf(
          "at %,.0f events/s for %d s: lag at most %,d in its first half, %,d in its second, in records of both topics%n",
          rate, seconds, most(lags.subList(0, half)), most(lags.subList(half, lags.size())));
    } finally {
      one.end();
    }
  }

  private static Duration processorTime(List<WeirProcess> instances) {
    return instances.stream().map(WeirProcess::processorTime).reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration processorTime(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double micros(Duration time, long events) {
    return time.toNanos() / 1e3 / events;
  }

  private static long most(List<Long> lags) {
    return lags.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** A missing offset counts as the whole partition. */
  private long lag(String name, boolean keyed, String input) throws Exception {
    try {
      return keyed
          ? topics.lag(name, input)
          : topics.lag(name, input, name + "-events-repartition");
    } catch (ExecutionException e) { // the topic in between is yet to be made
      return Long.MAX_VALUE;
    }
  }

  private List<WeirProcess> instances(String name, int count, boolean keyed, String input)
      throws Exception {
    List<WeirProcess> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      instances.add(
          new WeirProcess("streams", folder.resolve(name + i),
              """
              kafka: {bootstrap-servers: "%s"}
              application: %s
              input: %s
              keyed: %s
              partitions: %d
              threads: %d
              """
                  .formatted(broker.address(), name, input, keyed, PARTITIONS, count == 1 ? 2 : 1)));
    }
    instances.get(0).runOnce("--create-topics");
    return instances;
  }

  private static double perSecond(long events, long began) {
    return events / ((System.nanoTime() - began) / 1e9);
  }
}
