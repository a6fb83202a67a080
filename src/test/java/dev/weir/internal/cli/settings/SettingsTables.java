package dev.weir.internal.cli.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of settings in docs/serve*.md. */
final class SettingsTables {

  /** A row; its paths are what it describes, such as {@code sinks.file.keep}. */
  record Row(List<String> paths, String byDefault, String meaning) {}

  private static final Pattern ROW = Pattern.compile("\\| (`.+?`) \\| (.+?) \\| (.+) \\|");
  private static final Pattern HEADING = Pattern.compile("#+ (Source|Sink) `(\\w+)`.*");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

  /** Tables that are not below the heading of a source or sink, and what they describe. */
  private static final Map<String, List<String>> SHARED =
      Map.of(
          "serve.md", List.of(""),
          "serve-search.md", List.of("sources.search.", "sinks.search."));

  private SettingsTables() {}

  static List<Row> read() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      for (Path file : files.filter(one -> one.toString().matches(".*/serve.*\\.md")).toList()) {
        read(file, rows);
      }
    }
    return rows;
  }

  private static void read(Path file, List<Row> rows) throws IOException {
    List<String> scopes = SHARED.getOrDefault(file.getFileName().toString(), List.of());
    boolean inTable = false;
    for (String line : Files.readAllLines(file)) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) {
        scopes = List.of(heading.group(1).toLowerCase() + "s." + heading.group(2) + ".");
      } else if (line.startsWith("| setting | default |")) {
        inTable = true;
      } else if (!line.startsWith("|")) {
        inTable = false;
      } else if (inTable && row.matches()) {
        rows.add(new Row(paths(scopes, row.group(1)), row.group(2), plain(row.group(3))));
      }
    }
  }

  private static List<String> paths(List<String> scopes, String names) {
    return scopes.stream()
        .flatMap(scope -> NAME.matcher(names).results().map(name -> scope + name.group(1)))
        .toList();
  }

  /** Without the links of Markdown. */
  private static String plain(String markdown) {
    String link = "\\[([^]]*)]\\([^)]*\\)";
    return markdown.replaceAll(" \\(" + link + "\\)", "").replaceAll(link, "$1");
  }

  static Map<String, Row> byPath(List<Row> rows) {
    Map<String, Row> all = new LinkedHashMap<>();
    rows.forEach(row -> row.paths().forEach(path -> all.put(path, row)));
    return all;
  }
}
