package dev.weir.alert;

import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An alert that was raised before its events had waited for others of their host. It is confirmed
 * when they have, or retracted if an event that came late proves it wrong.
 *
 * @param id the id of the alert
 * @param rule the name of its rule
 * @param host the {@code host.id}, empty if there is none
 * @param suppressed whether it was over the limit of alerts
 */
public record EarlyAlert(String id, String rule, String host, boolean suppressed) {

  /** Why alerts are retracted. */
  public static final String REASON = "an event that came late belongs between its events";

  /**
   * Refers to an alert.
   *
   * @param alert the alert
   * @param suppressed whether it is over the limit
   * @return the reference
   */
  public static EarlyAlert of(Alert alert, boolean suppressed) {
    String host = alert.sequence().get(0).getHostId();
    return new EarlyAlert(alert.id(), alert.rule().name(), host == null ? "" : host, suppressed);
  }

  /** {@return the id of the document that retracts the alert} */
  public String retractionId() {
    return id + "-retracted";
  }

  /**
   * Writes the document that retracts the alert.
   *
   * @param at when it is retracted
   * @return UTF-8 JSON on one line, without a line end
   */
  public byte[] retraction(Instant at) {
    JsonMapper mapper = new JsonMapper();
    String message =
        "The alert of \"" + rule + "\" with the id " + id + " is retracted: " + REASON + ".";
    ObjectNode document = mapper.createObjectNode();
    document.put("@timestamp", at.toString());
    document.put("message", message);
    ObjectNode event = document.putObject("event");
    event.put("id", retractionId());
    event.put("kind", "event");
    event.put("action", "alert-retracted");
    event.put("dataset", "weir.retraction");
    document.putObject("rule").put("name", rule);
    if (!host.isEmpty()) {
      document.putObject("host").put("id", host);
    }
    ObjectNode weir = document.putObject("weir");
    weir.put("reason", message);
    weir.put("retracts", id);
    return mapper.writeValueAsBytes(document);
  }
}
