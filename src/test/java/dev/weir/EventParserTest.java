package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.event.Event;
import dev.weir.event.NetworkEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.testkit.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest {

  private final EventParser parser = new EventParser();

  @Test
  void aDocumentOfTwoCategoriesGivesTheConnectionFirst() {
    List<Event> facts =
        parser.parse(
            Step.exec("e1", 0).with("event.category", List.of("process", "network")).json());

    assertThat(facts)
        .hasExactlyElementsOfTypes(NetworkEvent.class, ProcessEvent.class)
        .allMatch(fact -> fact.getEventId().has("e1"))
        .isSortedAccordingTo((a, b) -> a.order().compareTo(b.order()));
  }

  @Test
  void factsOfOneTimeAreInTheOrderOfTheirDocuments() {
    Event first = parser.parse(Step.exec("e1", 0).json()).get(0);
    Event second = parser.parse(Step.exec("e2", 0).json()).get(0);

    assertThat(first.order()).isLessThan(second.order());
  }

  @Test
  void aDocumentThatTakesNoPartGivesNoFacts() {
    assertThat(parser.parse(Step.exec("e1", 0).without("@timestamp").json())).isEmpty();
  }

  @Test
  void aMalformedDocumentIsAnErrorWithTheReason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parser.parse("{broken".getBytes(UTF_8)))
        .withMessageStartingWith("not JSON: ");
  }
}
