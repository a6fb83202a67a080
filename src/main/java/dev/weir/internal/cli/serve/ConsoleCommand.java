package dev.weir.internal.cli.serve;

import dev.weir.Detector;
import dev.weir.Stats;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.service.console.ConsoleKey;
import dev.weir.internal.service.console.WebConsole;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.HttpServer;
import dev.weir.internal.service.http.ListenSettings;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir console}: the alerts of files in a browser. */
@Command(
    name = "console",
    description =
        "Show the alerts of files in a browser: who started whom, when, and why the rules alerted."
            + " What you do with them is forgotten at the end.",
    exitCodeList = {
      "2:the command line is invalid",
      "3:the rules do not compile",
      "4:an input could not be read, or the port is in use",
      "70:an internal error, which is a bug in Weir",
      "130:stopped by Ctrl-C"
    })
public final class ConsoleCommand extends BaseCommand {

  /** The default port, next to those of {@code weir serve}. */
  private static final int PORT = 9282;

  /** How many alerts are stored in one transaction. */
  private static final int AT_ONCE = 500;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Read events from these files, plain or gzip.")
  private List<String> files = List.of();

  @Mixin private RulesOption rules = new RulesOption();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Listen on this port of 127.0.0.1; 0 selects a free one (default: 9282).")
  private int port = PORT;

  @Override
  protected int run(Console console) throws IOException, InterruptedException {
    if (files.contains(EventFiles.STANDARD_INPUT)) {
      throw wrong("name files: standard input is for weir detect and weir serve");
    }
    if (port < 0 || port > 0xffff) {
      throw wrong("--port must be 0 to 65535");
    }
    EventFiles events = inputs(files, List.of());
    RuleSet compiled = rules.load();
    Path folder = Files.createTempDirectory("weir-console");
    ShutDown cleaning = new ShutDown(() -> delete(folder));
    try {
      show(
          events,
          compiled,
          TriageStore.open(folder.resolve(TriageStore.FILE), InstantSource.system()));
    } finally {
      cleaning.now();
    }
    return ExitCode.DONE;
  }

  private void show(EventFiles events, RuleSet compiled, TriageStore store)
      throws IOException, InterruptedException {
    Stats stats = detect(events, compiled, store);
    console()
        .note(
            "%,d events, %,d alerts; %,d documents malformed, %,d ignored, %,d late"
                .formatted(
                    sum(stats.byKind().values()),
                    stats.alerts(),
                    sum(stats.malformed().values()),
                    sum(stats.ignored().values()),
                    stats.late()));
    Troubles troubles = new Troubles();
    List<String> none = List.of("No rule raised an alert for the events of these files.");
    ConsoleKey key = ConsoleKey.once();
    WebConsole pages = new WebConsole(key, store, () -> compiled, none, troubles);
    try (HttpServer server =
        HttpServer.start("console", ListenSettings.loopback(port), pages, troubles)) {
      ShutDown end = new ShutDown(pages::close);
      out().println("http://127.0.0.1:" + server.port() + "/console/" + key.query());
      console().note("open this address in a browser; Ctrl-C ends");
      try {
        new CountDownLatch(1).await();
      } finally {
        end.now();
      }
    } finally {
      store.closeFiles();
    }
  }

  private static Stats detect(EventFiles events, RuleSet compiled, TriageStore store)
      throws IOException {
    List<StoredAlert> waiting = new ArrayList<>();
    try (Detector detector =
        Detector.builder(compiled)
            .untilTheEnd()
            .maxAlerts(Integer.MAX_VALUE, Duration.ofMinutes(5)) // the pages list any number
            .listener(
                alert -> {
                  waiting.add(StoredAlert.of(alert, false, alert.toJson()));
                  if (waiting.size() >= AT_ONCE) {
                    store(waiting, store);
                  }
                })
            .build()) {
      events.read((json, origin) -> detector.accept(json, 0, json.length, origin));
      detector.finish();
      store(waiting, store);
      return detector.stats();
    }
  }

  private static void store(List<StoredAlert> alerts, TriageStore store) {
    try {
      var unused = store.deliver(alerts);
      alerts.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
