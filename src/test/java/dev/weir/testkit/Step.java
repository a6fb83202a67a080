package dev.weir.testkit;

import dev.weir.event.Event;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A document of one of the two steps of the shipped detection, to be changed field by field. */
public final class Step {

  /** The time that milliseconds are counted from. */
  public static final Instant START = Instant.parse("2025-01-27T10:00:00Z");

  private final Map<String, Object> fields = new TreeMap<>();

  private Step(String id, long millis, String category, String action) {
    with("event.id", id).at(millis).with("event.category", category).with("event.action", action);
    with("host.id", "h1").with("host.os.type", "linux").with("process.parent.entity_id", "p1");
  }

  /** curl starts, so many milliseconds after the start. */
  public static Step exec(String id, long millis) {
    return new Step(id, millis, "process", "exec")
        .with("event.type", "start")
        .with("process.name", "curl")
        .with("process.executable", "/usr/bin/curl")
        .with("process.command_line", "curl -s http://example.org")
        .with("process.parent.executable", "/usr/bin/bash");
  }

  /** A connection to the metadata service, so many milliseconds after the start. */
  public static Step connection(String id, long millis) {
    return new Step(id, millis, "network", "connection_attempted")
        .with("destination.ip", "169.254.169.254");
  }

  /** Sets a field; its name stays dotted. */
  public Step with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  /** Takes a field away. */
  public Step without(String field) {
    fields.remove(field);
    return this;
  }

  /** Sets the host. */
  public Step on(String host) {
    return with("host.id", host);
  }

  /** Sets the parent. */
  public Step of(String parent) {
    return with("process.parent.entity_id", parent);
  }

  /** Sets the time. */
  public Step at(long millis) {
    return with("@timestamp", START.plusMillis(millis).toString());
  }

  /** The fields. */
  public Map<String, Object> fields() {
    return fields;
  }

  /** The document. */
  public byte[] json() {
    return EventReader.toJson(fields);
  }

  /** The document as a line without a line end. */
  public String line() {
    return new String(json(), StandardCharsets.UTF_8);
  }

  /** The one fact that it is. */
  public Event fact(EventReader reader) {
    List<Event> facts = ((Reading.Accepted) reader.read(json())).facts();
    if (facts.size() != 1) {
      throw new IllegalStateException("not one fact: " + facts);
    }
    return facts.get(0);
  }
}
