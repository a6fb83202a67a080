package dev.weir.internal.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.testkit.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are read in full, or an error says what is wrong. */
class ServeSettingsTest {

  @TempDir private Path folder;

  @Test
  void withoutAFileEverythingHasADefault() throws Exception {
    ServeSettings settings = ServeSettings.read(null, Map.of(), new Troubles());

    assertThat(settings.data()).isEqualTo(Path.of("weir-data"));
    assertThat(settings.detection().lateness()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.monitor().address()).isEqualTo("127.0.0.1");
    assertThat(settings.sources()).extracting(Source::name).containsExactly("bulk");
    assertThat(settings.sinks()).extracting(Sink::name).containsExactly("file");
  }

  @Test
  void everySourceAndSinkCanBeSet() throws Exception {
    ServeSettings settings =
        read(
            """
            data: %s
            lateness: 30s
            lanes: 2
            log: json
            monitor: {listen: "[::1]:9300"}
            sources:
              bulk: {listen: "127.0.0.1:9400", body-bytes: 1MiB, under-way-bytes: 4MiB}
              endpoint-logs: {type: files, paths: [/var/log/a.ndjson, "/var/log/b-*.ndjson"], start: end}
              kafka: {bootstrap-servers: "127.0.0.1:9092", topics: [a, b], secret-properties: {sasl.jaas.config: JAAS}}
              search: {urls: ["http://127.0.0.1:9200"], interval: 5m, look-back: 9m}
              stdin:
            sinks:
              file: {path: alerts.ndjson, rotate-bytes: 1GiB, rotate-after: 12h, keep: 3, gzip: false}
              stdout:
              search: {urls: ["http://127.0.0.1:9200"], username: weir, password-env: SEARCH_PASSWORD}
              kafka: {bootstrap-servers: "127.0.0.1:9092", topic: alerts}
              pager: {type: webhook, url: "http://127.0.0.1:1/x", format: ndjson, secret-env: HMAC, headers: {X-Team: a}}
            """
                .formatted(folder),
            Map.of("JAAS", "x", "SEARCH_PASSWORD", "y", "HMAC", "z"));

    assertThat(settings.sources())
        .extracting(Source::name)
        .containsExactly("bulk", "endpoint-logs", "kafka", "search", "stdin");
    assertThat(settings.sinks())
        .extracting(Sink::name)
        .containsExactly("file", "stdout", "search", "kafka", "pager");
    assertThat(settings.monitor().address()).isEqualTo("::1");
    assertThat(settings.jsonLog()).isTrue();
    assertThat(settings.lanes()).isEqualTo(2);
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void rulesAreAFolderOrTheNameOfAPack() throws Exception {
    Path home = Path.of("").toAbsolutePath();
    System.setProperty("weir.home", home.toString());
    try {
      DetectionSettings named = read("rules: cloud-metadata", Map.of()).detection();
      assertThat(named.rules()).isEqualTo(home.resolve("rules-drl/cloud-metadata"));
      named.openRules(new Troubles()).close(); // may be used, whoever can change what is above it
    } finally {
      System.clearProperty("weir.home");
    }

    DetectionSettings missing = read("rules: nowhere", Map.of()).detection();
    assertThatThrownBy(() -> missing.openRules(new Troubles()))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "rules: nowhere is not a folder, and not a pack"
                + " (unusual-imds-request, cloud-metadata, stolen-credentials)");
  }

