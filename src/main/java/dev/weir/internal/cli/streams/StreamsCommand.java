package dev.weir.internal.cli.streams;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.cli.settings.LogSettings;
import dev.weir.internal.cli.settings.RecentRuleChanges;
import dev.weir.internal.cli.settings.RuleChangeLog;
import dev.weir.internal.cli.settings.SettingsCommand;
import dev.weir.internal.cli.settings.SettingsException;
import dev.weir.internal.cli.settings.StreamsFile;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.monitor.Monitor;
import dev.weir.internal.service.streams.StreamsService;
import dev.weir.internal.service.streams.StreamsSettings;
import dev.weir.internal.service.streams.TaskDetectors;
import dev.weir.internal.service.streams.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code weir streams}: an instance of Weir on Kafka Streams, of which there may be any number,
 * until it is told to end.
 */
@Command(
    name = "streams",
    description =
        "Runs on Kafka Streams: events from topics, alerts to a topic, exactly once, on any number"
            + " of machines.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:with --check, settings and rules are good; with --create-topics, the topics are there",
      "2:the command line or the settings are wrong",
      "3:the rules do not compile",
      "4:an address, a topic or the brokers cannot be used",
      "70:a fault of Weir itself",
      "143:it was told to end (SIGTERM)"
    })
public final class StreamsCommand extends SettingsCommand {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Settings, as docs/streams.md describes them.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Reads settings and rules, says what is wrong, and ends.")
  private boolean check;

  @Option(
      names = "--create-topics",
      description =
          "Creates those topics for alerts, late and malformed that are missing, and ends.")
  private boolean createTopics;

  StreamsCommand() {}

  @Override
  public int run(Console console) throws SettingsException, IOException, InterruptedException {
    StreamsFile settings = StreamsFile.read(config, System.getenv());
    if (check) {
      check(settings);
      console.note("the settings and the rules are good");
      return ExitCode.DONE;
    }
    if (createTopics) {
      return create(settings.streams(), console);
    }
    LogSettings.begin(settings.jsonLog());
    return run(settings);
  }

  private static void check(StreamsFile settings) throws SettingsException, IOException {
    if (settings.rulesTopic() == null) {
      settings.detection().load();
    }
  }

  private static int create(StreamsSettings settings, Console console)
      throws IOException, InterruptedException {
    try (Topics topics = new Topics(settings)) {
      List<String> created = topics.create();
      console.note(created.isEmpty() ? "the topics are there already" : "created " + created);
      return ExitCode.DONE;
    } catch (KafkaException e) {
      throw new IOException(
          "cannot create topics at " + settings.bootstrapServers() + ": " + ErrorText.of(e), e);
    }
  }

  private static int run(StreamsFile settings)
      throws SettingsException, IOException, InterruptedException {
    Troubles troubles = new Troubles();
    try (StreamsRules rules = StreamsRules.of(settings, troubles)) {
      return run(settings, rules, troubles);
    }
  }

  private static int run(StreamsFile settings, StreamsRules rules, Troubles troubles)
      throws IOException, InterruptedException {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RecentRuleChanges receipts = new RecentRuleChanges(InstantSource.system());
    TaskDetectors current = new TaskDetectors(rules.first(), settings::detector);
    StreamsService service = new StreamsService(settings.streams(), current, troubles, meters);
    ShutDown shutDown = new ShutDown(() -> stop(service, rules));
    try (HttpServer monitor =
        HttpServer.start(
            "weir-monitor",
            settings.monitor(),
            new Monitor(service::refreshMeters, receipts::all, meters, troubles),
            new ErrorHandler())) {
      service.start();
      rules.follow(current, new RuleChangeLog(meters, rules.first(), receipts::keep));
      LOG.info(
          "takes events from {}, gives alerts to {}, shows itself on port {}; rules {}",
          settings.streams().input(),
          settings.streams().alerts(),
          monitor.port(),
          rules.first().hash());
      service.await();
    } finally {
      shutDown.now();
    }
    return ExitCode.DONE;
  }

  private static void stop(StreamsService service, StreamsRules rules) {
    rules.close();
    try {
      service.stop();
      LOG.info("has ended in good order");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
