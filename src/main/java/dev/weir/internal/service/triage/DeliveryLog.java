package dev.weir.internal.service.triage;

import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.triage.Delivery.Status;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sinks made of the alerts, as the service said last, and what people want it to do about
 * that. Safe for any thread.
 */
public final class DeliveryLog {

  private final TriageStore store;

  DeliveryLog(TriageStore store) {
    this.store = store;
  }

  /** Takes over how far each sink has come. */
  public void mirrorSinks(Map<String, Long> delivered) throws IOException {
    store.writer().mirrorSinks(delivered);
    store.changed();
  }

  /** Takes over what sinks have refused. */
  public void mirrorRefusals(List<Refusal> refusals) throws IOException {
    store.writer().mirrorRefusals(refusals);
    store.changed();
  }

  /**
   * Compares with the last number of the outbox, which begins anew if its file was moved away:
   * places in the old one then mean nothing any more.
   */
  public void checkOutbox(long lastNumber) throws IOException {
    List<Long> newest =
        store
            .reader()
            .query("SELECT outbox FROM alert ORDER BY number DESC LIMIT 1", row -> row.getLong(1));
    if (!newest.isEmpty() && newest.get(0) > lastNumber) {
      store.writer().forgetOutbox();
    }
  }

  /** The sinks, and those before them that refused it, and what became of an alert at each. */
  public List<Delivery> of(AlertRow alert) throws IOException {
    return store
        .reader()
        .query(
            """
            SELECT name, delivered, reason FROM (SELECT name, delivered FROM sink UNION ALL
              SELECT sink, 0 FROM refusal WHERE alert = ? AND sink NOT IN (SELECT name FROM sink))
             LEFT JOIN refusal ON sink = name AND alert = ? WHERE name != ? ORDER BY name""",
            row -> delivery(alert, row.getString(1), row.getLong(2), row.getString(3)),
            alert.id(),
            alert.id(),
            TriageStore.NAME);
  }

  private static Delivery delivery(
      AlertRow alert, String sink, long delivered, @Nullable String refused) {
    if (refused != null) {
      return new Delivery(sink, Status.REFUSED, refused);
    }
    Status status =
        alert.suppressed()
            ? Status.SUPPRESSED
            : alert.outbox() == 0
                ? Status.UNKNOWN
                : alert.outbox() <= delivered ? Status.DELIVERED : Status.WAITING;
    return new Delivery(sink, status, "");
  }

  /** The names of the sinks that alerts go to. */
  public List<String> sinks() throws IOException {
    return store
        .reader()
        .query(
            "SELECT name FROM sink WHERE name != ? ORDER BY name",
            row -> row.getString(1),
            TriageStore.NAME);
  }

  /** What is wrong if alerts do not go to this sink, and none that it refused is left; or null. */
  public @Nullable String unknown(String sink) throws IOException {
    return sinks().contains(sink) || !refusals(sink).isEmpty()
        ? null
        : "no sink %s; the sinks are %s"
            .formatted(SafeText.oneLine(sink), String.join(", ", sinks()));
  }

  /** What sinks have refused, the newest first; a sink of "" stands for all. */
  public List<Refusal> refusals(String sink) throws IOException {
    return store
        .reader()
        .query(
            "SELECT sink, alert, at, reason FROM refusal WHERE ? IN ('', sink) ORDER BY at DESC",
            row ->
                new Refusal(
                    row.getString(1),
                    row.getString(2),
                    Instant.ofEpochMilli(row.getLong(3)),
                    row.getString(4)),
            sink);
  }

  /** Asks the service to do something; it looks once a second. Returns how many are new. */
  public int request(Collection<DeliveryRequest> requests, String who) throws IOException {
    int added = store.writer().request(requests, who);
    store.changed();
    return added;
  }

  /** What the service was asked to do, and has not done yet. */
  public List<DeliveryRequest> requests() throws IOException {
    return store
        .reader()
        .query(
            "SELECT * FROM request ORDER BY number",
            row ->
                new DeliveryRequest(
                    row.getLong("number"),
                    DeliveryRequest.Kind.valueOf(row.getString("action")),
                    row.getString("alert"),
                    row.getString("sink")));
  }

  public void requestDone(DeliveryRequest request) throws IOException {
    store.writer().requestDone(request);
  }
}
