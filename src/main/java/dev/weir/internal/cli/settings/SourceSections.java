package dev.weir.internal.cli.settings;

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
import java.util.ArrayList;
import java.util.List;

/** The {@code sources} of the settings: each by its name, of the type it says or is called. */
final class SourceSections {

  private static final List<String> TYPES = List.of("bulk", "files", "kafka", "search", "stdin");

  private final Troubles troubles;

  SourceSections(Troubles troubles) {
    this.troubles = troubles;
  }

  /** All sources; without any, the _bulk endpoint on loopback. */
  List<Source> read(Section sources) throws SettingsException {
    List<Source> read = sources.each(this::source);
    return read.isEmpty() ? List.of(bulk("bulk", sources.section("bulk"))) : read;
  }

  private Source source(String name, Section section) throws SettingsException, IOException {
    String type = section.text("type", name);
    return switch (type) {
      case "bulk" -> bulk(name, section);
      case "files" -> files(name, section);
      case "kafka" ->
          new KafkaSource(
              new KafkaSourceSettings(
                  name,
                  section.text("bootstrap-servers"),
                  section.list("topics"),
                  section.text("group", "weir"),
                  section.textsAndSecrets("properties"),
                  section.number("under-way", 8)),
              troubles);
      case "search" -> search(name, section);
      case "stdin" -> new StreamSource(name, System.in);
      default -> throw section.wrong("type", "has to be one of " + TYPES + ", not " + type);
    };
  }

  private Source bulk(String name, Section section) throws SettingsException {
    BulkSettings otherwise = BulkSettings.defaults();
    List<ApiKey> keys = new ArrayList<>();
    for (String line : section.list("keys")) {
      keys.add(ApiKey.parse(line));
    }
    return new BulkSource(
        name,
        new BulkSettings(
            ListenSection.read(section, BulkSettings.DEFAULT_PORT),
            keys,
            section.size("body-bytes", otherwise.bodyBytes()),
            section.bytes("under-way-bytes", otherwise.underWayBytes()),
            section.time("body-time", otherwise.bodyTime()),
            section.time("answer-time", otherwise.answerTime()),
            section.flag("item-failures", otherwise.itemFailures())),
        troubles);
  }

  private Source files(String name, Section section) throws SettingsException {
    List<String> paths = section.list("paths");
    FileSettings otherwise = FileSettings.defaults(name, paths.isEmpty() ? List.of("-") : paths);
    String start = section.text("start", "beginning");
    if (!start.equals("beginning") && !start.equals("end")) {
      throw section.wrong("start", "has to be beginning or end, not " + start);
    }
    return new FileSource(
        new FileSettings(
            name,
            paths,
            start.equals("end"),
            section.time("interval", otherwise.interval()),
            section.time("close-after", otherwise.closeAfter()),
            section.time("forget-after", otherwise.forgetAfter()),
            section.size("chunk-bytes", otherwise.chunkBytes()),
            section.number("under-way", otherwise.underWay())),
        troubles);
  }

  private Source search(String name, Section section) throws SettingsException, IOException {
    SearchSourceSettings otherwise =
        SearchSourceSettings.defaults(name, SearchSection.read(section));
    return new SearchSource(
        new SearchSourceSettings(
            name,
            otherwise.server(),
            section.text("index", otherwise.index()),
            section.text("query", otherwise.query()),
            section.time("interval", otherwise.interval()),
            section.time("look-back", otherwise.lookBack()),
            section.time("most-behind", otherwise.mostBehind()),
            section.number("page-size", otherwise.pageSize())),
        troubles,
        InstantSource.system());
  }
}
