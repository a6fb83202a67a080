package dev.weir.corpus;

import dev.weir.corpus.HostSimulation.Happening;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of a story as the documents that Elastic Defend would send, in order.
 *
 * @param documents one JSON object each
 * @param evidence the ids of the events that show the attack
 * @param storyFrom when the days before are over and the story begins, in milliseconds since 1970
 */
record HostDocuments(List<byte[]> documents, Set<String> evidence, long storyFrom) {

  private static final JsonMapper JSON = new JsonMapper();

  static HostDocuments of(HostStory story) {
    HostSimulation simulation = new HostSimulation(story);
    DocumentWriter writer = new DocumentWriter(story, simulation.agentId, simulation.random);
    List<byte[]> documents = new ArrayList<>();
    for (Happening one : simulation.happenings()) {
      documents.add(JSON.writeValueAsBytes(writer.document(one)));
    }
    return new HostDocuments(documents, writer.evidence, simulation.storyFrom / 1_000_000);
  }
}
