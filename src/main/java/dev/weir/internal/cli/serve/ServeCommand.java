package dev.weir.internal.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.Detector;
import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.cli.settings.LogSettings;
import dev.weir.internal.cli.settings.RuleChangeLog;
import dev.weir.internal.cli.settings.RuleWatch;
import dev.weir.internal.cli.settings.ServeSettings;
import dev.weir.internal.cli.settings.SettingsCommand;
import dev.weir.internal.cli.settings.SettingsException;
import dev.weir.internal.service.Service;
import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.monitor.Monitor;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.Store;
import dev.weir.rule.RuleSet;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code weir serve}: takes events from sources, gives alerts to sinks, until it is told to end.
 */
@Command(
    name = "serve",
    description = "Runs as a service: events from sources, alerts to sinks, nothing lost.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = ExitCode.FAULT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:its sources have ended, or with --check, settings and rules are good",
      "2:the command line or the settings are wrong",
      "3:the rules do not compile",
      "4:the data folder, an address or a source cannot be used any more",
      "70:a fault of Weir itself",
      "143:it was told to end (SIGTERM)"
    })
public final class ServeCommand extends SettingsCommand {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private static final String BASELINE = "baseline";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings, as docs/serve.md describes them. Without it: a _bulk endpoint and health on"
              + " loopback, the shipped rules, all data in ./weir-data.")
  private @Nullable Path config;

  @Option(
      names = "--check",
      description = "Reads settings and rules, says what is wrong, and ends.")
  private boolean check;

  @Option(
      names = "--new-key",
      paramLabel = "NAME",
      description = "Makes an API key for a sender, and the line for the settings, and ends.")
  private @Nullable String newKey;

  ServeCommand() {}

  @Override
  public int run(Console console) throws SettingsException, IOException, InterruptedException {
    if (newKey != null) {
      return newKey(newKey);
    }
    Troubles troubles = new Troubles();
    ServeSettings settings = ServeSettings.read(config, System.getenv(), troubles);
    RuleSet rules = settings.detection().load();
    if (check) {
      console.note("the settings and the rules are good");
      return ExitCode.DONE;
    }
    LogSettings.begin(settings.jsonLog());
    return serve(settings, rules, troubles);
  }

  private static int serve(ServeSettings settings, RuleSet rules, Troubles troubles)
      throws IOException, InterruptedException {
    Store store = Store.open(settings.data().resolve("weir.db"), InstantSource.system());
    byte[] known = store.state(BASELINE);
    Baseline baseline = known == null ? new Baseline() : Baseline.restore(new String(known, UTF_8));
    Detector.Builder detector = settings.detector(rules, baseline);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Service service =
        new Service(
            detector,
            store,
            settings.sources(),
            settings.sinks(),
            settings.keepDelivered(),
            troubles,
            meters,
            InstantSource.system());
    LedgerFile ledger = LedgerFile.open(settings.data().resolve("ledger.json"));
    service.everyMinute(() -> ledger.keep(service.detector().ledger()));
    service.everyMinute(() -> keep(store, baseline));
    ShutDown shutDown = new ShutDown(() -> stop(service));
    RuleWatch reloading = RuleWatch.NONE;
    try (HttpServer monitor =
        HttpServer.start(
            "weir-monitor",
            settings.monitor(),
            new Monitor(service::refreshMeters, service::receipts, meters, troubles),
            new ErrorHandler())) {
      service.start();
      reloading =
          settings
              .detection()
              .watch(
                  rules,
                  service.detector()::reload,
                  new RuleChangeLog(meters, rules, service::keepReceipt));
      LOG.info(
          "takes events from {}, gives alerts to {}, shows itself on port {}; data in {}, rules {}",
          settings.sources().stream().map(Source::name).collect(Collectors.joining(", ")),
          settings.sinks().stream().map(Sink::name).collect(Collectors.joining(", ")),
          monitor.port(),
          settings.data(),
          rules.hash());
      service.awaitSources();
    } finally {
      reloading.close();
      shutDown.now();
    }
    return ExitCode.DONE;
  }

  private static void keep(Store store, Baseline baseline) {
    try {
      store.keepState(BASELINE, baseline.snapshot().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Service service) {
    try {
      service.stop();
      LOG.info("has ended in good order");
    } catch (IOException e) {
      LOG.error("has not ended in good order: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int newKey(String name) {
    try {
      ApiKey.New made = ApiKey.make(name, new SecureRandom());
      List<String> lines =
          List.of(
              "For the sender, shown this once:",
              "  id:       " + name,
              "  api key:  " + made.key(),
              "For the settings, under keys of the source:",
              "  - " + made.line());
      lines.forEach(spec.commandLine().getOut()::println);
      return ExitCode.DONE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--new-key: " + e.getMessage(), e);
    }
  }
}
