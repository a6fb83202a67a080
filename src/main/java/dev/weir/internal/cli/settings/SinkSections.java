package dev.weir.internal.cli.settings;

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
import java.util.Set;

/** The {@code sinks} of the settings: each by its name, of the type it says or is called. */
final class SinkSections {

  private static final List<String> TYPES = List.of("file", "kafka", "search", "stdout", "webhook");

  private final Path data;
  private final Set<Path> files = new HashSet<>();

  SinkSections(Path data) {
    this.data = data;
  }

  /** All sinks; without any, {@code alerts.ndjson} in the data folder. */
  List<Sink> read(Section sinks) throws SettingsException {
    List<Sink> read = sinks.each(this::sink);
    return read.isEmpty() ? List.of(file("file", sinks.section("file"))) : read;
  }

  private Sink sink(String name, Section section) throws SettingsException, IOException {
    String type = section.text("type", name);
    return switch (type) {
      case "file" -> file(name, section);
      case "kafka" ->
          new KafkaSink(
              new KafkaSinkSettings(
                  name,
                  section.text("bootstrap-servers"),
                  section.text("topic"),
                  section.textsAndSecrets("properties")));
      case "search" -> search(name, section);
      case "stdout" -> new StreamSink(name, new FileOutputStream(FileDescriptor.out));
      case "webhook" -> webhook(name, section);
      default -> throw section.wrong("type", "has to be one of " + TYPES + ", not " + type);
    };
  }

  private Sink file(String name, Section section) throws SettingsException {
    Path file = section.file("path");
    FileSinkSettings otherwise =
        FileSinkSettings.defaults(name, file == null ? data.resolve("alerts.ndjson") : file);
    if (!files.add(otherwise.file().toAbsolutePath().normalize())) {
      throw section.wrong("path", "another sink writes to " + otherwise.file());
    }
    return new FileSink(
        new FileSinkSettings(
            name,
            otherwise.file(),
            section.bytes("rotate-bytes", otherwise.rotateBytes()),
            section.time("rotate-after", otherwise.rotateAfter()),
            section.number("keep", otherwise.keep()),
            section.flag("gzip", otherwise.gzip())),
        InstantSource.system());
  }

  private static Sink search(String name, Section section) throws SettingsException, IOException {
    SearchSinkSettings otherwise = SearchSinkSettings.defaults(name, SearchSection.read(section));
    return new SearchSink(
        new SearchSinkSettings(
            name,
            otherwise.server(),
            section.text("data-stream", otherwise.dataStream()),
            section.flag("template", otherwise.template()),
            section.size("request-bytes", otherwise.requestBytes())));
  }

  private static Sink webhook(String name, Section section) throws SettingsException, IOException {
    WebhookSettings otherwise = WebhookSettings.defaults(name, URI.create(section.text("url")));
    String format = section.text("format", otherwise.format().name()).toUpperCase(Locale.ROOT);
    return new WebhookSink(
        new WebhookSettings(
            name,
            otherwise.url(),
            WebhookSettings.Format.valueOf(format),
            section.secret("secret"),
            section.textsAndSecrets("headers"),
            section.file("ca-certificate"),
            section.flag("insecure", false),
            section.time("connect-timeout", otherwise.connectTimeout()),
            section.time("timeout", otherwise.timeout())),
        InstantSource.system());
  }
}
