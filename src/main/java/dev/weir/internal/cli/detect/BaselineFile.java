package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.common.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A baseline kept in a file, from one run to the next. */
final class BaselineFile {

  /** Ticks of a second between two times that it is written: it may be large. */
  private static final int EVERY = 60;

  private final Path file;
  private final Baseline baseline;
  private String kept;
  private int ticks;

  private BaselineFile(Path file, Baseline baseline, String kept) {
    this.file = file;
    this.baseline = baseline;
    this.kept = kept;
  }

  /** A file to go on from if it is there, and to keep what is seen in. */
  static BaselineFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new BaselineFile(file, new Baseline(), "");
    }
    String snapshot = Files.readString(file);
    try {
      return new BaselineFile(file, Baseline.restore(snapshot), snapshot);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no baseline: " + e.getMessage(), e);
    }
  }

  Baseline baseline() {
    return baseline;
  }

  /** Called every second: writes it now and then. */
  void tick() {
    if (++ticks % EVERY == 0) {
      keep();
    }
  }

  /** Writes it if it has changed; whoever reads meanwhile sees the one state or the other. */
  void keep() {
    String snapshot = baseline.snapshot();
    if (!snapshot.equals(kept)) {
      kept = snapshot;
      LedgerFile.replace(file, snapshot.getBytes(UTF_8));
    }
  }
}
