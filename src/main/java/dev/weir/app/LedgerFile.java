package dev.weir.app;

import dev.weir.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A ledger kept in a JSON file, run after run. */
final class LedgerFile {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The file's form, which says so itself. */
  private record Content(int version, List<LedgerEntry> entries) {}

  private static final int VERSION = 1;

  private LedgerFile() {}

  static List<LedgerEntry> read(Path file) throws IOException {
    try {
      Content content = MAPPER.readValue(Files.readAllBytes(file), Content.class);
      if (content.version() != VERSION || content.entries() == null) {
        throw new IOException(file + " is no ledger that this Weir can read");
      }
      return content.entries();
    } catch (JacksonException e) {
      throw new IOException(file + " is no ledger: " + e.getOriginalMessage(), e);
    }
  }

  /** Adds a run to what is there; whoever reads meanwhile sees the one or the other. */
  static void add(Path file, List<LedgerEntry> run) throws IOException {
    List<LedgerEntry> all = Files.exists(file) ? merged(read(file), run) : run;
    Path written = Path.of(file + ".tmp");
    Files.write(written, MAPPER.writeValueAsBytes(new Content(VERSION, all)));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<LedgerEntry> merged(List<LedgerEntry> before, List<LedgerEntry> run) {
    Map<List<Object>, LedgerEntry> merged = new LinkedHashMap<>();
    for (List<LedgerEntry> entries : List.of(before, run)) {
      for (LedgerEntry entry : entries) {
        merged.merge(
            List.of(entry.ruleSet(), entry.rule(), entry.kind()), entry, LedgerEntry::plus);
      }
    }
    return new ArrayList<>(merged.values());
  }
}
