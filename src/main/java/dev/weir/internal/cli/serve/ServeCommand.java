package dev.weir.internal.cli.serve;

import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.cli.settings.LogSettings;
import dev.weir.internal.cli.settings.ServeSettings;
import dev.weir.internal.cli.settings.SettingsCommand;
import dev.weir.internal.delivery.RuleSource;
import dev.weir.internal.delivery.RuleUpdateLog;
import dev.weir.internal.service.Detection;
import dev.weir.internal.service.EventKeeper;
import dev.weir.internal.service.Service;
import dev.weir.internal.service.TriageFeed;
import dev.weir.internal.service.api.AlertApi;
import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.bulk.Authenticator;
import dev.weir.internal.service.console.ConsoleKey;
import dev.weir.internal.service.console.WebConsole;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.monitor.AlertPages;
import dev.weir.internal.service.monitor.Monitor;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.store.KeptEvents;
import dev.weir.internal.service.store.PrivateFiles;
import dev.weir.internal.service.store.Store;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.internal.watch.HungException;
import dev.weir.rule.RuleSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir serve}: a service that reads events from sources and sends alerts to sinks. */
@Command(
    name = "serve",
    description =
        "Run as a service that reads events from sources and sends alerts to sinks. No accepted event"
            + " is lost when the service is stopped or killed.",
    exitCodeList = {
      "0:all sources ended, or with --check, the settings and the rules are valid",
      "2:the command line or the settings are invalid",
      "3:the rules do not compile",
      "4:the data folder, an address or a source cannot be used",
      "70:an internal error, which is a bug in Weir",
      "75:a rule does not end, and Weir cannot leave it out, or too many threads are stuck",
      "143:stopped by SIGTERM"
    })
