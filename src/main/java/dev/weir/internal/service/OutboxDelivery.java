package dev.weir.internal.service;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.OutgoingAlert;
import dev.weir.internal.service.sink.RefusedAlert;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.store.OutboxDepth;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the outbox to one sink, on a thread of its own, so that a sink that is down delays nobody
 * else. Alerts are tried again until the sink has them or says that it never will.
 */
final class OutboxDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxDelivery.class);

  /** Alerts a delivery; each is some 10 KB. */
  private static final int MOST = 200;

  private static final long MOST_BYTES = 8 << 20;

  private final Sink sink;
  private final Store store;
  private final Troubles troubles;
  private final Consumer<Throwable> fatal;
  private final String part;
  private final Counter delivered;
  private final Counter refused;
  private final Backoff retries = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
  private final Semaphore news = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closed;

  OutboxDelivery(
      Sink sink, Store store, Troubles troubles, MeterRegistry meters, Consumer<Throwable> fatal) {
    this.fatal = fatal;
    this.sink = sink;
    this.store = store;
    this.troubles = troubles;
    this.part = "sink " + sink.name();
    this.delivered = counter("weir.delivered", "Alerts that a sink has", meters);
    this.refused = counter("weir.refused", "Alerts that a sink will never take", meters);
    this.thread = new Thread(this::deliverUntilClosed, "weir-sink-" + sink.name());
  }

  private Counter counter(String name, String help, MeterRegistry meters) {
    return Counter.builder(name).description(help).tag("sink", sink.name()).register(meters);
  }

  void start() {
    thread.start();
  }

  String sink() {
    return sink.name();
  }

  /** There may be alerts. */
  void wake() {
    news.release();
  }

  /** How much waits for the sink. */
  OutboxDepth depth() throws IOException {
    return store.depth(sink.name());
  }

  private void deliverUntilClosed() {
    try {
      while (!closed) {
        news.acquire();
        news.drainPermits();
        deliverAll();
      }
      deliverAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      fatal.accept(e);
      throw e;
    } finally {
      try {
        sink.close();
      } catch (IOException e) {
        LOG.warn("{}: cannot be closed: {}", part, e.getMessage());
      }
    }
  }

  private void deliverAll() throws InterruptedException {
    boolean more = true;
    while (more) {
      more = deliverSome();
    }
  }

  /** Whether there may be more. */
  private boolean deliverSome() throws InterruptedException {
    try {
      List<StoredAlert> alerts = store.undelivered(sink.name(), MOST, MOST_BYTES);
      if (alerts.isEmpty()) {
        troubles.over(part);
        return false;
      }
      deliver(alerts);
      troubles.over(part);
      retries.reset();
      return true;
    } catch (IOException | RuntimeException e) {
      troubles.met(part, String.valueOf(e.getMessage()));
      return retries.await();
    }
  }

  private void deliver(List<StoredAlert> alerts) throws IOException, InterruptedException {
    Map<String, StoredAlert> byId = new LinkedHashMap<>();
    alerts.forEach(alert -> byId.put(alert.id(), alert));
    Map<StoredAlert, String> never = new LinkedHashMap<>();
    for (RefusedAlert one :
        sink.deliver(
            alerts.stream()
                .map(alert -> new OutgoingAlert(alert.id(), alert.document()))
                .toList())) {
      StoredAlert alert = byId.get(one.alert().id());
      if (alert != null) {
        LOG.error("{}: refuses alert {}: {}", part, alert.id(), one.reason());
        never.put(alert, one.reason());
      }
    }
    store.delivered(sink.name(), alerts.get(alerts.size() - 1).number(), never);
    refused.increment(never.size());
    delivered.increment(alerts.size() - never.size());
  }

  /** Its thread ends when it has delivered what there is, if the sink takes it at once. */
  void end() {
    closed = true;
    wake();
    retries.end();
  }

  Thread thread() {
    return thread;
  }
}
