package dev.weir.internal.service;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.store.RefusedAlert;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.internal.text.SafeText;
import dev.weir.internal.thread.Periodic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the triage store like the store of the service: alerts, as a sink gets them, whether they
 * stand, and what sinks have refused. It also carries out what people ask for there, such as to
 * send an alert again. If the triage store fails, that is a trouble, and detection goes on.
 */
public final class TriageFeed implements Sink {

  private static final Logger LOG = LoggerFactory.getLogger(TriageFeed.class);

  private static final String CONSOLE = "console";
  private static final String REFUSED = "refused alerts";
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final long NEVER = -1;

  /**
   * How long and how much is kept, and what refused alerts are.
   *
   * @param keep the time since an alert was stored
   * @param maxBytes the size of all alerts
   * @param refusedIsTrouble whether a refused alert makes the service unready
   */
  public record Settings(Duration keep, long maxBytes, boolean refusedIsTrouble) {

    /** A month, up to 1 GiB. */
    public static Settings defaults() {
      return new Settings(Duration.ofDays(30), 1L << 30, false);
    }
  }

  private final TriageStore triage;
  private final Store store;
  private final Settings settings;
  private final Troubles troubles;
  private final InstantSource clock;
  private final Counter dropped;
  private long storeSeen = NEVER;
  private long refusalsSeen = NEVER;
  private volatile List<Refusal> refusals = List.of();
  private volatile Runnable onRequest = () -> {};
  private @Nullable Periodic following;

  public TriageFeed(
      TriageStore triage,
      Store store,
      Settings settings,
      Troubles troubles,
      MeterRegistry meters,
      InstantSource clock) {
    this.triage = triage;
    this.store = store;
    this.settings = settings;
    this.troubles = troubles;
    this.clock = clock;
    this.dropped =
        Counter.builder("weir.console.dropped")
            .description("Alerts and refusals deleted early, because there are too many")
            .register(meters);
    Gauge.builder("weir.alerts.refused", this, feed -> feed.refusals.size())
        .description("Refused alerts that nobody has sent again or dismissed")
        .register(meters);
  }

  @Override
  public String name() {
    return TriageStore.NAME;
  }

  @Override
  public boolean takesSuppressed() {
    return true;
  }

  /** An empty store gets what is still in the outbox: its file is new, or was moved away. */
  @Override
  public void start() throws IOException {
    triage.deliveries().checkOutbox(store.lastNumber());
    if (triage.isEmpty()) {
      store.rewind(name());
    }
  }

  @Override
  public List<RefusedAlert> deliver(List<StoredAlert> alerts) throws IOException {
    return triage.deliver(alerts);
  }

  /** Begins to compare the two stores every second; {@code wake} is to wake the sinks. */
  public void follow(Runnable wake) {
    onRequest = wake;
    following =
        Periodic.start(
            "weir-console", INTERVAL, this::sync, failure -> troubles.outcome(CONSOLE, failure));
  }

  /** Takes over what has changed. */
  public synchronized void sync() throws IOException {
    List<DeliveryRequest> requests = triage.deliveries().requests();
    for (DeliveryRequest request : requests) {
      carryOut(request);
      triage.deliveries().requestDone(request);
    }
    if (!requests.isEmpty()) {
      onRequest.run();
    }
    long storeNow = store.version();
    if (storeNow != storeSeen) {
      triage.settle(store.settled(triage.early()));
      triage.deliveries().mirrorSinks(store.delivered());
      storeSeen = storeNow;
    }
    long refusalsNow = store.refusals().version();
    if (refusalsNow != refusalsSeen) {
      refusals = store.refusals().all();
      report();
      triage.deliveries().mirrorRefusals(refusals);
      refusalsSeen = refusalsNow;
    }
  }

  private void carryOut(DeliveryRequest request) throws IOException {
    if (request.kind() == DeliveryRequest.Kind.DISMISS) {
      store.refusals().dismiss(request.sink(), request.alert());
      return;
    }
    if (!store.delivered().containsKey(request.sink())) {
      LOG.warn("cannot send alert {} again: no sink {}", request.alert(), request.sink());
      return;
    }
    AlertRow alert = triage.alert(request.alert());
    byte[] document = triage.document(request.alert());
    if (document == null || document.length == 0) {
      document = store.refusals().document(request.alert());
    }
    if (document == null) {
      LOG.warn(
          "cannot send alert {} to {} again: its document is not kept any more",
          request.alert(),
          request.sink());
      return;
    }
    store
        .refusals()
        .sendAgain(
            request.sink(),
            StoredAlert.of(
                request.alert(),
                alert == null ? "" : alert.rule(),
                alert == null ? "" : alert.host(),
                false,
                document));
  }

  private void report() {
    if (refusals.isEmpty()) {
      troubles.over(REFUSED);
      return;
    }
    Refusal last = refusals.get(0);
    String message =
        SafeText.oneLine(
            "%d, the last by sink %s: %s; `weir alerts list --refused` shows them"
                .formatted(refusals.size(), last.sink(), last.reason()));
    if (settings.refusedIsTrouble()) {
      troubles.met(REFUSED, message);
    } else {
      troubles.notice(REFUSED, message);
    }
  }

  /** Deletes what is too old or too much, and takes over what has changed last. */
  public void everyMinute() throws IOException {
    sync();
    int many = triage.deleteOld(settings.keep(), settings.maxBytes());
    many += store.refusals().deleteOld(clock.millis() - settings.keep().toMillis());
    if (many > 0) {
      LOG.warn(
          "console: {} alerts or refusals are deleted early, because there are too many", many);
      dropped.increment(many);
    }
  }

  /** Does nothing: it is needed until the service has stopped, see {@link #end}. */
  @Override
  public void close() {}

  /** Closes the triage store. */
  public void end() throws IOException, InterruptedException {
    if (following != null && !following.close(Duration.ofSeconds(1))) {
      LOG.warn("the console is still busy, and is closed anyway");
    }
    triage.close();
  }
}
