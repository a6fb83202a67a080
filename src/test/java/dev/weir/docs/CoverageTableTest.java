package dev.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cases.CaseRun;
import dev.weir.cases.RuleCase;
import dev.weir.rule.Attack;
import dev.weir.rule.RuleMetadata;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** docs/coverage.md and the ATT&CK Navigator layer are generated from the cases and the rules. */
class CoverageTableTest {

  private static final Path DOCUMENT = Path.of("docs", "coverage.md");
  private static final Path LAYER = Path.of("docs", "attack-navigator-layer.json");
  private static final String REGENERATE =
      "generated from the cases: mvn test -Dtest=CoverageTableTest -Dweir.docs.write=true";

  private static final String TEMPLATE =
      """
      # Coverage: both packs on %d attacks

      Which attacks the [default pack and the cloud pack](glossary.md#pack) detect, and which gaps are known. For detection
      engineers. To run the same cases:

          ./weir test --rules=rules-drl/cloud-metadata

      This page is generated from the cases: `mvn test -Dtest=CoverageTableTest -Dweir.docs.write=true`. Do not edit it here.
      [A layer](attack-navigator-layer.json) shows the same in MITRE ATT&CK Navigator.

      - Of %d attacks, many of which evade the default pack, the default pack (`unusual-imds-request`) detects %d.
      - The cloud pack (`cloud-metadata`) detects %d, of these %d above the level `informational`.
      - %d attacks are [gaps](#gaps).
      - Of %d cases of an ordinary machine, %d give no alert, the others an informational one.

      ## Detections

      Each is in `detections/NAME.drl`, with a guide beside it.

      | detection | severity | score | attacks detected | ATT&CK |
      |---|---|---|---|---|
      %s

      ## Detections by cloud

      How many attacks each detection finds; several can find the same attack.

      | cloud |%s
      |---|%s
      %s

      ## Attacks

      For the cloud pack, the highest severity is shown, then the detections.

      %s

      ## Gaps

      | attack | cloud | why it is not detected |
      |---|---|---|
      %s

      What the third pack does not see is on [its page](stolen-credentials.md#what-is-not-seen). With `weir streams`, it
      finds [no first leg](stolen-credentials.md#what-is-joined-by-what).
      """;

  @Test
  void pageMatchesTheCases() throws IOException {
    check(DOCUMENT, document());
  }

  @Test
  void layerMatchesTheRules() throws IOException {
    check(LAYER, layer());
  }

  @Test
  void numbersOnOtherPagesMatchTheCases() throws IOException {
    List<RuleCase> attacks = CloudPack.evasions();
    String numbers =
        "Of %d attacks in its cases the default pack detects %d and the cloud pack %d."
            .formatted(
                attacks.size(),
                attacks.stream().filter(CoverageTableTest::defaultPackDetects).count(),
                attacks.stream().filter(one -> !one.alerts().isEmpty()).count());

    assertThat(prose("docs", "cloud-metadata.md"))
        .contains(numbers)
        .contains("On %d cases of an ordinary machine".formatted(CloudPack.benign().size()));
    assertThat(prose("README.md"))
        .contains(
            "lists %d attacks, and shows which of them each pack detects"
                .formatted(attacks.size()));
    assertThat(prose("test-fixtures", "cloud-metadata", "README.md"))
        .contains(attacks.size() + " attacks;")
        .contains(CloudPack.benign().size() + " cases of an ordinary machine:");
  }

  /** The text of a page, with one blank for each line break. */
  private static String prose(String first, String... more) throws IOException {
    return Files.readString(Path.of(first, more)).replaceAll("\\s+", " ");
  }

  private static void check(Path file, String wanted) throws IOException {
    if (Boolean.getBoolean("weir.docs.write")) {
      Files.writeString(file, wanted);
    }
    assertThat(file).as(REGENERATE).exists();
    assertThat(Files.readString(file)).as(REGENERATE).isEqualTo(wanted);
  }

  private static String document() {
    List<RuleCase> attacks = CloudPack.evasions();
    List<RuleCase> benign = CloudPack.benign();
    List<RuleMetadata> detections = detections();
    return TEMPLATE.formatted(
        attacks.size(),
        attacks.size(),
        attacks.stream().filter(CoverageTableTest::defaultPackDetects).count(),
        attacks.stream().filter(one -> !one.alerts().isEmpty()).count(),
        attacks.stream().filter(one -> rank(severity(one)) > 0).count(),
        attacks.stream().filter(one -> one.alerts().isEmpty()).count(),
        benign.size(),
        benign.stream().filter(one -> one.alerts().isEmpty()).count(),
        detections.stream().map(CoverageTableTest::detection).collect(Collectors.joining("\n")),
        detections.stream().map(rule -> " " + slug(rule) + " |").collect(Collectors.joining()),
        "---|".repeat(detections.size()),
        clouds(attacks, detections),
        attacks(attacks),
        attacks.stream()
            .filter(one -> one.alerts().isEmpty())
            .map(one -> row(one.name(), one.labels().get("cloud"), one.labels().get("gap")))
            .collect(Collectors.joining("\n")));
  }

