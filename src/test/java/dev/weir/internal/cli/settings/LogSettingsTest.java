package dev.weir.internal.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {

  /** A broker that is down filled the log, beside the one line of Weir. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cli/logback.xml",
        "resources/logback-serve.xml",
        "resources/logback-serve-json.xml"
      })
  void kafkaClientsLogErrorsOnly(String settings) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main", settings).toFile());
    assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").getEffectiveLevel())
        .isEqualTo(Level.ERROR);
    context.stop();
  }
}
