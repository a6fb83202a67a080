package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.sink.FileSink;
import dev.weir.internal.service.sink.FileSinkSettings;
import dev.weir.internal.service.sink.KafkaSink;
import dev.weir.internal.service.sink.KafkaSinkSettings;
import dev.weir.internal.service.sink.SearchSink;
import dev.weir.internal.service.sink.SearchSinkSettings;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.sink.StreamSink;
import dev.weir.internal.service.sink.WebhookSettings;
import dev.weir.internal.service.sink.WebhookSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The {@code sinks} section. */
final class SinkSections {

  private final Path data;
  private final Troubles troubles;
  private final Set<Path> files = new HashSet<>();

  SinkSections(Path data, Troubles troubles) {
    this.data = data;
    this.troubles = troubles;
  }

  /** Builds all sinks; by default only {@code alerts.ndjson} in the data folder. */
  List<Sink> read(Section sinks) throws SettingsException {
    List<Sink> read =
        sinks.readEach(
            new TreeMap<>(
                Map.of(
                    "file", this::file,
                    "kafka", SinkSections::kafka,
                    "search", SinkSections::search,
                    "stdout", SinkSections::stdout,
                    "webhook", SinkSections::webhook)));
    return read.isEmpty() ? List.of(file("file", sinks.section("file"))) : read;
  }

  private static Sink kafka(String name, Section section) throws SettingsException {
    return new KafkaSink(
        new KafkaSinkSettings(
            name,
            section.text("bootstrap-servers"),
            section.text("topic"),
            section.textsAndSecrets("properties")));
  }

  private static Sink stdout(String name, Section section) {
    return new StreamSink(name, new FileOutputStream(FileDescriptor.out));
  }

  private Sink file(String name, Section section) throws SettingsException {
    Path file = section.file("path");
    FileSinkSettings defaults =
        FileSinkSettings.defaults(name, file == null ? data.resolve("alerts.ndjson") : file);
    if (!files.add(defaults.file().toAbsolutePath().normalize())) {
      throw section.wrong("path", "is " + defaults.file() + ", to which another sink writes");
    }
    return new FileSink(
        new FileSinkSettings(
            name,
            defaults.file(),
            section.bytes("rotate-bytes", defaults.rotateBytes()),
            section.time("rotate-after", defaults.rotateAfter()),
            section.number("keep", defaults.keep()),
            section.flag("gzip", defaults.gzip()),
            section.flag("group-read", defaults.groupRead())),
        troubles,
        InstantSource.system());
  }

  private static Sink search(String name, Section section) throws SettingsException, IOException {
    SearchSinkSettings defaults = SearchSinkSettings.defaults(name, SearchSection.read(section));
    return new SearchSink(
        new SearchSinkSettings(
            name,
            defaults.server(),
            section.text("data-stream", defaults.dataStream()),
            section.flag("template", defaults.template()),
            section.size("request-bytes", defaults.requestBytes())));
  }

  private static Sink webhook(String name, Section section) throws SettingsException, IOException {
    WebhookSettings defaults = WebhookSettings.defaults(name, URI.create(section.text("url")));
    String format = section.text("format", defaults.format().name()).toUpperCase(Locale.ROOT);
    return new WebhookSink(
        new WebhookSettings(
            name,
            defaults.url(),
            WebhookSettings.Format.valueOf(format),
            section.secret("secret"),
            section.textsAndSecrets("headers"),
            section.file("ca-certificate"),
            section.flag("insecure", false),
            section.time("connect-timeout", defaults.connectTimeout()),
            section.time("timeout", defaults.timeout())),
        InstantSource.system());
  }
}
