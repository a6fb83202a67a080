package dev.weir.explain;

import dev.weir.event.Event;
import dev.weir.event.Origin;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says why an event did or did not alert. Reads the documents twice, first to find the event, then
 * to decide again what happened around it on its host; so it needs little memory however many
 * documents there are. For one thread.
 */
public final class Explainer implements AutoCloseable {

  /** The most events of one id that are explained. */
  private static final int MOST = 100;

  private final RuleSet rules;
  private final RuleQuestions questions;

  /**
   * Explains by a rule set.
   *
   * @param rules the rule set
   */
  public Explainer(RuleSet rules) {
    this.rules = rules;
    this.questions = new RuleQuestions(rules);
  }

  /**
   * Explains an event.
   *
   * @param eventId its {@code event.id}
   * @param documents the documents it is among, in any order
   * @return an explanation for each document of that id, at most 100; none if there is no such
   *     document
   * @throws IOException if the documents cannot be read
   */
  public List<Explanation> explain(String eventId, DocumentSource documents) throws IOException {
    Search search = new Search(eventId);
    documents.read(search);
    if (search.events.isEmpty()) {
      return List.copyOf(search.unusable.values());
    }
    List<Explanation> explanations = new ArrayList<>();
    try (HostReplay replay = HostReplay.around(search.events, rules, documents)) {
      for (Origin place : search.places) {
        Explanation unusable = search.unusable.get(place);
        if (unusable != null) {
          explanations.add(unusable);
        } else if (replay.facts(place).isEmpty()) {
          throw new IOException("the documents changed while they were read: " + place);
        } else {
          explanations.add(
              new EventInquiry(questions, replay, place)
                  .explain(eventId, place, search.remarks.getOrDefault(place, List.of())));
        }
      }
    }
    return List.copyOf(explanations);
  }

  /**
   * Explains an event of documents in memory.
   *
   * @param eventId its {@code event.id}
   * @param documents JSON objects as UTF-8, in any order
   * @return as {@link #explain(String, Documents)}; an event's place is its number, from 1
   */
  public List<Explanation> explain(String eventId, List<byte[]> documents) {
    try {
      return explain(eventId, DocumentSource.of(documents));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // they are in memory
    }
  }

  @Override
  public void close() {
    questions.close();
  }

  /** Looks for the documents that have the id. */
  private static final class Search implements DocumentSource.Taker {
    private final String eventId;
    private final String bytes;
    private final EventReader reader = new EventReader();
    private final List<Origin> places = new ArrayList<>();
    private final Map<Origin, Event> events = new LinkedHashMap<>();
    private final Map<Origin, Explanation> unusable = new LinkedHashMap<>();
    private final Map<Origin, List<String>> remarks = new LinkedHashMap<>();

    Search(String eventId) {
      this.eventId = eventId;
      this.bytes = latin(eventId.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void take(byte[] json, Origin place) {
      if (places.size() >= MOST || json.length == 0) {
        return;
      }
      Reading reading = reader.read(json);
      if (reading instanceof Reading.Accepted accepted) {
        Event event = accepted.facts().get(0);
        if (event.getEventId().has(eventId)) {
          places.add(place);
          events.put(place, event);
          remarks.put(place, remarks(accepted));
        }
      } else if (reading instanceof Reading.Ignored ignored) {
        if (EventReader.field(json, "event.id").has(eventId)) {
          unusable(place, "it " + ignored.reason());
        }
      } else if (reading instanceof Reading.Rejected rejected
          && !eventId.isEmpty()
          && latin(json).contains(bytes)) {
        unusable(
            place,
            "a line that holds this text is "
                + rejected.fault().kind()
                + ": "
                + rejected.fault().reason());
      }
    }

    private void unusable(Origin place, String because) {
      places.add(place);
      unusable.put(place, Explanation.ofNoPart(eventId, place, because));
    }

    private static List<String> remarks(Reading.Accepted accepted) {
      return accepted.ambiguousKeys().stream()
          .map(key -> "it has several values in " + key + ", so the key counts as missing")
          .toList();
    }

    /** Bytes as characters of one byte, so that a part of them can be looked for. */
    private static String latin(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