  @Test
  void theEnvironmentOverridesTheFile() throws Exception {
    ServeSettings settings =
        read(
            "lateness: 1s\nsources: {my-files: {type: files, paths: [a]}}",
            Map.of(
                "WEIR_LATENESS",
                "7s",
                "WEIR_SOURCES_MY_FILES_PATHS",
                "b,c",
                "OTHER",
                "x",
                "WEIR_PORT_80_TCP",
                "1"));

    assertThat(settings.detection().lateness()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latenes: 5m|weir.yaml:1: unknown setting `latenes`; did you mean `lateness`?",
        "lateness: soon|weir.yaml:1: `lateness` must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `soon`",
        "lanes: two|`lanes` must be a whole number, not `two`",
        "lanes: [1]|`lanes` must be a single value",
        "log: xml|`log` must be one of text, json; not `xml`",
        "monitor: {listen: 9281}|`monitor.listen` must be an address and a port, such as 127.0.0.1:9281",
        "monitor:\\n  lisen: x|weir.yaml:2: unknown setting `monitor.lisen`; did you mean `listen`?",
        "sources: {files: {}}|weir.yaml:1: `sources.files.paths` is missing",
        "sources: {files: {paths: ['']}}|`sources.files`: paths: set at least one path; a path must not be empty",
        "sources: {x: {}}|weir.yaml:1: `sources.x` needs a `type`: one of bulk, files, kafka, search, stdin",
        "sources: {x: {type: y}}|`sources.x.type` must be one of bulk, files, kafka, search, stdin; not `y`",
        "sinks: {a: {type: flie}}|`sinks.a.type` must be one of email, file, kafka, search, stdout, syslog, webhook; not `flie`;"
            + " did you mean file?",
        "sinks:\\n  serch: {urls: ['http://127.0.0.1:1']}|weir.yaml:2: unknown setting `sinks.serch`; did you mean"
            + " search? A name of your own needs a `type`",
        "sources: {bulk: {body-bytes: 3MB}}|`sources.bulk.body-bytes` must be a size such as 4096, 512KiB",
        "sources: {bulk: {tls: {key: k}}}|`sources.bulk.tls`: set `certificate` and `key`, or `pkcs12`",
        "sources: {bulk: {tls: {key: /no/k, certificate: /no/c}}}"
            + "|`sources.bulk`: certificate /no/c cannot be read: no such file",
        "monitor: {tls: {pkcs12: /no/store}}|`monitor`: pkcs12 /no/store cannot be read: no such file",
        "sources: {bulk: {listen: '0.0.0.0:0'}}|`sources.bulk`: 0.0.0.0:0 can be reached from other machines",
        "sources: {bulk: {connections-per-address: 0}}"
            + "|`sources.bulk.connections-per-address` must be at least 1",
        "monitor: {header-time: 0s}|`monitor.header-time` must be at least 1ms",
        "sources: {bulk: {keys: [k]}}|`sources.bulk.keys` must each have the form NAME:sha256:SALT:HASH",
        "sinks: {webhook: {url: 'https://a b/'}}|`sinks.webhook.url` must be a URL such as https://host:9200",
        "sources: 1|`sources` must be a map of names to values",
        "sinks: {kafka: {}}|`sinks.kafka.bootstrap-servers` is missing",
        "sinks: {webhook: {url: 'https://a/', secret: a}}"
            + "|`sinks.webhook.secret` is a secret, which must not be in the settings; use `secret-file`",
        "sinks: {webhook: {url: 'https://a/', secret-env: NONE}}"
            + "|`sinks.webhook.secret-env` names the environment variable NONE, which is not set",
        "sinks: {webhook: {url: 'https://a/', secret-file: /none}}"
            + "|`sinks.webhook.secret-file` names /none, which cannot be read",
        "sinks: {webhook: {url: 'http://10.0.0.1/'}}|insecure",
        "monitor: {listen: '127.0.0.1:70000'}|`monitor`: port must be 0 to 65535, not 70000",
        "lanes: 0|`lanes` must be at least 1",
        "sources: {bulk: {body-bytes: 5000000000}}|`sources.bulk.body-bytes` must be below 2GiB",
        "sources: {bulk: {body-bytes: 5GiB}}|`sources.bulk.body-bytes` must be below 2GiB",
        "sinks: {file: {}, other: {type: file}}|`sinks.other.path` is ",
        "sinks: {webhook: {url: 'https://a/', secret-env: A, secret-file: b}}"
            + "|`sinks.webhook.secret-file` and `secret-env` are both set; set only one",
        "sinks: {webhook: {url: 'https://a/', body: pagerduty}}"
            + "|`sinks.webhook`: needs `routing-key` in `values` or `secret-values`",
        "sinks: {webhook: {url: 'https://a/', body: slack, format: array}}"
            + "|`sinks.webhook`: format: must be single with this body",
        "sinks: {webhook: {url: 'https://a/', body: slack, body-template: b}}"
            + "|`sinks.webhook.body-template` and `body` are both set; set only one",
        "sinks: {webhook: {url: 'https://a/', body-template: /none}}"
            + "|`sinks.webhook`: template /none: no such file or folder",
        "sinks: {syslog: {server: host}}|`sinks.syslog.server` must be a host and a port, such as syslog.",
        "sinks: {syslog: {transport: udp}}|`sinks.syslog.server` is missing",
        "sinks: {syslog: {server: 'a.b:514', transport: tcp}}"
            + "|`sinks.syslog`: transport: alerts or credentials would be sent unencrypted to a.b;",
        "sinks: {syslog: {server: '127.0.0.1:514', transport: udp, message-bytes: 1MiB}}"
            + "|`sinks.syslog`: message-bytes: must be at most 65000 with udp",
        "sinks: {email: {server: 'a:25', from: a@b.org, to: [a b]}}"
            + "|`sinks.email`: to: `a b` is no e-mail address",
        "sinks: {email: {server: 'a:25', from: a@b.org, to: c@d.org, username: u}}"
            + "|`sinks.email`: username and password: set both or neither",
        "a: [|:1: not valid YAML",
        "a: 1\\na: 2|weir.yaml:2: `a` is set twice",
      })
  void invalidSettingsAreReported(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n"), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("weir.yaml");
  }

