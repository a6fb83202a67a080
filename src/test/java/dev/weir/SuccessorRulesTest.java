package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rule's next version is written in DRL alone, and differs over a week as it should. */
class SuccessorRulesTest {

  private static final Path FOLDER = Path.of("test-fixtures", "unusual-imds-request-2025-10");
  private static final Path WEEK = FOLDER.resolve("week.ndjson");
  private static final String NAME = "Unusual IMDS API Request";

  private final RuleSet seed = RuleSet.load(Path.of("rules-drl", "unusual-imds-request"));
  private final RuleSet successor = RuleSet.load(FOLDER.resolve("rules"));

  @Test
  void eachPackGivesItsPairsOfTheWeek() throws IOException {
    assertThat(pairs(run(seed)))
        .isEqualTo(Files.readString(FOLDER.resolve("week.expected-by-seed")));
    assertThat(pairs(run(successor))).isEqualTo(Files.readString(FOLDER.resolve("week.expected")));
  }

  @Test
  void thePacksCompareAlertByAlert() throws IOException {
    RuleMetadata before = seed.rules().get(NAME);
    RuleMetadata after = successor.rules().get(NAME);
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.version()).isGreaterThan(before.version());

    Map<String, String> old = run(seed).pairsById();
    Map<String, String> now = run(successor).pairsById();
    Set<String> both = new TreeSet<>(old.keySet());
    both.retainAll(now.keySet());
    assertThat(both).hasSize(5).allMatch(id -> old.get(id).equals(now.get(id)));
    assertThat(old).hasSize(23);
    assertThat(now).hasSize(10);
  }

  @Test
  void everyExclusionOfTheWeekIsCountedByItsName() throws IOException {
    assertThat(run(successor).excluded())
        .containsEntry("Qualys Cloud Agent by entry leader", 16L)
        .containsEntry("Known agents by working directory", 4L)
        .containsEntry("Children of a container runtime", 2L)
        .containsEntry("curl shows AWS a session token", 1L)
        .containsEntry("curl asks Oracle with its header", 0L);
  }

  private static Run run(RuleSet rules) throws IOException {
    Map<String, String> pairsById = new TreeMap<>();
    try (InputStream in = Files.newInputStream(WEEK);
        Detector detector =
            Detector.builder(rules)
                .listener(
                    alert ->
                        pairsById.put(
                            alert.id(),
                            alert.sequence().get(0).getEventId()
                                + "\t"
                                + alert.sequence().get(1).getEventId()))
                .untilTheEnd()
                .build()) {
      detector.read(in, WEEK.toString());
      detector.finish();
      assertThat(detector.stats().events()).isEqualTo(93);
      assertThat(detector.stats().ruleFaults()).isEmpty();
      return new Run(pairsById, detector.stats().excluded());
    }
  }

  private static String pairs(Run run) {
    return String.join("\n", new TreeSet<>(run.pairsById().values())) + "\n";
  }

  private record Run(Map<String, String> pairsById, Map<String, Long> excluded) {}
}
