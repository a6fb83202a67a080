package dev.weir.internal.cli.common;

import dev.weir.internal.service.store.PrivateFiles;
import dev.weir.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A JSON file that adds up the ledgers of several runs. */
public final class LedgerFile {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private record Content(int version, List<LedgerEntry> entries) {}

  private static final int VERSION = 1;

  private final Path file;
  private final List<LedgerEntry> before;
  private List<LedgerEntry> saved = List.of();

  private LedgerFile(Path file, List<LedgerEntry> before) {
    this.file = file;
    this.before = before;
  }

  /** Loads a file, or begins with none if it does not exist. */
  public static LedgerFile open(Path file) throws IOException {
    return new LedgerFile(file, Files.exists(file) ? read(file) : List.of());
  }

  public static List<LedgerEntry> read(Path file) throws IOException {
    try {
      @Nullable Content content = MAPPER.readValue(Files.readAllBytes(file), Content.class);
      if (content == null || content.version() != VERSION || content.entries() == null) {
        throw new IOException(file + " is not a ledger that this version of Weir can read");
      }
      return content.entries();
    } catch (JacksonException e) {
      throw new IOException(file + " is not a ledger: " + e.getOriginalMessage(), e);
    }
  }

  /** Saves the current ledger of the run, together with the earlier runs. */
  public void save(List<LedgerEntry> run) {
    if (run.equals(saved)) {
      return;
    }
    saved = run;
    replace(file, MAPPER.writeValueAsBytes(new Content(VERSION, with(run))));
  }

  /** Replaces a file atomically, by one that only its owner can read. */
  public static void replace(Path file, byte[] content) {
    Path written = Path.of(file + ".tmp");
    try {
      PrivateFiles.write(written, content);
      Files.move(
          written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new OutputFile.Closed(file.toString(), e);
    }
  }

  private List<LedgerEntry> with(List<LedgerEntry> run) {
    Map<List<Object>, LedgerEntry> all = new LinkedHashMap<>();
    for (List<LedgerEntry> entries : List.of(before, run)) {
      for (LedgerEntry entry : entries) {
        all.merge(List.of(entry.ruleSet(), entry.rule(), entry.kind()), entry, LedgerEntry::plus);
      }
    }
    return new ArrayList<>(all.values());
  }
}
