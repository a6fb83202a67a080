package dev.weir.internal.cli.settings;

import dev.weir.internal.service.bulk.BulkSettings;
import dev.weir.internal.service.bulk.BulkSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.search.SearchSettings;
import dev.weir.internal.service.sink.FileSink;
import dev.weir.internal.service.sink.FileSinkSettings;
import dev.weir.internal.service.sink.KafkaSink;
import dev.weir.internal.service.sink.KafkaSinkSettings;
import dev.weir.internal.service.sink.SearchSink;
import dev.weir.internal.service.sink.SearchSinkSettings;
import dev.weir.internal.service.sink.Sink;
import dev.weir.internal.service.sink.StreamSink;
import dev.weir.internal.service.source.FileSettings;
import dev.weir.internal.service.source.FileSource;
import dev.weir.internal.service.source.KafkaSource;
import dev.weir.internal.service.source.KafkaSourceSettings;
import dev.weir.internal.service.source.SearchSource;
import dev.weir.internal.service.source.SearchSourceSettings;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.source.StreamSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code sources} and {@code sinks} sections. */
final class SourcesAndSinks {

  /** Where defaults need a URL. */
  static final URI ANY = URI.create("http://127.0.0.1");

  private final Path data;
  private final Troubles troubles;
  private final Set<Path> files = new HashSet<>();

  SourcesAndSinks(Path data, Troubles troubles) {
    this.data = data;
    this.troubles = troubles;
  }

  /** Builds all sources; by default only the _bulk endpoint on loopback. */
  List<Source> sources(Section sources) {
    return sources.readEach(
        "bulk",
        Map.of(
            "bulk", this::bulk,
            "files", this::files,
            "kafka", this::kafkaSource,
            "search", this::searchSource,
            "stdin", section -> new StreamSource(section.name(), System.in)));
  }

  /** Builds all sinks; by default only {@code alerts.ndjson} in the data folder. */
  List<Sink> sinks(Section sinks) {
    return sinks.readEach(
        "file",
        Map.of(
            "email", NotifySinks::email,
            "file", this::file,
            "kafka", SourcesAndSinks::kafkaSink,
            "search", SourcesAndSinks::searchSink,
            "stdout", SourcesAndSinks::stdout,
            "syslog", NotifySinks::syslog,
            "webhook", NotifySinks::webhook));
  }

  private Source kafkaSource(Section section) throws IOException {
    return new KafkaSource(
        new KafkaSourceSettings(
            section.name(),
            section.text("bootstrap-servers"),
            section.required("topics", "list the topics to read"),
            section.text("group", "weir"),
            section.textsAndSecrets("properties"),
            section.positive("under-way", 8)),
        troubles);
  }

  private Source bulk(Section section) throws IOException {
    BulkSettings defaults = BulkSettings.defaults();
    BulkSettings settings =
        new BulkSettings(
            ListenSection.read(section, BulkSettings.DEFAULT_PORT),
            ServeSettings.keys(section),
            section.size("body-bytes", defaults.bodyBytes(), 1024),
            section.bytes("under-way-bytes", defaults.underWayBytes(), 2048),
            section.positiveTime("body-time", defaults.bodyTime()),
            section.positiveTime("answer-time", defaults.answerTime()),
            section.flag("item-failures", defaults.itemFailures()));
    settings.checkKeys();
    return new BulkSource(section.name(), settings, troubles);
  }

  private Source files(Section section) {
    FileSettings defaults = FileSettings.defaults(section.name(), List.of("-"));
    String start = section.choice("start", "beginning", List.of("beginning", "end"));
    return new FileSource(
        new FileSettings(
            section.name(),
            section.required("paths", "list the files to follow"),
            start.equals("end"),
            section.positiveTime("interval", defaults.interval()),
            section.time("close-after", defaults.closeAfter()),
            section.time("forget-after", defaults.forgetAfter()),
            section.size("chunk-bytes", defaults.chunkBytes(), 1),
            section.positive("under-way", defaults.underWay())),
        troubles);
  }

  private Source searchSource(Section section) throws IOException {
    SearchSourceSettings defaults = SearchSourceSettings.defaults(section.name(), search(section));
    return new SearchSource(
        new SearchSourceSettings(
            section.name(),
            defaults.server(),
            section.text("index", defaults.index()),
            section.text("query", defaults.query()),
            section.positiveTime("interval", defaults.interval()),
            section.positiveTime("look-back", defaults.lookBack()),
            section.time("most-behind", defaults.mostBehind()),
            section.positive("page-size", defaults.pageSize())),
        troubles,
        InstantSource.system());
  }

  private static Sink kafkaSink(Section section) {
    return new KafkaSink(
        new KafkaSinkSettings(
            section.name(),
            section.text("bootstrap-servers"),
            section.text("topic"),
            section.textsAndSecrets("properties")));
  }

  private static Sink stdout(Section section) {
    return new StreamSink(section.name(), new FileOutputStream(FileDescriptor.out));
  }

  private Sink file(Section section) {
    Path path = section.file("path");
    FileSinkSettings defaults =
        FileSinkSettings.defaults(
            section.name(), path == null ? data.resolve("alerts.ndjson") : path);
    if (!files.add(defaults.file().toAbsolutePath().normalize())) {
      section.problem("path", "is " + defaults.file() + ", to which another sink writes");
    }
    return new FileSink(
        new FileSinkSettings(
            section.name(),
            defaults.file(),
            section.bytes("rotate-bytes", defaults.rotateBytes(), 1),
            section.positiveTime("rotate-after", defaults.rotateAfter()),
            section.positive("keep", defaults.keep()),
            section.flag("gzip", defaults.gzip()),
            section.flag("group-read", defaults.groupRead())),
        troubles,
        InstantSource.system());
  }

  private static Sink searchSink(Section section) throws IOException {
    SearchSinkSettings defaults = SearchSinkSettings.defaults(section.name(), search(section));
    return new SearchSink(
        new SearchSinkSettings(
            section.name(),
            defaults.server(),
            section.text("data-stream", defaults.dataStream()),
            section.flag("template", defaults.template()),
            section.size("request-bytes", defaults.requestBytes(), 1)));
  }

  /** The connection to Elasticsearch or OpenSearch, the same for a source and a sink. */
  private static SearchSettings search(Section section) {
    SearchSettings defaults = SearchSettings.defaults(List.of(ANY));
    return section.attempt(defaults, one -> search(one, defaults));
  }

  private static SearchSettings search(Section section, SearchSettings defaults) {
    return new SearchSettings(
        section.required("urls", "list the nodes, such as https://host:9200").stream()
            .map(url -> section.url("urls", url))
            .toList(),
        section.secret("api-key"),
        section.optional("username"),
        section.secret("password"),
        section.file("ca-certificate"),
        section.flag("insecure", false),
        section.positiveTime("connect-timeout", defaults.connectTimeout()),
        section.positiveTime("request-timeout", defaults.requestTimeout()));
  }
}