  @Test
  void allErrorsAreReportedAtOnceInTheOrderOfTheFile() {
    String text =
        """
        latenes: 5m
        sinks:
          serch: {urls: ["http://127.0.0.1:9200"], templat: false}
          webhook:
            url: https://a/
            secret: s
            timeout: never
          kafka: {}
        log: xml
        sources:
          bulk:
            listen: 9280
            threads: 1
            keys: [k]
            body-byte: 1MiB
            tls: {key: k}
          kafka: 1
          mine: {path: a}
        lanes: 1
        lanes: 2
        monitor:
          header-time: 0s
          keys: [k]
          idle: 5
        """;
    Map<String, String> environment = Map.of("WEIR_MAX_ALERTS", "0", "WEIR_LATENES", "1s");

    assertThatThrownBy(() -> read(text, environment))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            """
            FILE:1: unknown setting `latenes`; did you mean `lateness`?
            FILE:3: unknown setting `sinks.serch`; did you mean search? A name of your own needs a `type`
            FILE:3: unknown setting `sinks.serch.templat`; did you mean `template`?
            FILE:6: `sinks.webhook.secret` is a secret, which must not be in the settings; use `secret-file` or `secret-env`
            FILE:7: `sinks.webhook.timeout` must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `never`
            FILE:8: `sinks.kafka.bootstrap-servers` is missing
            FILE:8: `sinks.kafka.topic` is missing
            FILE:9: `log` must be one of text, json; not `xml`
            FILE:12: `sources.bulk.listen` must be an address and a port, such as 127.0.0.1:9280
            FILE:13: `sources.bulk.threads` must be at least 4
            FILE:14: `sources.bulk.keys` must each have the form NAME:sha256:SALT:HASH
            FILE:15: unknown setting `sources.bulk.body-byte`; did you mean `body-bytes`?
            FILE:16: `sources.bulk.tls`: set `certificate` and `key`, or `pkcs12`
            FILE:17: `sources.kafka` must be a map of names to values
            FILE:18: `sources.mine` needs a `type`: one of bulk, files, kafka, search, stdin
            FILE:20: `lanes` is set twice
            FILE:22: `monitor.header-time` must be at least 1ms
            FILE:23: `monitor.keys` must each have the form NAME:sha256:SALT:HASH
            FILE:24: `monitor.idle` must be a duration such as 500ms, 30s, 5m, 1h or 2d, not `5`
            environment variable WEIR_MAX_ALERTS: `max-alerts` must be at least 1
            unknown environment variable WEIR_LATENES; did you mean WEIR_LATENESS?"""
                .replace("FILE", folder.resolve("weir.yaml").toString()));
  }

  /** What a constructor says of a section that cannot be read in full may only be a consequence. */
  @Test
  void consequencesOfAnErrorAreNotReported() {
    assertThatThrownBy(
            () -> read("sources: {bulk: {body-bytes: 100MiB, under-way-bytes: 1TB}}", Map.of()))
        .hasMessageContaining("`sources.bulk.under-way-bytes` must be a size")
        .hasMessageNotContaining("at least 2 x body-bytes");
  }

  /** Until now, `--check` did not see it. */
  @Test
  void anOpenEndpointWithoutKeysIsReported() throws Exception {
    ServerCertificate files = ServerCertificate.make(folder, "any");
    String tls =
        "sources: {bulk: {listen: '0.0.0.0:0', tls: {certificate: %s, key: %s}}}"
            .formatted(files.certificate(), files.key());

    assertThatThrownBy(() -> read(tls, Map.of()))
        .hasMessageContaining(
            "`sources.bulk`: 0.0.0.0 can be reached from other machines: set keys");
  }

  @Test
  void anUnknownVariableIsReported() {
    assertThatThrownBy(() -> read("", Map.of("WEIR_LATENES", "1s")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "unknown environment variable WEIR_LATENES; did you mean WEIR_LATENESS?");
  }

  @Test
  void aVariableOfAnotherProgramChangesNothing() throws IOException {
    assertThat(read("", Map.of("WEIR_HOME", "/opt/weir")).lanes()).isEqualTo(1);
  }

  @Test
  void theDelayOfAlertsIsSaidWithTheSettingThatMakesItShorter() throws IOException {
    assertThat(read("", Map.of()).alertDelay()).isEqualTo("about a second after the last event");
    assertThat(read("early: false", Map.of()).alertDelay())
        .isEqualTo(
            "up to 5 min after the last event; `early: true` or a shorter `lateness` makes it"
                + " sooner");
    assertThat(read("incidents: 10m", Map.of()).alertDelay())
        .isEqualTo(
            "up to 15 min after the last event; a shorter `lateness` or `incidents` makes it"
                + " sooner");
    assertThat(read("lateness: 0\nearly: false", Map.of()).alertDelay()).startsWith("about");
  }

  @Test
  void aWrongVariableIsReportedInsteadOfTheFile() {
    assertThatThrownBy(() -> read("lanes: 2", Map.of("WEIR_LANES", "0")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("environment variable WEIR_LANES: `lanes` must be at least 1");
  }

  @Test
  void aMissingFileIsReported() {
    assertThatThrownBy(
            () -> ServeSettings.read(folder.resolve("none.yaml"), Map.of(), new Troubles()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("none.yaml: no such file");
  }

  private ServeSettings read(String text, Map<String, String> environment)
      throws SettingsException, IOException {
    Path file = Files.writeString(folder.resolve("weir.yaml"), text);
    return ServeSettings.read(file, environment, new Troubles());
  }
}