  private static String detection(RuleMetadata rule) {
    long caught =
        CloudPack.evasions().stream().filter(one -> one.alerts().containsKey(rule.name())).count();
    return row(
        "`" + slug(rule) + "`: " + rule.name(),
        rule.severity(),
        rule.riskScore(),
        caught,
        rule.attack().stream()
            .map(attack -> deepest(attack).id())
            .distinct()
            .collect(Collectors.joining(", ")));
  }

  private static String clouds(List<RuleCase> attacks, List<RuleMetadata> detections) {
    Set<String> clouds =
        attacks.stream()
            .map(one -> one.labels().get("cloud"))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> rows = new ArrayList<>();
    for (String cloud : clouds) {
      List<Object> cells = new ArrayList<>(List.of(cloud));
      for (RuleMetadata rule : detections) {
        long caught =
            attacks.stream()
                .filter(one -> cloud.equals(one.labels().get("cloud")))
                .filter(one -> one.alerts().containsKey(rule.name()))
                .count();
        cells.add(caught == 0 ? "" : caught);
      }
      rows.add(row(cells.toArray()));
    }
    return String.join("\n", rows);
  }

  private static String attacks(List<RuleCase> attacks) {
    Map<String, List<RuleCase>> tables =
        attacks.stream()
            .collect(Collectors.groupingBy(RuleCase::table, TreeMap::new, Collectors.toList()));
    List<String> sections = new ArrayList<>();
    tables.forEach(
        (table, cases) ->
            sections.add(
                "### `"
                    + table
                    + ".yaml`\n\n| attack | cloud | target | evasion | default pack | cloud pack |\n|---|---|---|---|---|---|\n"
                    + cases.stream()
                        .map(CoverageTableTest::attack)
                        .collect(Collectors.joining("\n"))));
    return String.join("\n\n", sections);
  }

  private static String attack(RuleCase one) {
    return row(
        one.name(),
        one.labels().get("cloud"),
        one.labels().get("technique"),
        one.labels().get("evasion"),
        defaultPackDetects(one) ? "detected" : "missed",
        one.alerts().isEmpty() ? "**gap**" : "**" + severity(one) + "**: " + slugs(one));
  }

  private static String slugs(RuleCase one) {
    return detections().stream()
        .filter(rule -> one.alerts().containsKey(rule.name()))
        .map(CoverageTableTest::slug)
        .collect(Collectors.joining(", "));
  }

  private static boolean defaultPackDetects(RuleCase one) {
    return !CaseRun.of(ShippedRules.get(), one).pairs().isEmpty();
  }

  /** The detections of the cloud pack, the worst first. */
  private static List<RuleMetadata> detections() {
    return CloudPack.get().rules().values().stream()
        .filter(rule -> rule.riskScore() > 0)
        .sorted(
            Comparator.comparingInt((RuleMetadata rule) -> -rule.riskScore())
                .thenComparing(CoverageTableTest::slug))
        .toList();
  }

  private static String slug(RuleMetadata rule) {
    return rule.file().replace("detections/", "").replace(".drl", "");
  }

  private static String severity(RuleCase one) {
    return detections().stream()
        .filter(rule -> one.alerts().containsKey(rule.name()))
        .map(RuleMetadata::severity)
        .findFirst()
        .orElse("informational");
  }

  private static int rank(String severity) {
    return List.of("informational", "low", "medium", "high", "critical").indexOf(severity);
  }

  private static String row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(String.valueOf(cell).replace("|", "\\|")).append(" |");
    }
    return row.toString();
  }

  private static Attack.Entry deepest(Attack attack) {
    return attack.subtechnique().id().isEmpty() ? attack.technique() : attack.subtechnique();
  }

  private static String layer() {
    Map<String, Map<String, Object>> techniques = new TreeMap<>();
    for (RuleMetadata rule : detections()) { // the worst first, so its score stays
      for (Attack attack : rule.attack()) {
        String tactic = attack.tactic().name().toLowerCase(Locale.ROOT).replace(' ', '-');
        String id = deepest(attack).id();
        Map<String, Object> one =
            techniques.computeIfAbsent(
                id + tactic,
                none -> {
                  Map<String, Object> made = new LinkedHashMap<>();
                  made.put("techniqueID", id);
                  made.put("tactic", tactic);
                  made.put("score", rule.riskScore());
                  made.put("comment", "");
                  made.put("enabled", true);
                  made.put("showSubtechniques", id.contains("."));
                  return made;
                });
        one.compute("comment", (key, said) -> (said + "\n" + rule.name()).strip());
      }
    }
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("name", "Weir: cloud metadata");
    layer.put("versions", Map.of("layer", "4.5"));
    layer.put("domain", "enterprise-attack");
    layer.put(
        "description", "What rules-drl/cloud-metadata detects; the score is the highest risk");
    layer.put("techniques", List.copyOf(techniques.values()));
    layer.put(
        "gradient",
        Map.of("colors", List.of("#ffffff", "#ff6666"), "minValue", 0, "maxValue", 100));
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    return mapper.writeValueAsString(layer) + "\n";
  }
}
