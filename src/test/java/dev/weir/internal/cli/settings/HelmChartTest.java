package dev.weir.internal.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.Source;
import dev.weir.testkit.HelmProcess;
import dev.weir.testkit.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The chart in deploy/helm, rendered by Helm itself. */
@Timeout(120)
class HelmChartTest {

  private static final Path CHART = Path.of("deploy", "helm", "weir");
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern USED = Pattern.compile("\\.Values((?:\\.\\w+)+)");

  private static final String DIGEST = "image: {digest: sha256:" + "0".repeat(64) + "}\n";

  /** Values that Helm must refuse, by a name. */
  private static final Map<String, String> WRONG =
      Map.of(
          "none", "",
          "tag", "image: {digest: latest}",
          "unknown", DIGEST + "replicas: 2",
          "no-monitor", DIGEST + "settings: {monitor: null}",
          "rules-twice", DIGEST + "rules: {configMap: ours, files: {a.drl: package a;}}",
          "rules-elsewhere", DIGEST + "settings: {rules: pack}\nrules: {configMap: ours}");

  private static Map<String, String> rendered;

  @TempDir private Path folder;

  @BeforeAll
  static void render(@TempDir Path out, @TempDir Path wrong) throws Exception {
    List<Path> values = new ArrayList<>();
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      files.forEach(values::add);
    }
    for (Map.Entry<String, String> entry : WRONG.entrySet()) {
      values.add(Files.writeString(wrong.resolve(entry.getKey()), entry.getValue()));
    }
    rendered = HelmProcess.render(CHART, out, values);
  }

  @Test
  void helmHasNothingAgainstTheChart() {
    assertThat(rendered.get("lint").lines()).containsOnly("[INFO] Chart.yaml: icon is recommended");
  }

  @ParameterizedTest
  @CsvSource({
    "none, image.digest: the digest of your image",
    "tag, '/image/digest'",
    "unknown, 'replicas'",
    "no-monitor, 'monitor'",
    "rules-twice, rules.files and rules.configMap are both set",
    "rules-elsewhere, 'settings.rules is set, and rules.files or rules.configMap too'"
  })
  void wrongValuesAreRefusedByName(String values, String words) {
    assertThat(rendered.get(values)).startsWith("error: ").contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "pipeline"})
  void portsAreThoseOfTheSettings(String values) throws Exception {
    Map<String, JsonNode> objects = objects(values);
    JsonNode container = container(objects);
    Map<String, Integer> listened = new HashMap<>(Map.of("monitor", port(objects, "/monitor")));
    if (!settings(objects).at("/sources/bulk").isMissingNode()) {
      listened.put("bulk", port(objects, "/sources/bulk"));
    }

    assertThat(byName(container.path("ports"), "containerPort")).isEqualTo(listened);
    assertThat(byName(get(objects, "Service").at("/spec/ports"), "port")).isEqualTo(listened);
    assertThat(get(objects, "Service").at("/spec/ports"))
        .allSatisfy(port -> assertThat(port.path("targetPort")).isEqualTo(port.path("name")));
    String scheme = settings(objects).at("/monitor/tls").isMissingNode() ? "HTTP" : "HTTPS";
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode get = container.path(probe).path("httpGet");
      assertThat(get.path("path").asString())
          .isEqualTo(probe.startsWith("readiness") ? "/health/ready" : "/health/live");
      assertThat(get.path("port").asString()).isEqualTo("monitor");
      assertThat(get.path("scheme").asString()).isEqualTo(scheme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "pipeline"})
  void objectsNameEachOther(String values) throws Exception {
    Map<String, JsonNode> objects = objects(values);
    JsonNode set = get(objects, "StatefulSet").path("spec");
    JsonNode labels = set.at("/template/metadata/labels");

    assertThat(set.path("replicas").asInt()).isEqualTo(1);
    assertThat(set.path("serviceName")).isEqualTo(get(objects, "Service").at("/metadata/name"));
    assertThat(set.at("/selector/matchLabels")).isEqualTo(labels);
    assertThat(get(objects, "Service").at("/spec/selector")).isEqualTo(labels);
    if (objects.containsKey("NetworkPolicy imds")) {
      assertThat(get(objects, "NetworkPolicy").at("/spec/podSelector/matchLabels"))
          .isEqualTo(labels);
    }
    Set<String> volumes = new TreeSet<>(names(set.at("/template/spec/volumes")));
    volumes.add(set.at("/volumeClaimTemplates/0/metadata/name").asString());
    assertThat(names(container(objects).path("volumeMounts")))
        .containsExactlyInAnyOrderElementsOf(volumes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full", "pipeline"})
  void thePodHasNoMoreRightsThanInTheManifest(String values) throws Exception {
    JsonNode shipped =
        objectsOf(Files.readString(Path.of("deploy", "kubernetes", "weir.yaml")))
            .get("StatefulSet weir")
            .at("/spec/template/spec");
    JsonNode pod = get(objects(values), "StatefulSet").at("/spec/template/spec");

    for (String name :
        List.of(
            "/securityContext",
            "/containers/0/securityContext",
            "/automountServiceAccountToken",
            "/enableServiceLinks",
            "/terminationGracePeriodSeconds")) {
      assertThat(shipped.at(name).isMissingNode()).as(name).isFalse();
      assertThat(pod.at(name)).as(name).isEqualTo(shipped.at(name));
    }
    assertThat(shipped.at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean())
        .isTrue();
  }

  @Test
  void byDefaultTheSettingsAndThePolicyAreThoseOfTheManifest() throws Exception {
    Map<String, JsonNode> manifest =
        objectsOf(Files.readString(Path.of("deploy", "kubernetes", "weir.yaml")));
    Map<String, JsonNode> objects = objects("minimal");

    JsonNode expected = yaml(manifest.get("ConfigMap weir").at("/data/weir.yaml").asString());
    ((ObjectNode) expected).remove("rules"); // the image has rules
    assertThat(settings(objects)).isEqualTo(expected);
    for (String part : List.of("/spec/ingress", "/spec/egress", "/spec/policyTypes")) {
      assertThat(get(objects, "NetworkPolicy").at(part))
          .isEqualTo(manifest.get("NetworkPolicy weir").at(part));
    }
  }

  @ParameterizedTest
  @CsvSource({"minimal, bulk", "full, bulk", "pipeline, kafka"})
  void theSettingsAreRead(String values, String source) throws Exception {
    ServerCertificate files = ServerCertificate.make(folder, "any");
    Path file = folder.resolve("weir.yaml");
    Files.writeString(
        file,
        text(objects(values))
            .replace("/etc/weir/tls/tls.crt", files.certificate().toString())
            .replace("/etc/weir/tls/tls.key", files.key().toString()));
    ServeSettings settings =
        ServeSettings.read(file, Map.of("WEBHOOK_SECRET", "a"), new Troubles());

    assertThat(settings.sources()).extracting(Source::name).containsExactly(source);
  }

  @Test
  void secretsAndRulesAreThoseOfTheValues() throws Exception {
    Map<String, JsonNode> full = objects("full");
    assertThat(container(full).at("/envFrom/0/secretRef/name").asString())
        .isEqualTo("weir-secrets");
    assertThat(get(full, "StatefulSet").toString()).contains("\"secretName\":\"other-tls\"");
    assertThat(full.get("ConfigMap imds-rules").at("/data/ours.drl").asString())
        .isEqualTo("package ours;\n// \"quotes\", and {{ braces }}\n");
    assertThat(get(full, "StatefulSet").toString()).contains("{\"name\":\"imds-rules\"}");

    JsonNode pipeline = get(objects("pipeline"), "StatefulSet");
    assertThat(pipeline.toString()).contains("{\"name\":\"weir-rules\"}").doesNotContain("secret");
  }

  @Test
  void templatesUseEachValueAndNoOther() throws Exception {
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
      for (Path file : files.toList()) {
        USED.matcher(Files.readString(file))
            .results()
            .forEach(found -> used.add(found.group(1).replace('.', '/')));
      }
    }
    JsonNode values = yaml(Files.readString(CHART.resolve("values.yaml")));
    JsonNode optional = yaml(Files.readString(CHART.resolve("ci/full-values.yaml")));

    assertThat(used)
        .allSatisfy(
            path ->
                assertThat(values.at(path).isMissingNode() && optional.at(path).isMissingNode())
                    .as(path)
                    .isFalse());
    assertThat(described().keySet())
        .allSatisfy(
            path ->
                assertThat(used)
                    .as(path)
                    .anyMatch(use -> (use + "/").startsWith(path + "/") || path.startsWith(use)));
  }

  @Test
  void theSchemaDescribesEachValueAndNoOther() throws Exception {
    JsonNode values = yaml(Files.readString(CHART.resolve("values.yaml")));
    Map<String, JsonNode> described = described();

    assertThat(described.values()).allMatch(value -> value.hasNonNull("description"));
    assertThat(described.keySet()).allMatch(path -> !values.at(path).isMissingNode());
    // Helm refuses values that the schema does not name, so each in values.yaml is in the schema.
    described.values().stream()
        .filter(value -> value.has("properties") && !value.has("required"))
        .forEach(value -> assertThat(value.path("additionalProperties").asBoolean(true)).isFalse());
  }

  /** The schema of each value by its path, but for what is below `settings`. */
  private static Map<String, JsonNode> described() throws Exception {
    JsonNode schema = MAPPER.readTree(Files.readString(CHART.resolve("values.schema.json")));
    Map<String, JsonNode> described = new TreeMap<>();
    describe("", schema, described);
    described.keySet().removeIf(path -> path.equals("/global") || path.startsWith("/settings/"));
    return described;
  }

  private static void describe(String path, JsonNode schema, Map<String, JsonNode> described) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String below = path + "/" + property.getKey();
              described.put(below, property.getValue());
              describe(below, property.getValue(), described);
            });
  }

  private static Map<String, JsonNode> objects(String values) {
    String text = rendered.get(values + "-values.yaml");
    assertThat(text).startsWith("---");
    return objectsOf(text);
  }

  /** The objects by kind and name. */
  private static Map<String, JsonNode> objectsOf(String text) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
      JsonNode object = MAPPER.valueToTree(document);
      String name = object.path("kind").asString() + " " + object.at("/metadata/name").asString();
      assertThat(objects.put(name, object)).as(name).isNull();
    }
    return objects;
  }

  /** The object of a kind that has the name of the release. */
  private static JsonNode get(Map<String, JsonNode> objects, String kind) {
    JsonNode object = objects.get(kind + " imds");
    assertThat(object).as(kind).isNotNull();
    return object;
  }

  private static JsonNode container(Map<String, JsonNode> objects) {
    return get(objects, "StatefulSet").at("/spec/template/spec/containers/0");
  }

  private static String text(Map<String, JsonNode> objects) {
    return get(objects, "ConfigMap").at("/data/weir.yaml").asString();
  }

  private static JsonNode settings(Map<String, JsonNode> objects) {
    return yaml(text(objects));
  }

  private static JsonNode yaml(String text) {
    return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static int port(Map<String, JsonNode> objects, String part) {
    return Integer.parseInt(
        settings(objects).at(part + "/listen").asString().replaceAll(".*:", ""));
  }

  private static Set<String> names(JsonNode list) {
    return list.valueStream().map(item -> item.path("name").asString()).collect(Collectors.toSet());
  }

  private static Map<String, Integer> byName(JsonNode list, String field) {
    return list.valueStream()
        .collect(
            Collectors.toMap(
                item -> item.path("name").asString(), item -> item.path(field).asInt()));
  }
}
