package dev.weir.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.testkit.KafkaBroker;
import dev.weir.testkit.OpenSearchNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stops each sink of a service for some time under load, and reports the effect on the others.
 *
 * <pre>bench/run outage [SECONDS] [ALERTS A SECOND]</pre>
 *
 * <p>One sink of each kind: a file whose folder is missing, and a webhook, a Kafka broker and an
 * OpenSearch node that are killed, one after the other.
 */
final class Outage {

  private static final List<String> SINKS = List.of("file", "webhook", "kafka", "search");

  private final Path folder = Files.createTempDirectory("weir-outage");
  private final Path alerts = folder.resolve("alerts/alerts.ndjson");
  private final NumberedPairs stream = new NumberedPairs("bulk", 1);
  private final OpenSearchNode search = OpenSearchNode.launch();
  private final KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
  private final Arrivals posted = new Arrivals();
  private HttpServer webhook = webhook(0);
  private final int webhookPort = webhook.getAddress().getPort();
  private final BulkService service =
      new BulkService(
          folder,
          """
          sinks:
            file: {path: %s, rotate-bytes: 100GiB}
            webhook: {url: "http://127.0.0.1:%d/"}
            kafka: {bootstrap-servers: "%s", topic: alerts}
            search: {urls: ["%s"]}
          """
              .formatted(alerts, webhookPort, broker.address(), search.url()));
  private final int perSecond;
  private final Duration outage;
  private volatile boolean ending;

  private Outage(Duration outage, int perSecond) throws Exception {
    this.outage = outage;
    this.perSecond = perSecond;
  }

  /** Exits with 1 if an alert was lost, or duplicated where it must not be. */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 600;
    int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    System.exit(new Outage(Duration.ofSeconds(seconds), perSecond).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    try {
      broker.createTopic("alerts", 1);
      service.start();
      Thread load = new Thread(this::load);
      load.start();
      for (String sink : SINKS) {
        down(sink);
        observe(sink);
        up(sink);
        awaitCaughtUp(sink);
      }
      ending = true;
      load.join();
      return judge();
    } finally {
      service.process().kill();
      search.kill();
      broker.close();
      webhook.stop(0);
      System.out.println("kept: " + folder);
    }
  }

  /** Sends the requested alerts per second, and a hundred times as many events. */
  private void load() {
    long next = System.nanoTime();
    while (!ending) {
      service.send(stream.next(100, true));
      next += 1_000_000_000 / perSecond;
      WeirProcess.pause(Math.max(0, (next - System.nanoTime()) / 1_000_000));
    }
    stream.passTime();
    service.send(stream.next(200, false));
  }

  /** The file's folder is missing from the start, because an open file would still be written. */
  private void down(String sink) {
    switch (sink) {
      case "webhook" -> webhook.stop(0);
      case "kafka" -> broker.kill();
      case "search" -> search.kill();
      default -> {}
    }
  }

  private void up(String sink) throws Exception {
    switch (sink) {
      case "file" -> Files.createDirectory(alerts.getParent());
      case "webhook" -> webhook = webhook(webhookPort);
      case "kafka" -> broker.restart();
      default -> search.start();
    }
  }

  private void observe(String down) throws Exception {
    long least = Long.MAX_VALUE;
    long most = 0;
    double oldest = 0;
    Instant end = Instant.now().plus(outage);
    while (Instant.now().isBefore(end)) {
      WeirProcess.pause(2000);
      long mebibytes = service.process().residentMiB();
      least = Math.min(least, mebibytes);
      most = Math.max(most, mebibytes);
      for (String sink : SINKS) {
        oldest = sink.equals(down) ? oldest : Math.max(oldest, age(sink));
      }
    }
    System.out.printf(
        "%s down for %d s: %.0f alerts waited for it; longest wait for another sink"
            + " %.1f s; resident %d to %d MiB%n",
        down, outage.toSeconds(), service.process().meter(of("weir_outbox_alerts", down)), oldest, least, most);
  }

  private void awaitCaughtUp(String sink) throws Exception {
    Instant since = Instant.now();
    while (age(sink) > 2) {
      WeirProcess.pause(200);
    }
    long seconds = Duration.between(since, Instant.now()).toSeconds();
    System.out.printf("  caught up %d s after it was back%n", seconds);
  }

  private double age(String sink) throws Exception {
    return service.process().meter(of("weir_outbox_age_seconds", sink));
  }

  private static String of(String meter, String sink) {
    return meter + "{sink=\"" + sink + "\"}";
  }

  private boolean judge() throws Exception {
    for (int i = 0; i < 60 && SINKS.stream().anyMatch(sink -> !hasAll(sink)); i++) {
      WeirProcess.pause(1000);
    }
    System.out.printf("%d events, %d alerts expected%n", stream.events(), stream.pairs());
    Arrivals lines = new Arrivals();
    try (Stream<String> file = Files.lines(alerts)) {
      file.forEach(lines::add);
    }
    Arrivals found = Arrivals.at(search);
    return Stream.of(
                lines.report("file", List.of(stream)),
                posted.report("webhook", List.of(stream)),
                consumed().report("kafka", List.of(stream)),
                found.report("search", List.of(stream)))
            .allMatch(lost -> lost == 0)
        && found.doubled() == 0;
  }

  private boolean hasAll(String sink) {
    try {
      return service.process().meter(of("weir_delivered_total", sink)) >= stream.pairs();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Arrivals consumed() {
    Arrivals consumed = new Arrivals();
    new Topics(broker.address()).read("alerts", consumed::add);
    return consumed;
  }

  private HttpServer webhook(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::receive);
    server.start();
    return server;
  }

  private void receive(HttpExchange exchange) throws IOException {
    posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }
}
