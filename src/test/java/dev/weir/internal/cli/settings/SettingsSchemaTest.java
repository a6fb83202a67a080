package dev.weir.internal.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.cli.settings.Setting.Kind;
import dev.weir.internal.service.health.Troubles;
import dev.weir.testkit.JsonSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema, the documentation and deploy/weir.yaml say of each setting what the code does. */
class SettingsSchemaTest {

  private static final Path SHIPPED = Path.of("deploy", "weir.schema.json");
  private static final Path EXAMPLE = Path.of("deploy", "weir.yaml");

  /** A default in a table that is a value, not words. */
  private static final Pattern VALUE = Pattern.compile("`([^`:]+)`|(\\w+)");

  /** Settings of which the example has another one of the same kind. */
  private static final String MENTIONED_ONLY =
      "monitor\\..*|.*\\.tls\\..*|.*-(file|env)|.*\\.(username|body-template)";

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  @TempDir private static Path folder;
  private static Map<String, Setting> asked;
  private static Map<String, SettingsTables.Row> described;

  @BeforeAll
  static void read() throws Exception {
    asked = SettingsSchema.asked(folder);
    described = SettingsTables.byPath(SettingsTables.read());
  }

  @Test
  void theShippedSchemaIsThatOfTheCode() throws Exception {
    Path made = Path.of("target", "weir.schema.json");
    Files.writeString(made, SettingsSchema.of(asked, described));

    assertThat(made)
        .as("made from the code and docs/serve*.md: cp target/weir.schema.json deploy/")
        .hasSameTextualContentAs(SHIPPED);
  }

  @Test
  void theTablesDescribeEachSettingAndNoOther() {
    Set<String> expected = new TreeSet<>();
    for (String path : asked.keySet()) {
      String row = path.replaceAll("\\.tls\\..*", ".tls").replaceAll("-(file|env)$", "");
      if (!row.startsWith("monitor.")) { // as in the table of the bulk source
        expected.add(row);
      }
    }
    expected.add("monitor");

    assertThat(new TreeSet<>(described.keySet())).isEqualTo(expected);
  }

  @Test
  void theTablesShowTheDefaults() {
    asked.forEach(
        (path, setting) -> {
          SettingsTables.Row row = described.get(path);
          if (row != null) {
            assertThat(row.byDefault().equals("required")).as(path).isEqualTo(setting.required());
            VALUE
                .matcher(row.byDefault())
                .results()
                .filter(whole -> whole.group().equals(row.byDefault()))
                .map(SettingsSchemaTest::text)
                .filter(text -> !Set.of("none", "required").contains(text))
                .forEach(text -> assertThat(text).as(path).isEqualTo(shown(setting)));
          }
        });
  }

  private static String text(MatchResult value) {
    return value.group(1) == null ? value.group(2) : value.group(1);
  }

  private static String shown(Setting setting) {
    return setting.otherwise() == null
        ? "none"
        : SettingsSchema.value(setting.otherwise()).toString();
  }

  @Test
  void theExampleShowsEachSettingWithItsDefault() throws Exception {
    String all = DeployFilesTest.all(Files.readString(EXAMPLE));
    assertThat(JsonSchema.of(SHIPPED).errorsOfYaml(all)).isEmpty();

    Map<String, Object> shown = new TreeMap<>();
    collect("", (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(all), shown);
    asked.forEach(
        (path, setting) -> {
          if (!path.matches(MENTIONED_ONLY)) {
            assertThat(shown).containsKey(path);
          }
          boolean hasDefault = setting.otherwise() != null && setting.kind() != Kind.SECTIONS;
          if (hasDefault && shown.containsKey(path) && !path.equals("data")) { // of a service: /var
            assertThat(shown.get(path).toString()).as(path).isEqualTo(shown(setting));
          }
        });
  }

  private static void collect(String path, Map<?, ?> map, Map<String, Object> shown) {
    map.forEach(
        (key, value) -> {
          String name = path.isEmpty() ? key.toString() : path + "." + key;
          shown.put(name, String.valueOf(value));
          if (value instanceof Map<?, ?> section) {
            collect(name, section, shown);
          }
        });
  }

  /** The comment above a setting at the top is its description. */
  @Test
  void theExampleDescribesEachSettingAsTheTables() throws Exception {
    String example = Files.readString(EXAMPLE);
    for (String path : asked.keySet()) {
      if (!path.contains(".")) {
        MatchResult comment =
            Pattern.compile("((?:^# .*\\n)+)^#?" + path + ":", Pattern.MULTILINE)
                .matcher(example)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(path));
        assertThat(comment.group(1).replaceAll("(?m)^# ", "").replaceAll("\\s+", " ").strip())
            .startsWith(described.get(path).meaning());
      }
    }
  }

  static Stream<String> examplesOfTheDocumentation() throws Exception {
    try (Stream<Path> pages = Files.list(Path.of("docs"))) {
      return pages
          .filter(page -> page.toString().matches(".*/serve.*\\.md"))
          .flatMap(page -> YAML.matcher(content(page)).results().map(one -> one.group(1)))
          .filter(yaml -> yaml.matches("(?s)(sources|sinks):.*") && !yaml.contains("inputs:"))
          .toList()
          .stream();
    }
  }

  private static String content(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("examplesOfTheDocumentation")
  @ValueSource(
      strings = {
        "{}",
        "lateness: 1m30s",
        "lateness: 0",
        "sources: {stdin: }",
        "sinks: {file: {type: webhook, url: 'https://a/'}}",
        "sinks: {file: {rotate-bytes: 4096}}",
      })
  void validSettingsAreValidInTheSchema(String yaml) throws Exception {
    assertThat(JsonSchema.of(SHIPPED).errorsOfYaml(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latenes: 5m",
        "lateness: 5",
        "lateness: 5 min",
        "decision-time: 0",
        "lanes: 0",
        "lanes: two",
        "early: 1",
        "log: xml",
        "sources: {mine: {}}",
        "sources: {mine: {type: bulc}}",
        "sources: {files: {path: a}}",
        "sinks: {serch: {urls: ['https://a']}}",
        "sinks: {webhook: {url: 'https://a/', secret: s}}",
        "sinks: {pager: {type: webhook}}",
        "sinks: {file: {rotate-bytes: 1MB}}",
        "monitor: {listen: '127.0.0.1:1', item-failures: true}",
      })
  void invalidSettingsAreInvalidInTheSchema(String yaml) throws Exception {
    assertThat(JsonSchema.of(SHIPPED).errorsOfYaml(yaml)).isNotEmpty();
    Path file = Files.writeString(folder.resolve("weir.yaml"), yaml);
    assertThatThrownBy(() -> ServeSettings.read(file, Map.of(), new Troubles()))
        .isInstanceOf(SettingsException.class);
  }
}
