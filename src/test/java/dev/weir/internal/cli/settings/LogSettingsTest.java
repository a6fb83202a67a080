package dev.weir.internal.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.weir.testkit.StandardError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ResourceLock(Resources.SYSTEM_ERR)
class LogSettingsTest {

  @RegisterExtension private final StandardError err = new StandardError();
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  /** A broker that is down filled the log, beside the one line of Weir. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cli/logback.xml",
        "resources/logback-serve.xml",
        "resources/logback-serve-json.xml"
      })
  void kafkaClientsLogErrorsOnly(String settings) throws Exception {
    configure(settings);
    assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").getEffectiveLevel())
        .isEqualTo(Level.ERROR);
  }

  @Test
  void aLogInJsonHasOneEcsDocumentPerLine() throws Exception {
    configure("resources/logback-serve-json.xml");
    Logger log = context.getLogger("dev.weir.internal.service.Service");
    log.info("{} alerts of \"{}\"", 2, "a\nb");
    log.error("{} failed", "sink", new IllegalStateException("is down", new Exception("cause")));

    List<JsonNode> lines = err.toString().lines().map(new JsonMapper()::readTree).toList();
    assertThat(lines).hasSize(2);
    JsonNode info = lines.get(0);
    assertThat(Instant.parse(text(info, "@timestamp"))).isBeforeOrEqualTo(Instant.now());
    assertThat(text(info, "log.level")).isEqualTo("INFO");
    assertThat(text(info, "log.logger")).isEqualTo("dev.weir.internal.service.Service");
    assertThat(text(info, "message")).isEqualTo("2 alerts of \"a\nb\"");
    assertThat(text(info, "service.name")).isEqualTo("weir");
    assertThat(text(info, "process.thread.name")).isEqualTo(Thread.currentThread().getName());
    JsonNode error = lines.get(1);
    assertThat(text(error, "log.level")).isEqualTo("ERROR");
    assertThat(text(error, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(text(error, "error.message")).isEqualTo("is down");
    assertThat(text(error, "error.stack_trace"))
        .contains("aLogInJsonHasOneEcsDocumentPerLine", "Caused by: java.lang.Exception: cause");
  }

  private static String text(JsonNode document, String field) {
    return document.path(field).asString();
  }

  private void configure(String settings) throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main", settings).toFile());
    context.setMDCAdapter(new LogbackMDCAdapter());
  }
}
