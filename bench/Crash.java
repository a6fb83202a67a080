package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.OpenSearchNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kills a service many times, and reports lost and duplicated alerts.
 *
 * <pre>bench/run crash [random|acknowledged] [KILLS] [SEED]</pre>
 *
 * <p>Checks the result without Weir's code: each suspicious start and its connection have their own
 * parent and number, so each number must arrive.
 */
final class Crash {

  private final Path folder = Files.createTempDirectory("weir-crash");
  private final Path log = folder.resolve("events.log");
  private final Random random;
  private final boolean acknowledged;
  private final List<Long> readyAfter = new ArrayList<>();
  private final NumberedPairs bulk = new NumberedPairs("bulk", 1);
  private final NumberedPairs files = new NumberedPairs("files", 2);
  private final NumberedPairs kafka = new NumberedPairs("kafka", 1);
  private final NumberedPairs index = new NumberedPairs("index", 1);
  private final OpenSearchNode search = OpenSearchNode.launch();
  private final KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
  private final Topics topics = new Topics(broker.address());
  private final BulkService service =
      new BulkService(
          folder,
          """
            files: {paths: ["%1$s/events.log*"]}
            kafka:
              bootstrap-servers: "%2$s"
              topics: [events]
              properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
            index: {type: search, urls: ["%3$s"], index: events, interval: 1s, look-back: 20s}
          sinks:
            file: {path: %1$s/alerts.ndjson, rotate-bytes: 100GiB}
            search: {urls: ["%3$s"]}
          """
              .formatted(folder, broker.address(), search.url()));
  private volatile boolean ending;

  private Crash(boolean acknowledged, long seed) throws Exception {
    this.acknowledged = acknowledged;
    this.random = new Random(seed);
  }

  /** Exits with 1 if an alert was lost, or duplicated where it must not be. */
  public static void main(String[] args) throws Exception {
    boolean acknowledged = args.length > 0 && args[0].equals("acknowledged");
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    System.exit(new Crash(acknowledged, seed).run(kills) ? 0 : 1);
  }

  private boolean run(int kills) throws Exception {
    try {
      Files.createFile(log);
      broker.createTopic("events", 3);
      start();
      List<Thread> streams =
          new ArrayList<>(List.of(
                  new Thread(this::write), new Thread(this::produce), new Thread(this::index)));
      if (!acknowledged) {
        streams.add(new Thread(this::sendOn));
      }
      streams.forEach(Thread::start);
      for (int kill = 1; kill <= kills; kill++) {
        if (acknowledged) {
          service.send(bulk.next(500, true));
        } else {
          Thread.sleep(random.nextInt(1500));
        }
        service.process().kill();
        start();
        if (kill % 10 == 0) {
          System.out.println(Instant.now() + " " + kill + " kills");
        }
      }
      ending = true;
      for (Thread stream : streams) {
        stream.join();
      }
      service.send(bulk.next(200, false));
      return judge(kills);
    } finally {
      service.process().kill();
      search.kill();
      broker.close();
      System.out.println("kept: " + folder);
    }
  }

  private void start() throws Exception {
    long start = System.nanoTime();
    service.start();
    readyAfter.add((System.nanoTime() - start) / 1_000_000);
  }

  private boolean judge(int kills) throws Exception {
    List<NumberedPairs> streams = List.of(bulk, files, kafka, index);
    long expected = streams.stream().mapToLong(NumberedPairs::pairs).sum();
    // a consumer group waits for its killed members before it admits a new one
    for (int i = 0; i < 300 && Arrivals.at(search).size() < expected; i++) {
      Thread.sleep(1000);
    }
    Thread.sleep(2000); // what is doubled may come later
    Arrivals lines = new Arrivals();
    Files.readAllLines(folder.resolve("alerts.ndjson")).forEach(lines::add);
    readyAfter.sort(null);
    System.out.printf("kills %d, ready again after ms: median %d, most %d%n", kills,
        readyAfter.get(readyAfter.size() / 2), readyAfter.get(readyAfter.size() - 1));
    System.out.printf("_bulk requests not acknowledged: %d%n", service.refused());
    for (NumberedPairs stream : streams) {
      System.out.printf("%s: %d events, %d alerts expected%n", stream.name(), stream.events(), stream.pairs());
    }
    Arrivals found = Arrivals.at(search);
    boolean lostNone = lines.report("file", streams) == 0;
    boolean searchLostNone = found.report("OpenSearch", streams) == 0;
    return lostNone && searchLostNone && found.doubled() == 0;
  }

  private void sendOn() {
    while (!ending) {
      service.send(bulk.next(500, true));
      WeirProcess.pause(50);
    }
    bulk.passTime();
  }

  /** Sends each host's events to one partition, because partitions are not read in step. */
  private void produce() {
    try (KafkaProducer<String, String> producer =
        topics.producer()) {
      boolean last = false;
      while (!last) {
        last = ending;
        if (last) {
          kafka.passTime();
        }
        for (String document : kafka.next(200, !last)) {
          producer.send(new ProducerRecord<>("events", Documents.host(document), document));
        }
        producer.flush();
        WeirProcess.pause(50);
      }
    }
  }

  /** A polling source selects by event time, so this stream uses the current time. */
  private void index() {
    boolean last = false;
    while (!last) {
      last = ending;
      if (last) {
        WeirProcess.pause(5000); // longer than the lateness
      }
      index.goOnTo(Instant.now());
      StringBuilder body = new StringBuilder();
      for (String document : index.next(100, !last)) {
        body.append("{\"create\":{}}\n").append(document).append('\n');
      }
      search.call("POST", "/events/_bulk", body.toString());
      WeirProcess.pause(200);
    }
  }

  private void write() {
    int rotations = 0;
    try {
      while (true) {
        boolean last = ending;
        if (last) {
          files.passTime();
        }
        try (OutputStream out =
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          for (int i = 0; i < (last ? 1 : 50); i++) {
            for (String document : files.next(100, !last)) {
              byte[] line = (document + "\n").getBytes(UTF_8);
              out.write(line, 0, line.length / 2);
              out.write(line, line.length / 2, line.length - line.length / 2);
            }
            if (ending) {
              break;
            }
            WeirProcess.pause(200);
          }
        }
        if (last) {
          return;
        }
        Files.move(log, folder.resolve("events.log." + rotations++));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
