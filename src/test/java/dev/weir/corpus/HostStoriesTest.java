package dev.weir.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.EventParser;
import dev.weir.event.Event;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stories are well formed; what rules make of them is another matter. */
@Tag("thorough")
class HostStoriesTest {

  private static final List<HostStory> ALL = HostStory.all();

  static Set<String> files() {
    return ALL.stream().map(HostStory::file).collect(Collectors.toSet());
  }

  @Test
  void thereAreEnoughOfBothVerdicts() {
    long attacks = ALL.stream().filter(HostStory::attack).count();
    assertThat(attacks).isGreaterThanOrEqualTo(200);
    assertThat(ALL.size() - attacks).isGreaterThanOrEqualTo(200);
    assertThat(ALL).extracting(HostStory::name).doesNotHaveDuplicates();
    assertThat(ALL)
        .allSatisfy(
            story -> {
              assertThat(
                      List.of(story.name(), story.kind(), story.why(), story.role(), story.image()))
                  .as(story.name())
                  .noneMatch(String::isBlank);
              assertThat(story.os()).isIn("linux", "windows", "macos");
              assertThat(story.attack() || story.visible()).as(story.name()).isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyStoryGivesOrderedEventsThatCanBeRead(String file) {
    for (HostStory story : ALL) {
      if (!story.file().equals(file)) {
        continue;
      }
      HostDocuments documents = HostDocuments.of(story);
      assertThat(documents.documents()).as(story.name()).hasSizeBetween(5, 6000);
      assertThat(documents.evidence().isEmpty())
          .as("%s: an attack that can be seen has evidence", story.name())
          .isEqualTo(!story.attack() || !story.visible());
      EventParser parser = new EventParser();
      Set<String> ids = new HashSet<>();
      Event last = null;
      for (byte[] document : documents.documents()) {
        List<Event> facts = parser.parse(document);
        assertThat(facts).as(story.name()).hasSize(1);
        Event event = facts.get(0);
        assertThat(ids.add(event.getEventId().only())).as("%s: a new id", story.name()).isTrue();
        assertThat(last == null || last.precedes(event)).as("%s: in order", story.name()).isTrue();
        last = event;
      }
      assertThat(ids).containsAll(documents.evidence());
    }
  }

  @Test
  void storiesAreDeterministic() {
    for (HostStory story : ALL.subList(0, 40)) {
      HostDocuments documents = HostDocuments.of(story);
      HostDocuments again = HostDocuments.of(story);
      assertThat(again.documents()).containsExactlyElementsOf(documents.documents());
      assertThat(again.evidence()).isEqualTo(documents.evidence());
    }
  }
}
