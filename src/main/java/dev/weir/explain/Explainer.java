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
 * Explains why an event did or did not alert. Reads the documents twice: first to find the event,
 * then to replay what happened around it on its host. Memory use does not grow with the number of
 * documents. For one thread.
 */
public final class Explainer implements AutoCloseable {

  private static final int MAX_EXPLANATIONS = 100;

  private final RuleSet rules;
  private final RuleQuestions questions;

  /**
   * Creates an explainer for a rule set.
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
   * @param documents the documents to find it in, in any order
   * @return one explanation for each document with that id, at most 100; empty if there is none
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
      for (Origin origin : search.origins) {
        Explanation unusable = search.unusable.get(origin);
        if (unusable != null) {
          explanations.add(unusable);
        } else if (replay.facts(origin).isEmpty()) {
          throw new IOException("the documents changed while they were being read: " + origin);
        } else {
          explanations.add(
              new EventInquiry(questions, replay, origin)
                  .explain(eventId, origin, search.notes.getOrDefault(origin, List.of())));
        }
      }
    }
    return List.copyOf(explanations);
  }

  /**
   * Explains an event among documents in memory.
   *
   * @param eventId its {@code event.id}
   * @param documents JSON objects in UTF-8, in any order
   * @return as {@link #explain(String, DocumentSource)}; the origin of an event is its number, from
   *     1
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

  /** Finds the documents with the id. */
  private static final class Search implements DocumentSource.Sink {
    private final String eventId;
    private final String idBytes;
    private final EventReader reader = new EventReader();
    private final List<Origin> origins = new ArrayList<>();
    private final Map<Origin, Event> events = new LinkedHashMap<>();
    private final Map<Origin, Explanation> unusable = new LinkedHashMap<>();
    private final Map<Origin, List<String>> notes = new LinkedHashMap<>();

    Search(String eventId) {
      this.eventId = eventId;
      this.idBytes = latin1(eventId.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void accept(byte[] json, Origin origin) {
      if (origins.size() >= MAX_EXPLANATIONS || json.length == 0) {
        return;
      }
      Reading reading = reader.read(json);
      if (reading instanceof Reading.Accepted accepted) {
        Event event = accepted.facts().get(0);
        if (event.getEventId().has(eventId)) {
          origins.add(origin);
          events.put(origin, event);
          notes.put(
              origin,
              accepted.ambiguousKeys().stream()
                  .map(key -> key + " has several values, so it counts as missing")
                  .toList());
        }
      } else if (reading instanceof Reading.Ignored ignored) {
        if (EventReader.field(json, "event.id").has(eventId)) {
          addUnusable(origin, "it " + ignored.reason());
        }
      } else if (reading instanceof Reading.Rejected rejected
          && !eventId.isEmpty()
          && latin1(json).contains(idBytes)) {
        addUnusable(
            origin,
            "a line that contains this id is "
                + rejected.fault().kind()
                + ": "
                + rejected.fault().reason());
      }
    }

    private void addUnusable(Origin origin, String because) {
      origins.add(origin);
      unusable.put(origin, Explanation.ofUnusable(eventId, origin, because));
    }

    /** Bytes as one character each, so that they can be searched in a malformed line. */
    private static String latin1(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
