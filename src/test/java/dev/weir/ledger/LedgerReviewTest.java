package dev.weir.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ledger.LedgerEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerReviewTest {

  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  @Test
  void anExclusionWithoutAHitIsNamed() {
    assertThat(review(entry("Typo", Kind.EXCLUDED, 0, null, Map.of())))
        .containsExactly("never hit Typo: removed no suspect");
    assertThat(review(entry("Fine", Kind.EXCLUDED, 1, null, Map.of()))).isEmpty();
  }

  @Test
  void anExclusionOfMostSuspectsIsTooWide() {
    LedgerEntry suspects =
        entry("Starts", Kind.SUSPECTS, 160, null, detection("imds", 100, "other", 60));
    assertThat(review(suspects, entry("Wide", Kind.EXCLUDED, 51, null, detection("imds", 51))))
        .containsExactly("too wide Wide: removed 51 % of 100 suspects");
    assertThat(review(suspects, entry("Half", Kind.EXCLUDED, 50, null, detection("imds", 50))))
        .isEmpty();
  }

  @Test
  void anExclusionOfManyProgramsIsTooWide() {
    assertThat(review(entry("Ten", Kind.EXCLUDED, 20, null, programs(10))))
        .containsExactly("too wide Ten: removed 10 different programs");
    assertThat(review(entry("Nine", Kind.EXCLUDED, 20, null, programs(9)))).isEmpty();
  }

  @Test
  void anExclusionPastItsDateIsNamed() {
    assertThat(review(entry("Old", Kind.EXCLUDED, 1, NOW, Map.of())))
        .containsExactly("expired Old: has had no effect since " + NOW);
    assertThat(review(entry("Soon", Kind.EXCLUDED, 1, NOW.plusMillis(1), Map.of()))).isEmpty();
  }

  @Test
  void whereAlertsComeFromIsSaid() {
    Map<Dimension, Map<String, Long>> top = new EnumMap<>(Dimension.class);
    top.put(Dimension.HOST, counts("h1", 60, "h2", 35, "h3", 5));
    top.put(Dimension.PARENT, counts("/bin/a", 30, "/bin/b", 30, "/bin/c", 19, "/bin/d", 21));
    top.put(Dimension.ENTRY_LEADER, counts("/usr/local/qualys/agent", 99, "/sbin/init", 1));
    top.put(Dimension.EXECUTABLE, counts("/usr/bin/curl", 100)); // says nothing

    assertThat(review(entry("IMDS", Kind.ALERTS, 100, null, top)))
        .containsExactly(
            "noise IMDS: 2 of 3 hosts make 95 % of 100 alerts: h1 (60 %), h2 (35 %)",
            "noise IMDS: 3 of 4 parents (process.parent.executable) make 81 % of 100 alerts:"
                + " /bin/a (30 %), /bin/b (30 %), /bin/d (21 %)",
            "noise IMDS: 1 of 2 entry leaders (process.entry_leader.executable) makes 99 % of 100"
                + " alerts: /usr/local/qualys/agent (99 %)");
    assertThat(review(entry("Few", Kind.ALERTS, 19, null, top))).isEmpty();
  }

  private static List<String> review(LedgerEntry... entries) {
    List<String> found = new ArrayList<>();
    for (LedgerReview.Finding finding : LedgerReview.of(List.of(entries), NOW)) {
      found.add(finding.kind() + " " + finding.entry().rule() + ": " + finding.text());
    }
    return found;
  }

  private static LedgerEntry entry(
      String rule,
      Kind kind,
      long hits,
      @Nullable Instant expires,
      Map<Dimension, Map<String, Long>> top) {
    @Nullable Instant time = hits == 0 ? null : NOW;
    return new LedgerEntry("hash", rule, kind, "a.drl", 3, "", "", expires, hits, time, time, top);
  }

  private static Map<Dimension, Map<String, Long>> detection(Object... counts) {
    return Map.of(Dimension.DETECTION, counts(counts));
  }

  private static Map<Dimension, Map<String, Long>> programs(int many) {
    TopValues values = new TopValues();
    for (int i = 0; i < many; i++) {
      values.add("/opt/p" + i, 1);
    }
    return Map.of(Dimension.EXECUTABLE, values.counts());
  }

  private static Map<String, Long> counts(Object... valuesAndCounts) {
    TopValues values = new TopValues();
    for (int i = 0; i < valuesAndCounts.length; i += 2) {
      values.add((String) valuesAndCounts[i], (Integer) valuesAndCounts[i + 1]);
    }
    return values.counts();
  }
}
