package dev.weir.internal.cli.settings;

import dev.weir.internal.cli.common.SettingsException;
import dev.weir.internal.service.bulk.ApiKey;
import dev.weir.internal.service.bulk.BulkSettings;
import dev.weir.internal.service.bulk.BulkSource;
import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.FileSettings;
import dev.weir.internal.service.source.FileSource;
import dev.weir.internal.service.source.KafkaSource;
import dev.weir.internal.service.source.KafkaSourceSettings;
import dev.weir.internal.service.source.SearchSource;
import dev.weir.internal.service.source.SearchSourceSettings;
import dev.weir.internal.service.source.Source;
import dev.weir.internal.service.source.StreamSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code sources} section. */
record SourceSections(Troubles troubles) {

  /** Builds all sources; by default only the _bulk endpoint on loopback. */
  List<Source> read(Section sources) throws SettingsException {
    List<Source> read =
        sources.readEach(
            new TreeMap<>(
                Map.of(
                    "bulk", this::bulk,
                    "files", this::files,
                    "kafka", this::kafka,
                    "search", this::search,
                    "stdin", (name, section) -> new StreamSource(name, System.in))));
    return read.isEmpty() ? List.of(bulk("bulk", sources.section("bulk"))) : read;
  }

  private Source kafka(String name, Section section) throws SettingsException, IOException {
    return new KafkaSource(
        new KafkaSourceSettings(
            name,
            section.text("bootstrap-servers"),
            section.list("topics"),
            section.text("group", "weir"),
            section.textsAndSecrets("properties"),
            section.number("under-way", 8)),
        troubles);
  }

  private Source bulk(String name, Section section) throws SettingsException {
    BulkSettings defaults = BulkSettings.defaults();
    return new BulkSource(
        name,
        new BulkSettings(
            ListenSection.read(section, BulkSettings.DEFAULT_PORT),
            ApiKey.parse(section.list("keys")),
            section.size("body-bytes", defaults.bodyBytes()),
            section.bytes("under-way-bytes", defaults.underWayBytes()),
            section.time("body-time", defaults.bodyTime()),
            section.time("answer-time", defaults.answerTime()),
            section.flag("item-failures", defaults.itemFailures())),
        troubles);
  }

  private Source files(String name, Section section) throws SettingsException {
    List<String> paths = section.list("paths");
    FileSettings defaults = FileSettings.defaults(name, paths.isEmpty() ? List.of("-") : paths);
    String start = section.choice("start", "beginning", List.of("beginning", "end"));
    return new FileSource(
        new FileSettings(
            name,
            paths,
            start.equals("end"),
            section.time("interval", defaults.interval()),
            section.time("close-after", defaults.closeAfter()),
            section.time("forget-after", defaults.forgetAfter()),
            section.size("chunk-bytes", defaults.chunkBytes()),
            section.number("under-way", defaults.underWay())),
        troubles);
  }

  private Source search(String name, Section section) throws SettingsException, IOException {
    SearchSourceSettings defaults =
        SearchSourceSettings.defaults(name, SearchSection.read(section));
    return new SearchSource(
        new SearchSourceSettings(
            name,
            defaults.server(),
            section.text("index", defaults.index()),
            section.text("query", defaults.query()),
            section.time("interval", defaults.interval()),
            section.time("look-back", defaults.lookBack()),
            section.time("most-behind", defaults.mostBehind()),
            section.number("page-size", defaults.pageSize())),
        troubles,
        InstantSource.system());
  }
}
