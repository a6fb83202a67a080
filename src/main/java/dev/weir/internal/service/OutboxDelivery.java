package dev.weir.internal.service;

import dev.weir.internal.service.health.Backoff;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.thread.Threads;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that delivers the outbox to one sink, so that a sink that is down delays no other. It
 * retries each alert until the sink accepts or permanently refuses it.
 */
final class OutboxDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxDelivery.class);

  /** An alert has about 10 KB. */
  private static final int MAX_ALERTS = 200;

  private static final long MAX_BYTES = 8 << 20;

  private final Sink sink;
  private final Store store;
  private final Troubles troubles;
  private final Consumer<Throwable> onFatal;
  private final String part;
  private final Counter delivered;
  private final Counter refused;
  private final Backoff retries = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
  private final Semaphore wakeUps = new Semaphore(1);
  private final Thread thread;
  private boolean started;
  private volatile boolean stopping;

  OutboxDelivery(
      Sink sink,
      Store store,
      Troubles troubles,
      MeterRegistry meters,
      Consumer<Throwable> onFatal) {
    this.onFatal = onFatal;
    this.sink = sink;
    this.store = store;
    this.troubles = troubles;
    this.part = "sink " + sink.name();
    this.delivered = counter("weir.delivered", "Alerts delivered to a sink", meters);
    this.refused = counter("weir.refused", "Alerts permanently refused by a sink", meters);
    this.thread = Threads.daemon("weir-sink-" + sink.name(), this::run);
  }

  private Counter counter(String name, String help, MeterRegistry meters) {
    return Counter.builder(name).description(help).tag("sink", sink.name()).register(meters);
  }

  void start() {
    thread.start();
  }

  /** Looks for new alerts in the outbox. */
  void wake() {
    wakeUps.release();
  }

  private void run() {
    try {
      while (!stopping) {
        wakeUps.acquire();
        wakeUps.drainPermits();
        deliverAll();
      }
      deliverAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      onFatal.accept(e);
      throw e;
    } finally {
      try {
        sink.close();
      } catch (IOException e) {
        LOG.warn("{}: cannot close it: {}", part, e.getMessage());
      }
    }
  }

  /** Returns when the outbox is empty or the thread is to end. */
  private void deliverAll() throws InterruptedException {
    boolean more = true;
    while (more) {
      try {
        if (!started) {
          sink.start();
          started = true;
        }
        more = deliverAgain() || deliverNew();
        if (more) {
          retries.reset();
        }
        troubles.over(part);
      } catch (IOException | RuntimeException e) {
        troubles.met(part, String.valueOf(e.getMessage()));
        more = retries.await();
      }
    }
  }

  /** Delivers what somebody wants the sink to get again; false if there is nothing. */
  private boolean deliverAgain() throws IOException, InterruptedException {
    List<StoredAlert> alerts = store.refusals().again(sink.name(), MAX_ALERTS, MAX_BYTES);
    if (!alerts.isEmpty()) {
      List<RefusedAlert> refusals = deliver(alerts);
      store.refusals().sentAgain(sink.name(), alerts, refusals);
      count(alerts, refusals);
    }
    return !alerts.isEmpty();
  }

  private boolean deliverNew() throws IOException, InterruptedException {
    List<StoredAlert> alerts =
        sink.takesSuppressed()
            ? store.undeliveredOrSuppressed(sink.name(), MAX_ALERTS, MAX_BYTES)
            : store.undelivered(sink.name(), MAX_ALERTS, MAX_BYTES);
    if (!alerts.isEmpty()) {
      List<RefusedAlert> refusals = deliver(alerts);
      store.delivered(sink.name(), alerts.get(alerts.size() - 1).number(), refusals);
      count(alerts, refusals);
    }
    return !alerts.isEmpty();
  }

  private List<RefusedAlert> deliver(List<StoredAlert> alerts)
      throws IOException, InterruptedException {
    List<RefusedAlert> refusals = sink.deliver(alerts);
    for (RefusedAlert one : refusals) {
      LOG.error(
          "{}: alert {} is permanently refused; `weir alerts resend` sends it again: {}",
          part,
          one.alert().id(),
          one.reason());
    }
    return refusals;
  }

  private void count(List<StoredAlert> alerts, List<RefusedAlert> refusals) {
    refused.increment(refusals.size());
    delivered.increment(alerts.size() - refusals.size());
  }

  /** Delivers what remains, if the sink accepts it at once, and ends the thread. */
  void stop() {
    stopping = true;
    wake();
    retries.end();
  }

  /** Says at the end how many alerts the sink does not have. */
  void logWaiting() throws IOException {
    long waiting = store.depth(sink.name()).alerts();
    if (waiting > 0) {
      LOG.warn("{}: alerts that wait until the next start: {}", part, waiting);
    }
  }

  Thread thread() {
    return thread;
  }
}
