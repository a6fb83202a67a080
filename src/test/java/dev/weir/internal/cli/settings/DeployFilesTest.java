package dev.weir.internal.cli.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.internal.delivery.RuleUpdateLog;
import dev.weir.internal.service.Detection;
import dev.weir.internal.service.Service;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.sink.StreamSink;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.Store;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ServerCertificate;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.Step;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files in deploy/ match the service. */
@Timeout(60)
class DeployFilesTest {

  private static final Path DEPLOY = Path.of("deploy");
  private static final Path RULES = DEPLOY.resolve("prometheus/weir.rules.yml");
  private static final Path DASHBOARD = DEPLOY.resolve("grafana/weir.json");
  private static final Path EXAMPLE = DEPLOY.resolve("weir.yaml");
  private static final Path CLUSTER = DEPLOY.resolve("kubernetes/weir.yaml");
  private static final Pattern METRIC = Pattern.compile("\\bweir_[a-z_]+");

  /** A setting that is commented out: unlike prose, at an even indent, but for one blank. */
  private static final Pattern OFF = Pattern.compile("(?m)^#((?:  )*[^ \\n])");

  private static final Map<String, String> SECRETS =
      Map.of(
          "EMAIL_PASSWORD", "f",
          "KAFKA_JAAS_CONFIG", "a",
          "PAGERDUTY_ROUTING_KEY", "e",
          "SEARCH_API_KEY", "b",
          "WEBHOOK_SECRET", "c",
          "WEBHOOK_AUTHORIZATION", "d");

  @TempDir private Path folder;

  @Test
  void alertRulesAndDashboardNameOnlyMetricsOfTheService() throws Exception {
    Set<String> named = metrics(Files.readString(RULES));
    named.addAll(metrics(Files.readString(DASHBOARD)));
    Set<String> shown = metrics(scrape());

    assertThat(named).hasSizeGreaterThan(15);
    assertThat(shown).containsAll(named).contains("weir_http_refused_total");
  }

  /** The settings with all that is commented out. */
  static String all(String example) {
    return OFF.matcher(example).replaceAll("$1");
  }

  @Test
  void theExampleIsRead() throws Exception {
    ServeSettings settings = ServeSettings.read(EXAMPLE, Map.of(), new Troubles());

    assertThat(settings.sources()).extracting(Source::name).containsExactly("bulk");
    assertThat(settings.sinks()).extracting(Sink::name).containsExactly("file");
  }

  @Test
  void theExampleIsReadWithAllThatIsCommentedOut() throws Exception {
    Path whole = folder.resolve("whole.yaml");
    Files.writeString(whole, withCertificates(all(Files.readString(EXAMPLE))));
    ServeSettings settings;
    InputStream stdin = System.in; // not the build's
    System.setIn(InputStream.nullInputStream());
    try {
      settings = ServeSettings.read(whole, SECRETS, new Troubles());
    } finally {
      System.setIn(stdin);
    }

    assertThat(settings.sources())
        .extracting(Source::name)
        .containsExactly("bulk", "files", "kafka", "search", "stdin");
    assertThat(settings.sinks())
        .extracting(Sink::name)
        .containsExactly("file", "email", "kafka", "search", "stdout", "syslog", "webhook");
  }

  @Test
  void theExampleShowsTheDefaults() throws Exception {
    Path whole = folder.resolve("top.yaml");
    String text = all(Files.readString(EXAMPLE));
    Files.writeString(whole, text.substring(0, text.indexOf("\nmonitor:")));
    ServeSettings shown = ServeSettings.read(whole, Map.of(), new Troubles());
    ServeSettings otherwise = ServeSettings.read(null, Map.of(), new Troubles());

    assertThat(shown)
        .usingRecursiveComparison()
        .ignoringFields("data", "detection.rules", "sources", "sinks")
        .isEqualTo(otherwise);
  }

