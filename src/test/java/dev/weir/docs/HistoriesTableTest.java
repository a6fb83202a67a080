package dev.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.testkit.CloudHistory;
import dev.weir.testkit.StolenPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the pack stolen-credentials finds in its histories stands in its page as it is. */
class HistoriesTableTest {

  private static final Path DOCUMENT = Path.of("docs", "stolen-credentials.md");
  private static final String REGENERATE =
      "generated from the histories: mvn test -Dtest=HistoriesTableTest -Dweir.docs.write=true";
  private static final String BEGIN = "<!-- histories: generated -->\n";
  private static final String END = "<!-- end of histories -->\n";
  private static final List<String> SEVERITIES =
      List.of("critical", "high", "medium", "low", "informational", "");

  /** A history, and the highest severity of its alerts; empty if there is none. */
  private record Verdict(CloudHistory history, String severity) {
    boolean alerts() {
      return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf("medium");
    }

    String row() {
      String wrong = history.attack() == alerts() ? "" : history.attack() ? "missed" : "false";
      return "| %s | %s | %s | %s |"
          .formatted(history.name(), history.fleet(), severity.isEmpty() ? "–" : severity, wrong);
    }
  }

  @Test
  void pageMatchesTheHistories() throws IOException {
    String page = Files.readString(DOCUMENT);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String wanted = page.substring(0, from) + tables() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(DOCUMENT, wanted);
      page = wanted;
    }
    assertThat(page).as(REGENERATE).isEqualTo(wanted);
  }

  private static String tables() {
    List<Verdict> verdicts = StolenPack.histories().stream().map(HistoriesTableTest::run).toList();
    List<Verdict> attacks = verdicts.stream().filter(one -> one.history().attack()).toList();
    List<Verdict> ordinary = verdicts.stream().filter(one -> !one.history().attack()).toList();
    assertThat(attacks).hasSizeGreaterThanOrEqualTo(40);
    assertThat(ordinary).hasSizeGreaterThanOrEqualTo(40);
    StringBuilder text = new StringBuilder("\n| | attacks | ordinary |\n|---|---|---|\n");
    for (String severity : SEVERITIES) {
      long left = count(attacks, severity);
      long right = count(ordinary, severity);
      if (left + right > 0) {
        String name = severity.isEmpty() ? "no alert" : "`" + severity + "`";
        text.append("| %s | %d | %d |\n".formatted(name, left, right));
      }
    }
    long hits = attacks.stream().filter(Verdict::alerts).count();
    long wrong = ordinary.stream().filter(Verdict::alerts).count();
    text.append(
        "\nAt `medium` or above: recall %d of %d (%d %%), precision %d of %d (%d %%).\n"
            .formatted(
                hits,
                attacks.size(),
                Math.round(100.0 * hits / attacks.size()),
                hits,
                hits + wrong,
                Math.round(100.0 * hits / (hits + wrong))));
    text.append("\n| attack | fleet | severity | |\n|---|---|---|---|\n");
    attacks.forEach(one -> text.append(one.row()).append('\n'));
    text.append("\n| ordinary | fleet | severity | |\n|---|---|---|---|\n");
    ordinary.forEach(one -> text.append(one.row()).append('\n'));
    return text.append('\n').toString();
  }

  private static long count(List<Verdict> verdicts, String severity) {
    return verdicts.stream().filter(one -> one.severity().equals(severity)).count();
  }

  private static Verdict run(CloudHistory history) {
    Set<String> severities = new TreeSet<>();
    List<byte[]> events = new ArrayList<>();
    history.arrivals().forEach(one -> events.add(one.json()));
    try (Detector detector =
        Detector.builder(StolenPack.get())
            .listener(alert -> severities.add(alert.rule().severity()))
            .untilTheEnd()
            .build()) {
      events.forEach(detector::accept);
      detector.finish();
    }
    return new Verdict(
        history,
        SEVERITIES.stream().filter(severities::contains).collect(Collectors.toList()).stream()
            .findFirst()
            .orElse(""));
  }
}
