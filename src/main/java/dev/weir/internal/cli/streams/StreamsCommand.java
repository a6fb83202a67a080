package dev.weir.internal.cli.streams;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.cli.settings.LogSettings;
import dev.weir.internal.cli.settings.SettingsCommand;
import dev.weir.internal.cli.settings.StreamsFile;
import dev.weir.internal.delivery.RecentRuleUpdates;
import dev.weir.internal.delivery.RuleSource;
import dev.weir.internal.delivery.RuleUpdateLog;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.monitor.Monitor;
import dev.weir.internal.service.streams.StreamsService;
import dev.weir.internal.service.streams.StreamsSettings;
import dev.weir.internal.service.streams.TaskDetectors;
import dev.weir.internal.service.streams.Topics;
import dev.weir.internal.watch.HungException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir streams}: one of any number of instances of Weir on Kafka Streams. */
@Command(
    name = "streams",
    description =
        "Run one instance of Weir on Kafka Streams. Any number of instances share the work: they read"
            + " events from topics and write each alert to a topic exactly once.",
    exitCodeList = {
      "0:with --check, the settings and the rules are valid; with --create-topics, all topics exist",
      "2:the command line or the settings are invalid",
      "3:the rules do not compile",
      "4:an address, a topic or the brokers cannot be used",
      "70:an internal error, which is a bug in Weir",
      "75:a rule does not end, and the instance cannot go on",
      "143:stopped by SIGTERM"
    })
public final class StreamsCommand extends SettingsCommand {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      order = -2, // before --check
      description = "Read the settings from this file; docs/streams.md describes them.")
  private @Nullable Path config;

  @Option(
      names = "--create-topics",
      description = "Create missing output topics (alerts, late and malformed), and exit.")
  private boolean createTopics;

  @Override
  protected int run(Console console) throws IOException, HungException, InterruptedException {
    StreamsFile settings = StreamsFile.read(config, System.getenv());
    if (check) {
      RulesTopicSettings topic = settings.rulesTopic();
      if (topic == null) {
        settings.detection().openRules(new Troubles()).close();
      } else {
        topic.warning().ifPresent(warning -> console.note("warning: " + warning));
      }
      return valid(console);
    }
    if (createTopics) {
      return create(settings.streams(), console);
    }
    LogSettings.begin(settings.jsonLog());
    Troubles troubles = new Troubles();
    try (RuleSource rules = settings.openRules(troubles)) {
      return run(settings, rules, troubles);
    }
  }

  private static int create(StreamsSettings settings, Console console)
      throws IOException, InterruptedException {
    try (Topics topics = new Topics(settings)) {
      List<String> created = topics.create();
      console.note(created.isEmpty() ? "all topics exist already" : "created " + created);
      return ExitCode.DONE;
    } catch (KafkaException e) {
      throw new IOException(
          "cannot create topics at " + settings.bootstrapServers() + ": " + ErrorText.of(e), e);
    }
  }

  private static int run(StreamsFile settings, RuleSource rules, Troubles troubles)
      throws IOException, HungException, InterruptedException {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RecentRuleUpdates updates = new RecentRuleUpdates();
    TaskDetectors detectors = new TaskDetectors(rules.first(), settings::detector);
    StreamsService service =
        new StreamsService(
            settings.streams(), detectors, settings.detection().decisionTime(), troubles, meters);
    ShutDown shutDown = ShutDown.ofService(() -> stop(service, rules));
    try (HttpServer monitor =
        HttpServer.start(
            "monitor",
            settings.monitor(),
            new Monitor(service::refreshMeters, updates::all, meters, troubles),
            troubles)) {
      service.start();
      rules.follow(detectors::reload, new RuleUpdateLog(meters, troubles, rules.first(), updates));
      LOG.info(
          "events: topics {} at {}; alerts: topic {}; health and metrics: {}/health; rules: {}",
          String.join(", ", settings.streams().input()),
          settings.streams().bootstrapServers(),
          settings.streams().alerts(),
          settings.monitor().url(monitor.port()),
          rules.first().hash());
      service.await();
    } finally {
      shutDown.now();
    }
    return ExitCode.DONE;
  }

  private static void stop(StreamsService service, RuleSource rules) {
    rules.close();
    try {
      service.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