public final class ServeCommand extends SettingsCommand {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = -2, // before --check
      description =
          "Read the settings from this file; docs/serve.md describes them (default: a _bulk"
              + " endpoint and health checks on loopback, the shipped rules, data in weir-data).")
  private @Nullable Path config;

  @Option(
      names = "--new-key",
      paramLabel = "NAME",
      description =
          "Create an API key for a sender, print the key and the line to add to the settings, and exit.")
  private @Nullable String newKey;

  @Override
  protected int run(Console console) throws IOException, HungException, InterruptedException {
    if (newKey != null) {
      return newKey(newKey);
    }
    Troubles troubles = new Troubles();
    ServeSettings settings = ServeSettings.read(config, System.getenv(), troubles);
    RuleSource rules = settings.detection().openRules(troubles);
    return check ? valid(console) : serve(settings, rules, troubles);
  }

  private static int serve(ServeSettings settings, RuleSource rules, Troubles troubles)
      throws IOException, HungException, InterruptedException {
    LogSettings.begin(settings.jsonLog());
    restrict(settings.data(), troubles);
    Store store = Store.open(settings.data().resolve(Store.FILE), InstantSource.system());
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TriageStore triage =
        TriageStore.lazy(settings.data().resolve(TriageStore.FILE), InstantSource.system());
    TriageFeed console =
        new TriageFeed(triage, store, settings.console(), troubles, meters, InstantSource.system());
    List<Sink> sinks = new ArrayList<>(settings.sinks());
    sinks.add(console);
    Service service =
        new Service(
            new Detection(
                rules.first(),
                settings.detection().decisionTime(),
                settings.early(),
                settings::detector),
            store,
            settings.sources(),
            sinks,
            settings.keepDelivered(),
            troubles,
            meters,
            InstantSource.system());
    LedgerFile ledger = LedgerFile.open(settings.data().resolve("ledger.json"));
    service.everyMinute("ledger", () -> ledger.save(service.ledger()));
    service.everyMinute("private files", () -> restrict(settings.data(), troubles));
    service.everyMinute("console", console::everyMinute);
    EventKeeper events = keepEvents(settings, service, troubles, meters);
    ShutDown shutDown = ShutDown.ofService(() -> stop(service, console, events));
    Authenticator keys = new Authenticator(settings.monitorKeys());
    AlertApi api = new AlertApi(triage, keys::sender, settings.monitor().isLoopback(), troubles);
    AtomicReference<RuleSet> current = new AtomicReference<>(rules.first());
    Path keyFile = settings.data().resolve(ConsoleKey.FILE);
    WebConsole pages =
        new WebConsole(
            ConsoleKey.of(keyFile), triage, current::get, firstEvent(settings), troubles);
    try (HttpServer monitor =
            HttpServer.start(
                "monitor",
                settings.monitor(),
                new Handler.Sequence(
                    settings.monitor().isLoopback() ? pages : new Handler.Sequence(),
                    api,
                    alertPages(service, settings.monitorKeys()),
                    new Monitor(service::refreshMeters, service::ruleUpdates, meters, troubles)),
                troubles);
        pages;
        api) {
      service.start();
      console.follow(service::wakeSinks);
      rules.follow(
          set ->
              service
                  .reload(set)
                  .whenComplete(
                      (receipt, fault) -> {
                        if (fault == null) {
                          current.set(set);
                        }
                      }),
          new RuleUpdateLog(meters, troubles, rules.first(), service::keepRuleUpdate));
      LOG.info(
          "events: {}; alerts: {}, {}; health and metrics: {}/health; data: {}; rules: {} ({})",
          settings.sources().stream().map(Source::place).collect(Collectors.joining(", ")),
          settings.sinks().stream().map(Sink::place).collect(Collectors.joining(", ")),
          settings.alertDelay(),
          settings.monitor().url(monitor.port()),
          settings.data().toAbsolutePath(),
          settings.detection().rulesPlace(),
          rules.first().hash());
      if (settings.monitor().isLoopback()) {
        LOG.info(
            "console: http://127.0.0.1:{}/console/; its key is in {}", monitor.port(), keyFile);
      } else {
        LOG.info("no console: the monitor listens on an address that other machines can reach");
      }
      service.awaitSources();
    } finally {
      rules.close();
      shutDown.now();
    }
    return ExitCode.DONE;
  }

  /** Keeps events for a short time, if the settings say so. */
  private static @Nullable EventKeeper keepEvents(
      ServeSettings settings, Service service, Troubles troubles, MeterRegistry meters) {
    if (settings.keepEvents().isZero()) {
      return null;
    }
    EventKeeper keeper =
        new EventKeeper(
            settings.data().resolve(KeptEvents.FILE),
            settings.keepEvents(),
            settings.keepEventsBytes(),
            troubles,
            meters,
            InstantSource.system());
    service.onPending(keeper::take);
    service.everyMinute("kept events", keeper::deleteOld);
    return keeper;
  }

  private static void restrict(Path data, Troubles troubles) throws IOException {
    troubles.set("data folder", PrivateFiles.restrictData(data));
  }

  /** How to send an event, for those who open the console for the first time. */
  private static List<String> firstEvent(ServeSettings settings) {
    return List.of(
        "Events come from: "
            + settings.sources().stream().map(Source::place).collect(Collectors.joining(", ")),
        "",
        "To send the events of the quickstart to the _bulk endpoint, in a clone of Weir:",
        "",
        "sed 's/^/{\"create\":{}}\\n/' test-fixtures/unusual-imds-request/quickstart.ndjson |",
        "  curl -H 'Content-Type: application/x-ndjson' --data-binary @- \\",
        "    http://127.0.0.1:9280/logs/_bulk");
  }

  private static AlertPages alertPages(Service service, List<ApiKey> keys) {
    return new AlertPages(
        service::alerts, keys.isEmpty() ? header -> false : new Authenticator(keys)::allows);
  }

  private static void stop(Service service, TriageFeed console, @Nullable EventKeeper events) {
    try {
      service.stop();
      console.end();
      if (events != null) {
        events.close();
      }
    } catch (IOException e) {
      LOG.error("did not stop cleanly: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int newKey(String name) {
    try {
      ApiKey.New created = ApiKey.make(name, new SecureRandom());
      List<String> lines =
          List.of(
              "For the sender (not shown again):",
              "  id:       " + name,
              "  api key:  " + created.key(),
              "For the settings, in the list `keys` of the source:",
              "  - " + created.line());
      lines.forEach(out()::println);
      return ExitCode.DONE;
    } catch (IllegalArgumentException e) {
      throw wrong("--new-key: " + e.getMessage());
    }
  }
}
