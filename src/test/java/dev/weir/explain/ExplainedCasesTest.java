package dev.weir.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.CaseTable;
import dev.weir.cases.RuleCase;
import dev.weir.explain.Explanation.NearMiss;
import dev.weir.explain.Explanation.Verdict;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Reading;
import dev.weir.testkit.HostileStreams;
import dev.weir.testkit.Reference;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Explanations agree with detection. */
@Tag("thorough")
class ExplainedCasesTest {

  private static final Path QUICKSTART = ShippedRules.CASES.resolveSibling("quickstart.ndjson");

  private static Explainer explainer;

  @BeforeAll
  static void open() {
    explainer = new Explainer(ShippedRules.get());
  }

  @AfterAll
  static void close() {
    explainer.close();
  }

  @Test
  void everyEventOfTheQuickstartIsExplainedAsInItsReadme() throws IOException {
    List<byte[]> lines = lines();
    Map<Integer, Explanation> byLine = new HashMap<>();
    for (byte[] line : lines) {
      String id = String.valueOf(EventReader.field(line, "event.id").first());
      for (Explanation explanation : explainer.explain(id, lines)) {
        byLine.put((int) explanation.place().line(), explanation);
      }
    }

    assertThat(byLine).hasSize(40);
    assertThat(at(byLine, Verdict.ALERTED)).containsExactly(25, 26, 27, 28, 37, 38);
    assertThat(at(byLine, Verdict.EXCLUDED)).containsExactly(16, 20);
    assertThat(at(byLine, Verdict.NO_PARTNER)).containsExactly(3, 17, 21, 23, 29, 31, 32, 34, 35);
    assertThat(byLine.get(16).because()).contains("\"Known agents by working directory\"");
    assertThat(byLine.get(17).because())
        .contains("curl L16", "26 ms before", "excluded by \"Known agents by working directory\"");
    assertThat(byLine.get(20).because()).contains("\"Known agents by parent executable\"");
    assertThat(byLine.get(29).because()).contains("python3.11 L27", "used by L28", "182 ms later");
    assertThat(byLine.get(30).because())
        .endsWith("destination.ip is 198.51.100.77, not in 169.254.169.254");
    assertThat(byLine.get(31).because()).contains("perl L32", "1.4 s later", "400 ms too late");
    assertThat(byLine.get(32).because()).contains("perl L31", "1.4 s before", "400 ms too late");
    assertThat(byLine.get(34).suspects().get(0).partners().get(0).misses())
        .extracting(NearMiss::words)
        .containsExactly(
            "same host, same parent, but destination.ip is 203.0.113.40, not in 169.254.169.254",
            "same host, but other parent");
    assertThat(byLine.get(35).because())
        .contains("wget L34")
        .endsWith("same host, but other parent");
    assertThat(byLine.get(36).because())
        .endsWith("destination.ip is 203.0.113.40, not in 169.254.169.254");
  }

  @Test
  void inEveryCaseOnlyTheEventsOfPairsAlertAndTheExclusionIsNamed() {
    int explained = 0;
    int number = 0;
    for (RuleCase one : CaseTable.load(ShippedRules.CASES)) {
      if (number++ % 3 != 0) {
        continue; // a third of the table is enough of each topic
      }
      Set<String> paired = new TreeSet<>();
      one.pairs().forEach(paired::addAll);
      Set<String> excludedBy = new TreeSet<>();
      for (String id : ids(one.events())) {
        for (Explanation explanation : explainer.explain(id, one.events())) {
          if (explanation.verdict() != Verdict.UNUSABLE) {
            assertThat(explanation.alerted()).as("%s, %s", one, id).isEqualTo(paired.contains(id));
            explained++;
          }
          explanation.suspects().stream()
              .filter(suspect -> suspect.fate().kind() == SuspectOutcome.Kind.EXCLUDED)
              .forEach(suspect -> excludedBy.add(suspect.fate().by().name()));
        }
      }
      if (!one.excludedBy().isEmpty()) {
        assertThat(excludedBy).as(one.name()).isSubsetOf(one.excludedBy()).isNotEmpty();
      }
    }
    assertThat(explained).isGreaterThan(400);
  }

  @Test
  void inHostileStreamsOnlyTheEventsOfPairsAlert() {
    int alerted = 0;
    for (int seed = 0; seed < 6; seed++) {
      List<String> stream = HostileStreams.stream(seed, 120);
      List<byte[]> documents =
          stream.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
      Set<String> paired = new TreeSet<>();
      Reference.pairs(stream).forEach(pair -> paired.addAll(List.of(pair.exec(), pair.network())));
      for (String id : ids(documents)) {
        List<Explanation> explanations = explainer.explain(id, documents);
        assertThat(explanations).as("stream %d, %s", seed, id).isNotEmpty();
        boolean any = explanations.stream().anyMatch(Explanation::alerted);
        assertThat(any).as("stream %d, %s", seed, id).isEqualTo(paired.contains(id));
        assertThat(explanations).allMatch(explanation -> !explanation.because().isEmpty());
        alerted += any ? 1 : 0;
      }
    }
    assertThat(alerted).isGreaterThan(40);
  }

  private static Set<Integer> at(Map<Integer, Explanation> byLine, Verdict verdict) {
    Set<Integer> lines = new TreeSet<>();
    byLine.forEach(
        (line, explanation) -> {
          if (explanation.verdict() == verdict) {
            lines.add(line);
          }
        });
    return lines;
  }

  private static Set<String> ids(List<byte[]> documents) {
    Set<String> ids = new TreeSet<>();
    documents.forEach(document -> ids.addAll(id(document)));
    return ids;
  }

  private static List<String> id(byte[] document) {
    return new EventReader().read(document) instanceof Reading.Accepted accepted
        ? accepted.facts().get(0).getEventId().list()
        : List.of();
  }

  private static List<byte[]> lines() throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (InputStream in = Files.newInputStream(QUICKSTART)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        lines.add(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return lines;
  }
}