  @Test
  void theSettingsInTheClusterAreRead() throws Exception {
    Map<?, ?> map = (Map<?, ?>) documents(CLUSTER).get(0);
    Map<?, ?> data = (Map<?, ?>) map.get("data");
    assertThat(data).isNotNull();
    Path file = folder.resolve("weir.yaml");
    Files.writeString(file, withCertificates(String.valueOf(data.get("weir.yaml"))));
    ServeSettings settings = ServeSettings.read(file, Map.of(), new Troubles());

    assertThat(settings.monitor().port()).isEqualTo(ListenSection.MONITOR_PORT);
  }

  /** With certificates and keys that are there. */
  private String withCertificates(String settings) throws Exception {
    ServerCertificate files = ServerCertificate.make(folder, "any");
    return settings
        .replaceAll("certificate: [^,}\n]*", "certificate: " + files.certificate())
        .replaceAll(" key: [^,}\n]*", " key: " + files.key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes/weir.yaml",
        "prometheus/weir.rules.yml",
        "prometheus/weir.test.yml",
        "grafana/weir.json"
      })
  void eachFileIsWhatItsNameSays(String file) throws Exception {
    assertThat(documents(DEPLOY.resolve(file)))
        .isNotEmpty()
        .allSatisfy(document -> assertThat(document).isInstanceOf(Map.class));
  }

  /** A tag may name other bytes tomorrow. */
  @Test
  void imagesAreNamedByDigest() throws Exception {
    assertThat(Files.readString(DEPLOY.resolve("Dockerfile")).lines())
        .filteredOn(line -> line.startsWith("FROM "))
        .hasSize(1)
        .allMatch(line -> line.matches("FROM [a-z0-9:.-]+@sha256:[0-9a-f]{64}"));
    assertThat(Files.readString(CLUSTER).lines().filter(line -> line.contains(" image: ")))
        .isNotEmpty()
        .allMatch(line -> line.matches(" +image: [a-z./]+@sha256:\\w+"));
  }

  private static List<Object> documents(Path file) throws Exception {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build())
        .loadAllFromString(Files.readString(file))
        .forEach(documents::add);
    return documents;
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The metrics of a service in which everything that it counts has happened. */
  private String scrape() throws Exception {
    Path rules = ShippedRules.copyTo(folder.resolve("rules"));
    Files.writeString(
        rules.resolve("ours.drl"),
        """
        package unusual_imds_request;
        import dev.weir.event.*;
        rule "Ours"
        @exclusion
        when $suspect : Suspect() then throw new IllegalStateException();
        end
        """);
    RuleSet set = RuleSet.load(rules);
    Troubles troubles = new Troubles();
    troubles.met("sink", "is down");
    troubles.notice("source bulk connections", "no room");
    troubles.refused("source bulk", "500", "127.0.0.1: a bug");
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<String> lines =
        List.of(
            Step.exec("e1", 0).line(),
            "{broken",
            Step.exec("e2", 1).without("@timestamp").line(),
            Step.connection("n1", 10).line(),
            Step.exec("later", 3_600_000).line());
    Given source = new Given(lines);
    Service service =
        new Service(
            new Detection(
                set,
                Duration.ofMinutes(1),
                true,
                (used, baseline) -> Detector.builder(used).lateness(Duration.ZERO)),
            Store.open(folder.resolve("weir.db"), InstantSource.system()),
            List.of(source),
            List.of(new StreamSink("null", OutputStream.nullOutputStream())),
            Duration.ofDays(1),
            troubles,
            meters,
            InstantSource.system());
    new RuleUpdateLog(meters, troubles, set, service::keepRuleUpdate);
    service.start();
    service.awaitSources();
    service.refreshMeters();
    String scraped = meters.scrape();
    service.stop();
    return scraped;
  }

  /** A source of some lines, which ends once they are stored. */
  private record Given(List<String> lines) implements Source {

    @Override
    public String name() {
      return "given";
    }

    @Override
    public void run(Feed feed) throws InterruptedException {
      List<Item> items = new ArrayList<>();
      for (String line : lines) {
        byte[] bytes = line.getBytes(UTF_8);
        items.add(new Item(bytes, 0, bytes.length, "stream", items.size() + 1L));
      }
      feed.take(new Chunk(name(), items, Map.of())).join();
    }

    @Override
    public void close() {}
  }
}
