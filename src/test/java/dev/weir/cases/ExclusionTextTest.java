package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.read.EventReader;
import dev.weir.rule.RuleMetadata;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is what is meant, whatever the texts hold. */
class ExclusionTextTest {

  /** A group that a regular expression of Java repeats takes a frame of the stack each time. */
  @Test
  void commandLineOfManyWordsIsWritten() {
    String words = "a" + " b".repeat(100_000);

    assertThat(TableText.text(words)).isEqualTo(words);
    assertThat(TableText.text(words + " ")).isEqualTo("\"" + words + " \"");
  }

  private static final String DETECTION = "unusual-imds-request";

  /** What DRL, Java, regular expressions or patterns give a meaning to. */
  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\"",
          "'",
          "\\",
          "\\\\",
          "\\n",
          "\n",
          "\r\n",
          "\t",
          "\u0000",
          "\u0001",
          "\u0007",
          "\u001b[31m",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\u202e",
          "\ufeff",
          "\u200b",
          "ß",
          "Ä",
          "\u212a",
          "\ud83d\ude00",
          "\ue000",
          "*",
          "?",
          "**",
          "$1",
          "${x}",
          "#{x}",
          "//",
          "/*",
          "*/",
          "\\u0022",
          "\\u000a",
          "\\x",
          "\\101",
          "end",
          "\nend\n",
          "\")\nthen\nend",
          "&&",
          "||",
          ")",
          "(",
          ",",
          ";",
          "@{x}",
          "%s",
          "{0}",
          "`",
          "<&>",
          "rule \"x\"",
          "\\\"",
          "a\\",
          "\f\b");

  @Test
  void fileReadsLikeHandWritten() {
    ExclusionText text =
        new ExclusionText(
            "unusual_imds_request",
            "Inventory",
            DETECTION,
            "platform-team@example.org",
            "asks for \"region\"",
            LocalDate.of(2026, 12, 31),
            List.of(
                new ExclusionText.Test("process.command_line", true, "python3 /opt/x.py *"),
                new ExclusionText.Test("host.id", false, "h1"),
                new ExclusionText.Test("process.Ext.owner", false, "a\\b")));

    assertThat(text.drl())
        .isEqualTo(
            """
            package unusual_imds_request;

            import dev.weir.event.Suspect;

            rule "Inventory"
            @exclusion
            @owner("platform-team@example.org")
            @reason("asks for \\"region\\"")
            date-expires "31-Dec-2026"
            when
                $suspect : Suspect(
                    detection == "unusual-imds-request",
                    processCommandLine.like("python3 /opt/x.py *"),
                    hostId == "h1",
                    field("process.Ext.owner").has("a\\\\b"))
            then
                delete($suspect);
            end
            """);
    RuleMetadata read = with(List.of(text)).rules().get("Inventory");
    assertThat(read).isNotNull();
    assertThat(read.exclusion()).isTrue();
    assertThat(read.owner()).isEqualTo("platform-team@example.org");
    assertThat(read.reason()).isEqualTo("asks for \"region\"");
    assertThat(read.expires()).isBetween("2026-12-30T10:00:00Z", "2026-12-31T12:00:00Z");
  }

  @Test
  void anyValueExcludesItselfAndNothingElse() {
    List<String> values = new ArrayList<>(values());
    List<ExclusionText> exclusions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      exclusions.add(exclusion("x" + i, "because", values.get(i)));
    }
    RuleSet rules = with(exclusions);

    for (int i = 0; i < values.size(); i++) {
      CaseResult result = CaseRun.of(rules, pair(values.get(i)));
      assertThat(result.excludedBy()).as("<%s>", values.get(i)).containsExactly("x" + i);
      assertThat(result.pairs()).isEmpty();
      assertThat(result.faults()).isEmpty();
      String other = values.get(i) + "~";
      if (!values.contains(other)) {
        assertThat(CaseRun.of(rules, pair(other)).pairs()).containsExactly(List.of("e1", "n1"));
      }
    }
  }

  @Test
  void anyOwnerAndReasonIsReadBack() {
    List<String> reasons =
        NASTY.stream().filter(text -> !text.matches("(?s).*\\p{Cntrl}.*|.*\\R.*|\\s*")).toList();
    List<ExclusionText> exclusions = new ArrayList<>();
    for (int i = 0; i < reasons.size(); i++) {
      exclusions.add(exclusion("x" + i, reasons.get(i), "value " + i));
    }
    Map<String, RuleMetadata> rules = with(exclusions).rules();

    for (int i = 0; i < reasons.size(); i++) {
      assertThat(rules.get("x" + i).reason()).isEqualTo(reasons.get(i));
    }
  }

  private static Set<String> values() {
    Random random = new Random(7);
    Set<String> values = new LinkedHashSet<>(NASTY);
    while (values.size() < NASTY.size() + 60) {
      StringBuilder value = new StringBuilder();
      for (int parts = 1 + random.nextInt(6); parts > 0; parts--) {
        value.append(NASTY.get(random.nextInt(NASTY.size())));
        if (random.nextBoolean()) {
          value.appendCodePoint(random.nextInt(0xd800));
        }
      }
      values.add(value.toString());
    }
    return values;
  }

  private static ExclusionText exclusion(String name, String reason, String value) {
    List<ExclusionText.Test> tests =
        List.of(new ExclusionText.Test("process.command_line", false, value));
    return new ExclusionText("unusual_imds_request", name, DETECTION, "me", reason, null, tests);
  }

  private static RuleSet with(List<ExclusionText> exclusions) {
    Map<String, String> files = new LinkedHashMap<>();
    ShippedRules.get().tree().files().forEach(file -> files.put(file.name(), file.text()));
    files.put("guide.md", "");
    for (int i = 0; i < exclusions.size(); i++) {
      files.put("exclusions/x" + i + ".drl", exclusions.get(i).drl());
    }
    return RuleSet.of(files);
  }

  private static RuleCase pair(String commandLine) {
    Instant start = Instant.parse("2025-01-27T10:00:00Z");
    Map<String, Object> host = Map.of("id", "h1", "os", Map.of("type", "linux"));
    Map<String, Object> parent = Map.of("entity_id", "p1", "executable", "/bin/bash");
    byte[] exec =
        EventReader.toJson(
            Map.of(
                "@timestamp", start.toString(),
                "host", host,
                "event",
                    Map.of("id", "e1", "category", "process", "type", "start", "action", "exec"),
                "process", Map.of("name", "curl", "command_line", commandLine, "parent", parent)));
    byte[] net =
        EventReader.toJson(
            Map.of(
                "@timestamp", start.plusMillis(5).toString(),
                "host", host,
                "event",
                    Map.of("id", "n1", "category", "network", "action", "connection_attempted"),
                "process", Map.of("parent", parent),
                "destination", Map.of("ip", "169.254.169.254")));
    List<byte[]> events = List.of(exec, net);
    return new RuleCase(
        "t", commandLine, "t.yaml", 1, "", events, List.of(), List.of(), false, Map.of(), Map.of());
  }
}
