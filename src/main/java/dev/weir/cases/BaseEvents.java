package dev.weir.cases;

import dev.weir.internal.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of {@code base.yaml}, which the events of cases are based on. */
final class BaseEvents {

  /** The kinds of events, without {@code raw}. */
  static final List<String> KINDS = List.of("exec", "net", "both");

  private final Path file;
  private final Set<String> reported = new HashSet<>();
  private final Map<String, Map<String, @Nullable Object>> events = new LinkedHashMap<>();
  private boolean present;

  private BaseEvents(Path file) {
    this.file = file;
  }

  static BaseEvents read(Path folder, CaseFiles files) throws IOException {
    Path file = folder.resolve(CaseTable.BASE);
    BaseEvents base = new BaseEvents(file);
    int before = files.count();
    base.present = files.exists(file);
    YamlNode root = base.present ? files.read(file) : null;
    if (root != null) {
      for (Map.Entry<String, YamlNode> event : root.map("the base").entrySet()) {
        String kind = event.getKey();
        if (KINDS.contains(kind)) {
          base.events.put(kind, event.getValue().values("an event"));
        } else {
          root.key(kind).problem("unknown event \"" + kind + "\"; use one of " + KINDS);
        }
      }
    }
    if (files.count() > before) {
      base.reported.addAll(KINDS); // tables that use a wrong event are not to blame
    }
    return base;
  }

  /** The events of a folder, which need not exist yet; of the shipped cases if it has none. */
  static BaseEvents orShipped(Path folder) {
    Path file = folder.resolve(CaseTable.BASE);
    try {
      CaseFiles files =
          new CaseFiles(Files.exists(file) ? Map.of() : Map.of(file, CaseTable.shippedBase()));
      BaseEvents base = read(folder, files);
      files.throwIfAny();
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The base event of a kind; null if there is none. */
  @Nullable Map<String, @Nullable Object> find(String kind) {
    return events.get(kind);
  }

  /** The base event of a kind; empty if there is none, which is reported once. */
  Map<String, @Nullable Object> event(String kind, YamlNode user) {
    Map<String, @Nullable Object> found = find(kind);
    if (found != null) {
      return found;
    }
    if (reported.add(kind)) {
      String reason = present ? file + " has no \"" + kind + "\"" : "there is no " + file;
      user.problem("\"" + kind + "\" is based on " + CaseTable.BASE + ", but " + reason);
    }
    return Map.of();
  }
}
